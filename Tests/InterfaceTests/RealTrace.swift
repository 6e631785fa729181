import Scene

/// A real 6.1 trace with one retry, where the reader waits.
enum RealTrace {
  private static func entry(_ label: String, _ pages: ClosedRange<Int>, _ value: EntryValue) -> Entry {
    Entry(label: label, pages: pages, value: value)
  }

  static var line2466: Scene {
    var scene = Scene()
    scene.heading.title = "contend-default.ftrace.txt"
    scene.heading.edition = "Linux 6.1 trace"
    scene.heading.note = "2 CPUs"
    scene.heading.stamp = "4.951725 s"
    scene.heading.isRun = false
    (scene.cpu.name, scene.cpu.owner, scene.cpu.count, scene.cpu.shortCount) = (
      "CPU page table", "cpu", "~4 present", "~4"
    )
    scene.cpu.captions = [Caption("pgd[0ff] › pud[08a] › pmd[169]"), Caption("window 7fa2ad31c000 +16p")]
    scene.cpu.entries = [
      entry("11c-11e", 0...2, EntryValue(.readWrite, "? rw", isInferred: true)),
      entry("11f-120", 3...4, EntryValue(.none, "none", isInferred: true)),
      entry("121-12a", 5...14, EntryValue(.unknown, "inside a section")),
      entry("12b", 15...15, EntryValue(.readWrite, "? rw", isInferred: true)),
    ]
    scene.cpu.footer = "~ inferred  ? not told"
    (scene.device.name, scene.device.owner, scene.device.count, scene.device.shortCount) = (
      "Device page table", "gpu", "2 mapped", "2"
    )
    scene.device.captions = [Caption("written with mutex held"), Caption("window 7fa2ad31c000 +16p")]
    scene.device.entries = [
      entry("11c", 0...0, EntryValue(.none, "none")),
      entry("11d-11e", 1...2, EntryValue(.readWrite, "? rw", isInferred: true)),
      entry("11f-12b", 3...15, EntryValue(.none, "none")),
    ]
    scene.device.footer = "device access: not told"
    scene.ranges.isIntervals = true
    scene.ranges.count = "mm seq [121] odd"
    var seq = Counter("mm  seq", "[121] odd", mark: .read)
    seq.isCaution = true
    scene.ranges.counters = [seq, Counter("active", "1")]
    var range = RangeRow(label: "#0", address: "[7fa2ad31f000 +12p)", shortAddress: "+12p", validity: .unknown)
    range.sequence = [Counter("mni seq", "121, equal: wait", mark: .read)]
    range.notes = ["~round 2, asks for read", "round 1 had seen seq 119"]
    scene.ranges.ranges = [range]
    scene.notifiers.open = [
      SectionRow(
        event: "CLEAR", address: "[7fa2ad321000 +10p)", shortAddress: "+10p at 121", thread: "140",
        phases: [
          Phase("start", .done, detail: "by madvise DONTNEED"), Phase("counted", .done, detail: "seq 120 ⇒ [121]"),
          Phase("told", .done, detail: "cur_seq 121"), Phase("pte", .unknown, detail: "no line tells"),
          Phase("end", .next, detail: "at line 2468"), Phase("flush", .unknown, detail: "no line tells"),
        ])
    ]
    scene.evidence = [
      Evidence(
        claim: "retry of 139",
        lines: [
          EvidenceLine(2460, "check_retry 119, 121"), EvidenceLine(2462, "hmm_range_fault = -16"),
          EvidenceLine(2465, "read_begin, same mni"),
        ]),
      Evidence(claim: "11f-120 none", lines: [EvidenceLine(2438, "a DONTNEED ends there")]),
    ]
    scene.threads = [
      ThreadRow(label: "139", name: "contend", state: .waits, ran: true, isNext: false, says: "waits in line 3"),
      ThreadRow(label: "140", name: "contend", state: .ready, ran: false, isNext: true, says: "ends its section"),
    ]
    var mutex = LockRow(name: "mutex")
    mutex.isUnknown = true
    scene.locks = [
      LockRow(name: "mmap_lock", mode: "R", holders: ["140"]), LockRow(name: "subs->lock", holders: ["139"]), mutex,
    ]
    scene.driver = loop
    scene.traceLines = lines
    scene.why.title = "line 2466, task 139: mmu_interval_read_begin"
    scene.why.sentences = [
      Sentence(
        .happened,
        "139, line 2466: mni seq 121 is equal to mm seq [121]: a section that hit this interval is open, so read_begin "
          + "sleeps until mm seq is another."),
      Sentence(
        .inferred,
        "a retry: 2460 compared 119 with 121, 2462 returned -EBUSY, 2465 began anew for the same mni. No line says "
          + "\"retry\"."),
      Sentence(.next, "140 ends its section at 2467. What it did to 121-12a no line tells."),
    ]
    scene.time = time
    return scene
  }

  private static var loop: Listing {
    var loop = Listing()
    (loop.name, loop.title) = ("Loop", "dmirror_range_fault, 139, ~round 2")
    let texts = [
      "again:", "  if (1000 ms are over) return -EBUSY;", "  seq = mmu_interval_read_begin(notifier);",
      "  mmap_read_lock(mm);", "  ret = hmm_range_fault(range);", "  mmap_read_unlock(mm);",
      "  if (ret == -EBUSY) goto again;", "  if (ret) return ret;", "  mutex_lock(&dmirror->mutex);",
      "  if (mmu_interval_read_retry(notifier, seq)) {", "    mutex_unlock(&dmirror->mutex);", "    goto again;", "  }",
      "  ret = dmirror_do_fault(dmirror, range);", "  mutex_unlock(&dmirror->mutex);",
    ]
    loop.rows = texts.enumerated().map { ListingRow(label: "\($0 + 1)", text: $1) }
    loop.rows[2].ran = true
    loop.rows[2].waits = true
    loop.rows[2].value = "121 = 121"
    loop.rows[4].value = "round 1: -EBUSY"
    loop.rows[6].isInferred = true
    loop.focus = 2
    return loop
  }

  private static let lines = [
    TraceLine(number: 2464, task: "139", text: "mmap_lock_released: write=false", isNow: false),
    TraceLine(number: 2465, task: "139", text: "mmu_interval_read_begin: first=0x0", isNow: false),
    TraceLine(
      number: 2466, task: "139", text: "mmu_interval_read_begin_locked: sub_seq=121 subs_seq=121 active=1",
      isNow: true),
    TraceLine(
      number: 2467, task: "140", text: "__mmu_notifier_invalidate_range_end: start=0x7fa2ad321000", isNow: false),
    TraceLine(number: 2468, task: "140", text: "mn_itree_inv_end_locked: subs_seq=121 active=1", isNow: false),
    TraceLine(number: 2469, task: "140", text: "__mmu_notifier_invalidate_range_end__return: ret=0", isNow: false),
  ]

  private static var time: Time {
    var time = Time()
    (time.first, time.now, time.last) = (1, 2466, 3024)
    time.window = 2435...2542
    time.summary = "section 65 of 91 is open, ~1 retry in this call"
    let first =
      "▬▬▬─────▬─▬─▬──▬─▬──▬░▬─▬▬─▬─▬~▬   ╌╌╌╌  ╌ ╌╌ ╌╌╌╌╌╌ ╌╌╌╌╌╌╌╌ ╌╌╌╌╌╌╌╌ ╌ ╌╌╌╌╌✓  ╌╌"
    let second =
      "───▬]▬▬▬─▬─▬─▬▬─▬─▬[─▬─▬──▬─▬───╌]╌    ╌╌ ╌  ╌      ╌        ╌        ╌ ╌      ╌[  ╌╌╌╌╌]╌╌╌╌╌╌╌╌╌╌[╌╌╌╌╌]╌╌"
    var sequence = Lane(name: "mm seq", state: .unknown, ran: false, isNext: false, marks: [])
    sequence.texts = [
      LaneText(2435, "[119]"), LaneText(2440, "120"), LaneText(2454, "[121]"), LaneText(2469, "122"),
      LaneText(2515, "[123]"), LaneText(2524, "124"), LaneText(2534, "[125]"),
    ]
    time.lanes = [
      Lane(
        name: "139", state: .waits, ran: true, isNext: false,
        marks: RetryLoop.marks(first, now: 32, last: 108)),
      Lane(
        name: "140", state: .ready, ran: false, isNext: true,
        marks: RetryLoop.marks(second, now: 32, last: 108)),
      sequence,
    ]
    return time
  }
}
