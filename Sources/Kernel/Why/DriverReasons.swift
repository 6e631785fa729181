import Machine

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

  /// What a driver's line will do: words that fit after the name of the thread.
  public static func intention(driverLine text: String) -> String? {
    if let label = label(text) { return "goes to \(label)" }
    return intentions.first { text.contains($0.call) }?.words
  }

  private static let intentions: [(call: String, words: String)] = [
    ("setup(", "fills in its range"), ("hmm_range_register(", "registers its range"),
    ("hmm_range_wait_until_valid(", "waits until valid"), ("hmm_range_snapshot(", "takes a snapshot"),
    ("unmap_pages(", "zaps device ptes"), ("map_pages(", "maps the pages"),
    ("hmm_range_unregister(", "unregisters its range"), ("hmm_mirror_unregister(&range", "unregisters the range"),
    ("hmm_mirror_unregister(", "unregisters its mirror"), (".valid", "tests range.valid"),
    ("->valid", "tests range.valid"), ("hmm_range_valid(", "tests range.valid"),
  ]

  /// Where a line that is a `goto` and nothing else goes.
  private static func label(_ text: String) -> Substring? {
    guard text.hasPrefix("goto ") else { return nil }
    return text.dropFirst(5).prefix { $0 != ";" && $0 != " " }
  }

  private static func said(_ text: String, _ g: some Glance) -> StepWords.Said? {
    if let label = label(text) { return g.jump(to: String(label)) }
    if text.contains("unmap_pages(") { return all["C2"]?.says(g) }
    if text.contains("map_pages(") { return g.commit(text) }
    if text.contains("setup(") { return all["D0"]?.says(g) }
    return call(text, g) ?? lock(text, g)
  }

  private static func call(_ text: String, _ g: some Glance) -> StepWords.Said? {
    guard g.isTaken == nil else { return nil }
    if text.contains("hmm_range_register(") {
      return (
        """
        asks HMM to watch its window. Once it is registered, every invalidation that overlaps marks the range; \
        those that are open now are covered by the count, notifiers.
        """,
        [], "registers its range"
      )
    }
    if text.contains("hmm_range_unregister(") {
      return (
        "gives the range up. Once it is off the list, the callback alone guards what the device maps.",
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
      let isDropped = text.hasPrefix("hmm_range_wait_until_valid(")
      return (
        "waits until the range is valid, before it walks: a table that is changing is not worth reading."
          + (isDropped ? " The answer, a hint, is not looked at: what counts is a test with update held." : ""),
        [], "waits until valid"
      )
    }
    if text.contains("hmm_range_snapshot(") {
      return (
        """
        asks what the CPU maps. The ptes are read without their locks: each value may be stale the moment it is \
        read, so only a test of range.valid with update held tells whether it may be used.
        """,
        [], "takes a snapshot"
      )
    }
    return nil
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
      return (
        "lets go of mmap_sem: as soon as no other reader holds it, munmap and the others may come in.", [],
        "unlocks mmap_sem"
      )
    }
    if text.contains("mutex_lock("), text.contains("update") { return g.takesUpdate }
    if text.contains("mutex_unlock("), text.contains("update") { return g.dropsUpdate(text) }
    if let name = text.name(before: ".valid") ?? text.name(before: "->valid") {
      return g.test(name).map { g.withOthers($0, text) }
    }
    return nil
  }
}

extension String {
  /// The name that stands right before some text: `range` of `if (!range.valid)`.
  func name(before text: String) -> String? {
    guard let place = firstRange(of: text) else { return nil }
    let name = self[..<place.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name.reversed())
  }

  /// The names that a call gets: `driver` and `range` of `map_pages(driver, &range)`.
  func arguments(of call: String) -> [String] {
    guard let place = firstRange(of: call + "(") else { return [] }
    return self[place.upperBound...].prefix { $0 != ")" }.split(separator: ",").map { argument in
      String(argument.filter { $0.isLetter || $0.isNumber || $0 == "_" })
    }
  }

  private func firstRange(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}

extension Glance {
  /// A line that only jumps.
  func jump(to label: String) -> StepWords.Said {
    guard let line = wentBack else { return ("goes on at \(label).", [], "on to \(label)") }
    return (
      "back to \(label): this round is thrown away, with all that it read. The next one begins at line \(line).", [],
      "back to \(label): a new round"
    )
  }

  /// Whether the step is a part of a callback, which an invalidation of this thread has called.
  private var isCallback: Bool { new(HmmUpdate.name, me, "end") > new(HmmUpdate.name, me, "start") }

  fileprivate var takesUpdate: StepWords.Said? {
    isCallback
      ? Reasons.all["C1"]?.says(self)
      : (
        "takes update, the lock that a callback takes, too: commit and invalidation exclude each other by it.", [],
        "takes update"
      )
  }

  fileprivate func dropsUpdate(_ text: String) -> StepWords.Said? {
    if isCallback { return Reasons.all["C3"]?.says(self) }
    let row = (text.name(before: "->update") ?? text.name(before: ".update")).flatMap { local($0) } ?? 0
    let mapped = (0..<rows(Pte.name)).filter { Entries.frame(new(Driver.name, row, "dpt", $0)) != 0 }
    return (
      "the lock is free, and a callback may run"
        + (mapped.isEmpty
          ? "; the device maps nothing that it could take away."
          : " and take away what the device maps: \(mapped.map { page($0) }.listed)."),
      [], "unlocks update"
    )
  }

  /// What a driver reads as `range.valid`; with the cure of B1, that nothing has hit the range since the walk, too.
  func readsValid(_ row: Int) -> Bool {
    new(HmmRange.name, row, "valid") != 0 && new(HmmRange.name, row, "seen") == new(HmmRange.name, row, "hits")
  }

  /// Whether this thread holds the lock of a range's driver.
  func holdsUpdate(_ row: Int) -> Bool { new(Driver.name, row, "update") == me }

  /// The open sections that overlap a range, by their rows.
  func sections(over row: Int) -> [Int] {
    let name = MmuNotifierRange.name
    return which(name) { section in
      let phases = new(name, section, "phases")
      return phases & 2 != 0 && phases & 16 == 0
        && new(name, section, "start") < new(HmmRange.name, row, "end")
        && new(name, section, "end") > new(HmmRange.name, row, "start")
    }
  }

  /// The name of the thread whose section it is.
  private func owner(of section: Int) -> String { threadName(program.thread(ofSection: section) + 1) }

  /// The driver's test of `valid`.
  fileprivate func test(_ name: String) -> StepWords.Said? {
    guard let row = local(name), row > 0 else { return nil }
    let isHeld = holdsUpdate(new(HmmRange.name, row, "driver"))
    if readsValid(row) {
      return isHeld
        ? (
          """
          range.valid is true, read with update held. Either nothing has hit the range, or its mark is gone \
          again: the flag cannot tell (B1).
          """,
          ["A callback that comes after the commit finds what it maps, and removes it."], "range.valid is true"
        )
        : (
          """
          range.valid is true, but update is not held: it may turn false before the lock is taken. Only a test with \
          update held can decide.
          """,
          [], "valid is true, update not held"
        )
    }
    guard new(HmmRange.name, row, "valid") == 0 else {
      return (
        """
        the range is valid again, but was hit since the walk began, which the cure of B1 remembers: this round is \
        lost, its pfns must not be used.
        """,
        [], "the range was hit: again"
      )
    }
    return (
      """
      range.valid is false, read with\(isHeld ? "" : "out") update held: this round is lost, its pfns must not be \
      used. \(whoHit(row))
      """,
      [], "range.valid is false"
    )
  }

  /// Where a line asks more than whether the range is valid, the flag alone does not say how it goes on.
  fileprivate func withOthers(_ said: StepWords.Said, _ text: String) -> StepWords.Said {
    guard text.contains("||") || text.contains("&&"), let line = program.nextStep(new, index)?.line else { return said }
    return (said.text, ["The line asks more than that. On to line \(line)."], said.short)
  }

  /// Whether the callback of the section that makes a range INVALID has been here already.
  func whoHit(_ row: Int) -> String {
    if new(Hmm.name, hmm, "dead") != 0 { return "The process is going away." }
    let open = sections(over: row)
    let untold = open.filter { new(MmuNotifierRange.name, $0, "phases") & 4 == 0 }
    if let section = untold.first {
      return """
        \(owner(of: section)) has marked it, and its callback has not returned yet: it is still to come, or waits \
        for update.
        """
    }
    if let section = open.first {
      return """
        The callback of \(owner(of: section)) has been here already and will not come again to undo a commit: that \
        is why there is a test.
        """
    }
    return "No section that overlaps it is open; notifiers is \(notifiers), which is why it is not valid yet."
  }
}
