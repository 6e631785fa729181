import Scene

extension RetryLoop {
  private static func thread(
    _ label: String, _ name: String, _ says: String, _ state: ThreadState = .ready, ran: Bool = false,
    isNext: Bool = false
  ) -> ThreadRow {
    ThreadRow(label: label, name: name, state: state, ran: ran, isNext: isNext, says: says)
  }

  private static func range(_ validity: Validity, stale: Bool, mark: Mark = .none) -> RangeRow {
    var range = RangeRow(
      label: "#0", address: "[7f0000000000 +4p)", shortAddress: "+4p", validity: validity, mark: mark)
    range.pfns = [
      entry(0, .readWrite, "1a0 rw"), entry(1, .readWrite, "1a1 rw"), entry(2, .none, "NONE"), entry(3, .none, "NONE"),
    ]
    if stale { for index in range.pfns.indices { range.pfns[index].isStale = true } }
    return range
  }

  private static func counters(_ notifiers: Int, kref: Int) -> [Counter] {
    [Counter("notifiers", "\(notifiers)"), Counter("kref", "\(kref)"), Counter("dead", "no")]
  }

  /// Before register.
  static var step0: Scene {
    var scene = base(0)
    scene.ranges.count = "none"
    scene.ranges.counters = counters(0, kref: 1)
    scene.ranges.ranges = [
      RangeRow(label: "#0", address: "", shortAddress: "", validity: .notFilled)
    ]
    scene.notifiers.mirrors = ["gpu"]
    scene.threads = [
      thread("1", "gpu", "fills in the range", isNext: true), thread("2", "kswapd", "locks page 1a1"),
      thread("3", "app", "reads page 001"),
    ]
    scene.locks = locks([:])
    scene.driver = listing(next: 7)
    scene.kernel.title = "nobody is inside"
    scene.why.title = "nothing has happened yet"
    scene.why.sentences = [
      Sentence(
        .more,
        "Four pages of the process app: two in frames 1a0 and 1a1, one never touched, one in swap. The device maps "
          + "none of them."),
      Sentence(
        .next,
        "gpu fills in its range: which window it wants, where the answers go (pfns), how an answer is encoded.\n"
          + "kswapd may start to take page 001 away at any step: reclaim needs the page lock and the rmap lock, not "
          + "mmap_sem."),
    ]
    scene.time.lanes = lanes(0, states: [(false, true, .ready), (false, false, .ready), (false, false, .ready)])
    scene.time.summary = "0 sections, 0 retries"
    return scene
  }

  /// Back at again: -EAGAIN, then asleep.
  static var step60: Scene {
    var scene = base(60)
    scene.ranges.count = "0/1 valid"
    scene.ranges.counters = counters(1, kref: 2)
    var range = range(.invalid, stale: true, mark: .read)
    range.waiters = ["gpu"]
    scene.ranges.ranges = [range]
    scene.notifiers.open = [
      SectionRow(
        event: "CLEAR", address: "[7f0000001000 +1p)", shortAddress: "+1p at 001", thread: "kswapd",
        phases: phases(3, details: ["page and rmap locked", "notifiers 0 ⇒ 1", "zapped nothing"]))
    ]
    scene.threads = [
      thread("1", "gpu", "sleeps on hmm->wq", .waits, ran: true), thread("2", "kswapd", "locks the ptl", isNext: true),
      thread("3", "app", "reads page 001"),
    ]
    scene.locks = locks(["page 1a1": ("", ["kswapd"]), "rmap 1a1": ("", ["kswapd"])])
    scene.driver = listing(next: 17, ran: 17, waits: true, value: (14, "ret = -EAGAIN"), round: 2)
    scene.kernel = kernel(
      "gpu: hmm_range_wait_until_valid",
      [
        ("WT1", "if (dead) { valid = false; return false; }"), ("WT2", "if (range->valid) return true;"),
        ("WT3", "sleep on hmm->wq until valid || dead;"), ("WT4", "return range->valid;"),
      ], ran: 2, next: nil)
    scene.kernel.rows[2].waits = true
    scene.why.title = "step 60, gpu: hmm_range_wait_until_valid WT3"
    scene.why.sentences = [
      Sentence(
        .happened,
        "gpu, WT3: range #0 is INVALID, so gpu sleeps on hmm->wq until valid or dead, at most 1000 ms, without any "
          + "lock: it delays nobody. Round 2 was short: at SN3 the snapshot saw INVALID and gave -EAGAIN with mmap_sem "
          + "still held, and line 15 dropped it. The pfns in parentheses are of round 1: out of date."),
      Sentence(.next, "kswapd changes the pte now: every mirror was told."),
    ]
    scene.time.lanes = lanes(60, states: [(true, false, .waits), (false, true, .ready), (false, false, .ready)])
    scene.time.summary = "1 section, 1 retry"
    return scene
  }

  /// Committed.
  static var step99: Scene {
    var scene = base(99)
    scene.cpu.entries[1] = entry(1, .readOnly, "1b4 ro")
    scene.device.count = "2 mapped"
    for (page, value) in [(0, EntryValue(.readWrite, "1a0 rw")), (1, EntryValue(.readOnly, "1b4 ro"))] {
      scene.device.entries[page].value = value
      scene.device.entries[page].before = EntryValue(.none, "none")
      scene.device.entries[page].mark = .changed
    }
    scene.ranges.count = "1/1 valid"
    scene.ranges.counters = counters(0, kref: 2)
    var range = range(.valid, stale: false)
    range.pfns[1] = entry(1, .readOnly, "1b4 ro")
    for index in range.pfns.indices { range.pfns[index].mark = .read }
    scene.ranges.ranges = [range]
    var last = SectionRow(
      event: "CLEAR", address: "[7f0000001000 +1p)", shortAddress: "+1p at 001", thread: "kswapd",
      phases: phases(6, details: []))
    last.span = "steps 31 to 71"
    scene.notifiers.last = last
    scene.frames[0].device = "000"
    scene.frames[0].deviceBefore = ""
    scene.frames[0].mark = .changed
    scene.frames[1] = FrameRow(label: "1a1", owner: "free", cpu: "", device: "", data: "-")
    scene.frames[2] = FrameRow(label: "1b4", owner: "app", cpu: "001", device: "001", data: "'B'", mark: .changed)
    scene.frames[2].deviceBefore = ""
    scene.threads = [
      thread("1", "gpu", "hmm_range_unregister", ran: true, isNext: true),
      thread("2", "kswapd", "finished", .finished), thread("3", "app", "finished", .finished),
    ]
    scene.locks = locks(["mmap_sem": ("R", ["gpu"]), "update": ("", ["gpu"])])
    scene.driver = listing(next: 27, ran: 26, value: (21, "valid = true"), round: 3)
    scene.kernel.title = "nobody is inside"
    scene.why.title = "step 99, gpu: retry-loop.c:26"
    scene.why.sentences = [
      Sentence(
        .happened,
        "gpu, line 26: update is held and range.valid was true under the same hold, so the pfns are what the CPU maps. "
          + "gpu maps 1a0 rw and 1b4 ro. Frame 1a1, which round 1 had read, is in no table: the retry kept it out."),
      Sentence(.more, "002 and 003 stay unmapped: a snapshot answers NONE for none and for swap."),
      Sentence(.next, "gpu unregisters range #0. From here on the callback alone guards these entries."),
    ]
    scene.time.lanes = lanes(99, states: [(true, true, .ready), (false, false, .finished), (false, false, .finished)])
    scene.time.summary = "1 section, 2 retries"
    scene.moves = [
      Move(.committing, text: "● 1a0 rw", page: 0), Move(.committing, text: "◓ 1b4 ro", page: 1),
    ]
    return scene
  }

  /// The step before, as far as the animation needs it.
  static var step98: Scene {
    var scene = step99
    scene.time.now = 98
    scene.moves = []
    for page in 0...1 { scene.device.entries[page] = entry(page, .none, "none") }
    for index in scene.ranges.ranges[0].pfns.indices { scene.ranges.ranges[0].pfns[index].mark = .none }
    return scene
  }
}
