extension Reasons {
  /// What a driver's own line is for, by what it calls or tests; nil for a line that says nothing of HMM.
  ///
  /// - Parameters:
  ///   - text: the line as the file has it.
  ///   - place: `line 21`.
  ///   - file: the name of the driver's file.
  public static func reason(driverLine text: String, at place: String, file: String, _ glance: some Glance) -> Reason? {
    guard let said = said(text, glance) else { return nil }
    return Reason(
      text: "\(glance.thread), \(place): \(said.text)", more: said.more, short: cut("\(glance.thread): \(said.short)"),
      source: file)
  }

  /// What a driver's line will do, in a few words.
  public static func intention(driverLine text: String) -> String? {
    intentions.first { text.contains($0.call) }?.words
  }

  private static let intentions: [(call: String, words: String)] = [
    ("setup(", "fills in the range"), ("hmm_range_register(", "hmm_range_register"),
    ("hmm_range_wait_until_valid(", "waits until valid"), ("hmm_range_snapshot(", "hmm_range_snapshot"),
    ("map_pages(", "maps the pages"), ("hmm_range_unregister(", "hmm_range_unregister"),
    ("hmm_mirror_unregister(", "hmm_mirror_unregister"), ("unmap_pages(", "zaps device ptes"),
    ("valid", "tests range.valid"),
  ]

  private static func said(_ text: String, _ g: some Glance) -> StepWords.Said? {
    if text.contains("unmap_pages(") { return all["C2"]?.says(g) }
    if text.contains("map_pages(") { return g.commit(nil) }
    if text.contains("setup(") { return all["D0"]?.says(g) }
    if text.contains("hmm_range_register(") {
      return (
        """
        asks HMM to watch its window. From the end of this call on, every invalidation that overlaps marks the \
        range, and those that are open now are covered by notifiers.
        """,
        [], "registers its range"
      )
    }
    if text.contains("hmm_range_unregister(") {
      return (
        "the range is needed no longer. From here on the callback alone guards what the device maps.",
        [], "unregisters its range"
      )
    }
    if text.contains("hmm_mirror_unregister(&range") {
      return (
        """
        the manual's own slip (B8): this wants a mirror and gets a range. It takes mirrors_sem for writing; with \
        update held, that is a deadlock in waiting.
        """,
        [], "unregisters the wrong thing"
      )
    }
    if text.contains("hmm_range_wait_until_valid(") {
      return (
        """
        waits before it walks: a table that is changing is not worth reading. It sleeps without mmap_sem, so it \
        delays nobody. The answer is not looked at: correctness comes from the test under update.
        """,
        [], "waits until valid"
      )
    }
    if text.contains("hmm_range_snapshot(") {
      return (
        """
        asks what the CPU maps. The ptes are read without their locks: each value may be stale the moment it is \
        read, which is why there is a test later.
        """,
        [], "takes a snapshot"
      )
    }
    return lock(text, g)
  }

  private static func lock(_ text: String, _ g: some Glance) -> StepWords.Said? {
    if text.contains("down_read(") {
      return (
        """
        mmap_sem for reading keeps vmas and tables where they are: it shuts out munmap, mprotect, fork. Reclaim \
        takes no mmap_sem.
        """,
        [], "mmap_sem for reading"
      )
    }
    if text.contains("up_read(") {
      return ("mmap_sem is free: munmap and the others may come in.", [], "unlocks mmap_sem")
    }
    if text.contains("mutex_lock(") {
      return (
        "takes the lock that its callback takes, too. From here to the unlock no callback of this device runs.", [],
        "takes update"
      )
    }
    if text.contains("mutex_unlock(") {
      return (
        "the lock is free: a callback that waits for it may run and take away what was just mapped.", [],
        "unlocks update"
      )
    }
    if text.contains("valid") { return g.test }
    return nil
  }
}

extension Glance {
  /// The driver's test of `valid`.
  var test: StepWords.Said {
    isValid
      ? (
        """
        range.valid is true, read with update held. Either nothing has hit the range, or its mark is gone again: \
        the flag cannot tell.
        """,
        ["A callback that comes later finds what is committed now, and removes it."], "range.valid is true"
      )
      : (
        """
        range.valid is false, read with update held: this round is lost, its pfns must not be used. The callback \
        has already been here and would not come again to undo a commit: that is why there is a test. Made before \
        taking update, it would leave a gap between test and commit.
        """,
        [], "range.valid is false: again"
      )
  }
}
