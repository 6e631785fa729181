import Scene

extension RetryLoop {
  /// An invalidation starts and marks the range.
  static var step35: Scene {
    var scene = base(35)
    scene.ranges.counters = [
      Counter("notifiers", "1", before: "0", mark: .changed, cell: "hmm->notifiers"), Counter("kref", "3"),
      Counter("dead", "no"),
    ]
    scene.ranges.count = "0/1 valid"
    var range = RangeRow(
      label: "#0", address: "[7f0000000000 +4p)", shortAddress: "+4p", validity: .invalid, mark: .changed)
    range.before = .valid
    range.cell = "range[0].valid"
    range.pfns = [
      entry(0, .readWrite, "1a0 rw"), entry(1, .readWrite, "1a1 rw"), entry(2, .none, "NONE"), entry(3, .none, "NONE"),
    ]
    scene.ranges.ranges = [range]
    scene.notifiers.open = [
      SectionRow(
        event: "CLEAR", address: "[7f0000001000 +1p)", shortAddress: "+1p at 001", thread: "kswapd",
        phases: phases(
          2, details: ["page and rmap locked", "notifiers 0 ⇒ 1"], short: ["page, rmap held"], marked: 1))
    ]
    scene.notifiers.mirrors = ["gpu"]
    scene.threads = [
      ThreadRow(label: "1", name: "gpu", state: .ready, ran: false, isNext: false, says: "tests ret"),
      ThreadRow(label: "2", name: "kswapd", state: .ready, ran: true, isNext: true, says: "unlocks hmm->lock"),
      ThreadRow(label: "3", name: "app", state: .ready, ran: false, isNext: false, says: "reads page 001"),
    ]
    scene.locks = locks([
      "mmap_sem": ("R", ["gpu"]), "hmm->lock": ("", ["kswapd"]), "page 1a1": ("", ["kswapd"]),
      "rmap 1a1": ("", ["kswapd"]),
    ])
    scene.driver = listing(next: 14, value: (13, "ret = 4"))
    scene.kernel = kernel(
      "kswapd: hmm_invalidate_range_start",
      [
        ("IS1", "hmm = mm_get_hmm(mm);"), ("IS2", "update = { start, end, blockable };"),
        ("IS3", "mutex_lock(&hmm->lock);"), ("IS4", "notifiers++; hit ranges: valid = false;"),
        ("IS5", "mutex_unlock(&hmm->lock);"), ("IS6", "down_read(&hmm->mirrors_sem);"),
        ("IS7", "each mirror: sync_cpu_device_pagetables()"), ("IS8", "up_read(&hmm->mirrors_sem);"),
        ("IS9", "hmm_put(hmm); return ret;"),
      ], ran: 3, next: 4, value: "notifiers = 1")
    scene.why.title = "step 35, kswapd: hmm_invalidate_range_start IS4"
    scene.why.shortTitle = "step 35, kswapd: IS4"
    scene.why.short = "kswapd: range #0 is INVALID"
    scene.why.sentences = [
      Sentence(
        .happened,
        "kswapd, IS4, in one step under hmm->lock: notifiers 0 ⇒ 1, and range #0 overlaps [7f0000001000 +1p): "
          + "INVALID. This comes before the callback takes update, so whoever gets update after the callback reads "
          + "INVALID.",
        short: "kswapd, IS4, under hmm->lock: notifiers 0 ⇒ 1, and range #0 overlaps: INVALID. This comes before the "
          + "callback, so whoever gets update after the callback reads INVALID."),
      Sentence(
        .next,
        "kswapd unlocks hmm->lock, then calls the mirrors. The pte is still ● 1a1 rw: nothing may change before all "
          + "are told. gpu has 1a1 in its pfns and does not know yet.",
        short: "kswapd unlocks hmm->lock, then calls the mirrors."),
    ]
    scene.time.lanes = lanes(35, states: [(false, false, .ready), (true, true, .ready), (false, false, .ready)])
    scene.time.summary = "1 section, 0 retries"
    scene.moves = [Move(.marking, text: "[7f0000001000 +1p)")]
    scene.choices = [
      ThreadChoice(
        thread: "gpu", alternative: 0, isEnabled: false, isProposed: false,
        line: "line 20 mutex_lock(&driver->update)", effect: "waits for update, which kswapd holds until C3"),
      ThreadChoice(
        thread: "kswapd", alternative: 0, isEnabled: true, isProposed: true, line: "IS5 mutex_unlock(&hmm->lock)",
        effect: "hmm->lock kswapd ⇒ free"),
      ThreadChoice(
        thread: "app", alternative: 0, isEnabled: true, isProposed: false, line: "reads page 001",
        effect: "nothing: pte 001 is ● 1a1 rw, so it loads 'B'"),
    ]
    scene.history = (28...35).map {
      HistoryRow(step: $0, thread: $0 == 28 ? "gpu" : "kswapd", line: "IS\($0 - 31)", isNow: $0 == 35)
    }
    scene.branches = [BranchRow(name: "a", fork: nil, length: 106, isCurrent: true)]
    return scene
  }

  /// The step before, as far as the animation needs it.
  static var step34: Scene {
    var scene = step35
    scene.time.now = 34
    scene.moves = []
    scene.ranges.counters[0] = Counter("notifiers", "0", cell: "hmm->notifiers")
    scene.ranges.count = "1/1 valid"
    scene.ranges.ranges[0].validity = .valid
    scene.ranges.ranges[0].before = nil
    scene.ranges.ranges[0].mark = .none
    scene.notifiers.open[0].phases = phases(1, details: ["page and rmap locked"])
    return scene
  }

  static func kernel(
    _ title: String, _ rows: [(String, String)], ran: Int?, next: Int?, value: String = ""
  ) -> Listing {
    var listing = Listing()
    (listing.name, listing.title) = ("Kernel", title)
    listing.rows = rows.enumerated().map { index, row in
      var line = ListingRow(label: row.0, text: row.1)
      line.ran = index == ran
      line.isNext = index == next
      if index == ran { line.value = value }
      return line
    }
    listing.focus = next ?? ran
    return listing
  }
}

extension RetryLoop {
  /// The same moment in the words for a small screen.
  static var step35For60: Scene {
    var scene = step35
    scene.why.sentences = [
      Sentence(
        .happened, scene.why.sentences[0].text,
        short: "kswapd, under hmm->lock: notifiers 0 ⇒ 1, and range #0 overlaps: INVALID, before the callback runs."),
      Sentence(.next, scene.why.sentences[1].text, short: "kswapd unlocks hmm->lock."),
    ]
    return scene
  }

  /// The snapshot reads page 001.
  static var step24: Scene {
    var scene = base(24)
    scene.cpu.entries[1].mark = .read
    scene.why.sentences = [Sentence(.happened, "gpu, SN8: pte 001 is present and writable.")]
    scene.why.short = "gpu: pfns[1] - ⇒ ● 1a1 rw"
    scene.moves = [Move(.reading, text: "● 1a1 rw", page: 1)]
    return scene
  }

  /// The driver sees INVALID.
  static var step46: Scene {
    var scene = base(46)
    scene.driver = listing(next: 22, ran: 21, value: (21, "valid = false"))
    scene.why.sentences = [Sentence(.happened, "gpu, line 21: range.valid is false.")]
    scene.why.short = "gpu: INVALID, round 1 is lost"
    return scene
  }
}
