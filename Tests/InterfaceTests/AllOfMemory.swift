import Scene

/// Moments with everything that a page table can hold: huge entries, migration, device memory, two address spaces,
/// nested sections, TLBs.
enum AllOfMemory {
  static func entry(_ page: Int, _ kind: EntryKind, _ text: String, before: EntryValue? = nil) -> Entry {
    Entry(
      label: "00\(page)", pages: page...page, value: EntryValue(kind, text), before: before,
      mark: before == nil ? .none : .changed, cell: "pte[\(page)]")
  }

  static func levels(_ state: LevelState = .table, before: LevelState? = nil) -> [Level] {
    [
      Level(depth: 0, label: "pgd[0fe]", pages: 0...3), Level(depth: 1, label: "p4d[0fe]", pages: 0...3),
      Level(depth: 2, label: "pud[000]", pages: 0...3),
      Level(
        depth: 3, label: "pmd[000]", pages: 0...3, state: state, before: before,
        mark: before == nil ? .none : .changed, cell: "pmd[0]"),
    ]
  }

  static let hugeValue = EntryValue(.readWrite, "1a0-1a3 rw 2M")

  private static func base(_ why: String) -> Scene {
    var scene = RetryLoop.base(24)
    scene.heading.title = "all of memory"
    scene.cpu.captions[0].isPath = true
    scene.ranges = RetryLoop.step35.ranges
    scene.ranges.counters = [Counter("notifiers", "0"), Counter("kref", "2"), Counter("dead", "no")]
    scene.ranges.count = "1/1 valid"
    scene.ranges.ranges[0].validity = .valid
    scene.ranges.ranges[0].before = nil
    scene.ranges.ranges[0].mark = .none
    scene.cpu.levels = levels()
    scene.driver = RetryLoop.listing(next: 14)
    scene.kernel = RetryLoop.kernel(
      "app: split_huge_pmd", [("SP1", "pmd_populate(mm, pmd, table);")], ran: 0, next: nil)
    scene.threads = [
      ThreadRow(label: "1", name: "gpu", state: .ready, ran: false, isNext: true, says: "tests ret"),
      ThreadRow(label: "2", name: "app", state: .ready, ran: true, isNext: false, says: "unlocks the ptl"),
    ]
    scene.time.lanes = RetryLoop.lanes(
      24, states: [(false, true, .ready), (true, false, .ready), (false, false, .ready)])
    scene.time.summary = "1 section, 0 retries"
    scene.why.title = "step 24, app"
    scene.why.sentences = [Sentence(.happened, why)]
    scene.why.short = why
    return scene
  }

  /// One entry of a pmd maps all four pages; the device has them too.
  static var huge: Scene {
    var scene = base("app: pmd 000 maps 2M with one entry.")
    scene.cpu.levels = levels(.entry(hugeValue))
    var entry = Entry(label: "000-003", pages: 0...3, value: hugeValue, cell: "pmd[0]")
    entry.isHuge = true
    scene.cpu.entries = [entry]
    (scene.cpu.count, scene.cpu.shortCount) = ("4/4 present", "4/4")
    scene.device.entries = (0..<4).map { Self.entry($0, .readWrite, "1a\($0) rw") }
    (scene.device.count, scene.device.shortCount) = ("4 mapped", "4")
    scene.frames = (0..<4).map {
      FrameRow(
        label: "1a\($0)", owner: "app", cpu: "00\($0)", device: "00\($0)", data: "'\("ABCD".dropFirst($0).first!)'")
    }
    return scene
  }

  /// The step that takes it apart.
  static var split: Scene {
    var scene = huge
    scene.why.sentences = [Sentence(.happened, "app, under the pmd lock: the huge entry becomes a table of four ptes.")]
    scene.cpu.levels = levels(.table, before: .entry(hugeValue))
    scene.cpu.entries = (0..<4).map { Self.entry($0, .readWrite, "1a\($0) rw") }
    return scene
  }

  /// The step that takes a table away for a huge entry: first there is nothing.
  static var collapse: Scene {
    var scene = base("khugepaged: the table is taken out of pmd 000.")
    scene.cpu.levels = levels(.entry(EntryValue(.none, "none")), before: .table)
    scene.cpu.entries = [Entry(label: "000-003", pages: 0...3, value: EntryValue(.none, "none"), cell: "pmd[0]")]
    return scene
  }

  /// Every kind of entry, one a page.
  static var kinds: Scene {
    var scene = base("every kind of entry, one a page.")
    let values = [
      EntryValue(.readWrite, "1a0 rw"), EntryValue(.readOnly, "zero ro"), EntryValue(.protnone, "1a4 protnone"),
      EntryValue(.none, "none"), EntryValue(.swap, "swap 3"), EntryValue(.moving, "1a5 to 1b4"),
      EntryValue(.devicePrivate, "d07 rw dev"), EntryValue(.exclusive, "1a7 rw excl"),
      EntryValue(.devmap, "p00 rw devmap"),
      EntryValue(.special, "9f0 special"), EntryValue(.poison, "1a9 poison"), EntryValue(.unknown, ""),
    ]
    scene.cpu.levels = []
    scene.cpu.entries = values.enumerated().map { page, value in
      let digits = String(page, radix: 16)
      return Entry(label: "00" + digits, pages: page...page, value: value, cell: "pte[\(page)]")
    }
    scene.device.entries = (0..<12).map {
      Entry(label: "00" + String($0, radix: 16), pages: $0...$0, value: EntryValue(.none, "none"))
    }
    return scene
  }

  /// A page is on its way to the device, another lies there.
  static var deviceMemory: Scene {
    var scene = base("gpu: page 000 is on its way to d00; page 001 lies in d01.")
    scene.cpu.entries = [
      entry(0, .moving, "1a0 to d00", before: EntryValue(.readWrite, "1a0 rw")),
      entry(1, .devicePrivate, "d01 rw dev"), entry(2, .none, "none"), entry(3, .swap, "swap 3"),
    ]
    scene.device.entries = [
      entry(0, .none, "none"), entry(1, .readWrite, "d01 rw"), entry(2, .none, "none"), entry(3, .none, "none"),
    ]
    var moving = FrameRow(label: "1a0", owner: "app", cpu: "", device: "", data: "'A'", mark: .changed)
    moving.cpuBefore = "000"
    var target = FrameRow(label: "d00", owner: "gpu", cpu: "", device: "", data: "-")
    target.memory = "gpu memory"
    var used = FrameRow(label: "d01", owner: "app", cpu: "001", device: "001", data: "'B'")
    used.memory = "gpu memory"
    var free = FrameRow(label: "d02", owner: "free", cpu: "", device: "", data: "-")
    free.memory = "gpu memory"
    scene.frames = [
      moving, FrameRow(label: "1a1", owner: "free", cpu: "", device: "", data: "-"),
      FrameRow(label: "swap 3", owner: "app", cpu: "003", device: "-", data: "'D'", isSwap: true), target, used, free,
    ]
    return scene
  }

  /// After a fork: parent and child share a frame, each read-only, and the child has just got its own of another.
  static var twoSpaces: Scene {
    var scene = base("child: the copy of page 001 is in its own frame 1b4.")
    scene.cpu.owner = "app"
    scene.cpu.entries = [
      entry(0, .readOnly, "1a0 ro"), entry(1, .readOnly, "1a1 ro"), entry(2, .none, "none"), entry(3, .swap, "swap 3"),
    ]
    var child = scene.cpu
    child.owner = "child"
    child.entries[1] = entry(1, .readWrite, "1b4 rw", before: EntryValue(.readOnly, "1a1 ro"))
    (child.count, child.shortCount) = ("2/4 present", "2/4")
    scene.otherSpaces = [child]
    scene.device.entries[0] = entry(0, .readOnly, "1a0 ro")
    (scene.device.count, scene.device.shortCount) = ("1 mapped", "1")
    var shared = FrameRow(label: "1a0", owner: "app", cpu: "000", device: "000", data: "'A'")
    shared.mappings = [FrameMapping("000", "app"), FrameMapping("000", "child")]
    var left = FrameRow(label: "1a1", owner: "app", cpu: "001", device: "", data: "'B'", mark: .changed)
    left.mappings = [FrameMapping("001", "app")]
    left.mappingsBefore = [FrameMapping("001", "app"), FrameMapping("001", "child")]
    var own = FrameRow(label: "1b4", owner: "child", cpu: "", device: "", data: "'B'", mark: .changed)
    own.ownerBefore = "free"
    own.dataBefore = "-"
    own.mappings = [FrameMapping("001", "child")]
    own.mappingsBefore = []
    scene.frames = [shared, left, own, scene.frames[3]]
    return scene
  }

  /// A copy on write inside the driver's fault, inside a section of reclaim; and a reaper that was refused.
  static var nested: Scene {
    var scene = base("gpu: its copy on write has begun a section of its own.")
    func section(_ event: String, _ page: Int, _ thread: String, depth: Int, done: Int, details: [String]) -> SectionRow
    {
      var section = SectionRow(
        event: event, address: "[7f000000\(page)000 +1p)", shortAddress: "+1p at 00\(page)", thread: thread,
        phases: RetryLoop.phases(done, details: details, marked: depth == 1 ? done - 1 : nil))
      section.depth = depth
      return section
    }
    var copy = section("CLEAR", 2, "gpu", depth: 1, done: 2, details: ["mmap_sem R held", "notifiers 1 ⇒ 2"])
    copy.inside = "hmm_range_fault"
    scene.ranges.counters[0].value = "2"
    scene.notifiers.open = [
      section(
        "CLEAR", 1, "kswapd", depth: 0, done: 3, details: ["page and rmap locked", "notifiers 0 ⇒ 1", "zapped 001"]),
      copy,
    ]
    return scene
  }

  static var refused: Scene {
    var scene = nested
    var reaper = SectionRow(
      event: "UNMAP", address: "[7f0000000000 +4p)", shortAddress: "+4p at 000", thread: "reaper",
      phases: RetryLoop.phases(1, details: ["mmap_sem R held"]))
    reaper.phases[1] = Phase("counted", .refused, detail: "-EAGAIN", mark: .changed)
    reaper.isBlockable = false
    reaper.depth = 2
    scene.notifiers.open.append(reaper)
    return scene
  }

  /// Two CPUs; one still has the old translation of a page that is gone.
  static var tlbs: Scene {
    var scene = base("kswapd: pte 001 is a swap entry now; cpu 1 still has 1a1 in its TLB.")
    scene.cpu.entries[1] = entry(1, .swap, "swap 5", before: EntryValue(.readWrite, "1a1 rw"))
    let old = EntryValue(.readWrite, "1a1 rw"), same = EntryValue(.readWrite, "1a0 rw")
    scene.cpu.entries[0].cached = [
      CachedEntry(cpu: 0, same, isStale: false), CachedEntry(cpu: 1, same, isStale: false),
    ]
    scene.cpu.entries[1].cached = [CachedEntry(cpu: 1, old, isStale: true)]
    return scene
  }

  /// Two devices, of which the second has just lost a page.
  static var twoDevices: Scene {
    var scene = base("nic: the callback has removed 001.")
    scene.device.entries[1] = entry(1, .readWrite, "1a1 rw")
    scene.frames.removeLast(2)
    (scene.device.count, scene.device.shortCount) = ("1 mapped", "1")
    var second = scene.device
    second.owner = "nic"
    second.entries[0] = entry(0, .readWrite, "1a0 rw")
    second.entries[1] = entry(1, .none, "none", before: EntryValue(.readWrite, "1a1 rw"))
    scene.otherDevices = [second]
    scene.frames[0].deviceMappings = [FrameMapping("000", "nic")]
    scene.frames[1].deviceMappings = [FrameMapping("001", "gpu")]
    scene.frames[1].deviceMappingsBefore = [FrameMapping("001", "gpu"), FrameMapping("001", "nic")]
    scene.frames[1].mark = .changed
    return scene
  }

  static let all: [(name: String, scene: Scene)] = [
    ("huge", huge), ("split", split), ("collapse", collapse), ("kinds", kinds), ("device-memory", deviceMemory),
    ("two-spaces", twoSpaces), ("nested", nested), ("refused", refused), ("tlbs", tlbs), ("two-devices", twoDevices),
  ]
}
