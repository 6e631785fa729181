import Scene

/// The retry loop meets reclaim, as the storyboard tells it: the moments that are drawn here.
enum RetryLoop {
  static let driver = """
    // Mirror one window of a process. Other threads may cut in anywhere.
    int mirror(struct driver *driver, struct mm_struct *mm)
    {
      struct hmm_range range;
      long ret;

      setup(&range, driver);
      ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
      if (ret) return ret;
      hmm_range_wait_until_valid(&range, 1000);
    again:
      down_read(&mm->mmap_sem);
      ret = hmm_range_snapshot(&range);
      if (ret < 0) {
        up_read(&mm->mmap_sem);
        if (ret != -EAGAIN) goto out;
        hmm_range_wait_until_valid(&range, 1000);
        goto again;
      }
      mutex_lock(&driver->update);
      if (!range.valid) {
        mutex_unlock(&driver->update);
        up_read(&mm->mmap_sem);
        goto again;
      }
      map_pages(driver, &range);
      hmm_range_unregister(&range);
      mutex_unlock(&driver->update);
      up_read(&mm->mmap_sem);
      return 0;
    out:
      hmm_range_unregister(&range);
      return ret;
    }
    """

  /// The driver with a thread at a line, the line that ran, and a value.
  static func listing(next: Int, ran: Int? = nil, waits: Bool = false, value: (Int, String)? = nil, round: Int = 1)
    -> Listing
  {
    var listing = Listing()
    listing.name = "Driver"
    listing.title = "retry-loop.c:\(next), round \(round)"
    for (index, text) in driver.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var row = ListingRow(label: "\(index + 1)", text: String(text))
      row.ran = ran == index + 1
      row.isNext = next == index + 1 && !waits
      row.waits = next == index + 1 && waits
      if let value, value.0 == index + 1 { row.value = value.1 }
      listing.rows.append(row)
    }
    listing.focus = next - 1
    listing.loop = 10...24
    return listing
  }

  static func entry(_ page: Int, _ kind: EntryKind, _ text: String, mark: Mark = .none) -> Entry {
    Entry(
      label: "00\(page)", pages: page...page, value: EntryValue(kind, text), mark: mark, cell: "pte[\(page)]")
  }

  static func lanes(_ now: Int, states: [(ran: Bool, isNext: Bool, state: ThreadState)]) -> [Lane] {
    let whole = [
      "▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬───────────▬░░──▬▬▬▬↻▬▬▬▬▬▬▬▬▬▬▬░░░░░░░░─────────▬▬↻▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬✓▬▬▬▬▬▬▬",
      "────────────────────────────▬▬▬▬▬▬[▬▬▬▬─▬▬▬▬────────────────▬▬▬▬▬▬▬]▬▬▬▬",
      "────────────────────────────────────────────────────────────────────────▬▬▬▬▬",
    ]
    return zip(["gpu", "kswapd", "app"], zip(whole, states)).map { name, rest in
      Lane(
        name: name, state: rest.1.state, ran: rest.1.ran, isNext: rest.1.isNext,
        marks: marks(rest.0, now: now, last: 106))
    }
  }

  /// Lane marks from the text of a whole run: what lies after now is future where the thread runs, else blank.
  static func marks(_ text: String, now: Int, last: Int) -> [LaneMark] {
    var marks: [LaneMark] = []
    for (index, glyph) in text.enumerated() {
      let isPast = index < now
      let mark: LaneMark =
        switch glyph {
        case "▬": isPast ? .ran : .future
        case "─": isPast ? .idle : .blank
        case "░": isPast ? .waits : .blank
        case "╌": .future
        case "[": .sectionOpen
        case "]": .sectionClose
        case "↻": .retry
        case "✓": .committed
        case "✗": .broken
        case "~": .inferred
        default: .blank
        }
      marks.append(mark)
    }
    while marks.count < last { marks.append(.blank) }
    return marks
  }

  static func locks(_ held: [String: (String, [String])], waiters: [String: [String]] = [:]) -> [LockRow] {
    ["mmap_sem", "hmm->lock", "update", "mirrors_sem", "page 1a1", "rmap 1a1"].map { name in
      let (mode, holders) = held[name] ?? ("", [])
      return LockRow(name: name, mode: mode, holders: holders, waiters: waiters[name] ?? [], cell: name)
    }
  }

  /// Everything that is the same at all steps before the page goes.
  static func base(_ step: Int) -> Scene {
    var scene = Scene()
    scene.heading.title = "retry loop meets reclaim"
    scene.heading.edition = "Linux 5.2"
    scene.heading.seed = 1
    scene.cpu.name = "CPU page table"
    scene.cpu.owner = "cpu"
    (scene.cpu.count, scene.cpu.shortCount) = ("2/4 present", "2/4")
    scene.cpu.captions = [
      Caption("pgd[0fe] › pud[000] › pmd[000]"),
      Caption("vma 7f0000000000 +4p rw- anon", short: "vma 7f0000000000 +4p rw-"),
    ]
    scene.cpu.entries = [
      entry(0, .readWrite, "1a0 rw"), entry(1, .readWrite, "1a1 rw"), entry(2, .none, "none"),
      entry(3, .swap, "swap 3"),
    ]
    scene.device.name = "Device page table"
    scene.device.owner = "gpu"
    (scene.device.count, scene.device.shortCount) = ("0 mapped", "0")
    scene.device.captions = [Caption("written with update held"), Caption("window 7f0000000000 +4p")]
    scene.device.entries = (0..<4).map { entry($0, .none, "none") }
    scene.device.footer = "device access: none yet"
    scene.frames = [
      FrameRow(label: "1a0", owner: "app", cpu: "000", device: "", data: "'A'"),
      FrameRow(label: "1a1", owner: "app", cpu: "001", device: "", data: "'B'"),
      FrameRow(label: "1b4", owner: "free", cpu: "", device: "", data: "-"),
      FrameRow(label: "swap 3", owner: "app", cpu: "003", device: "-", data: "'D'", isSwap: true),
    ]
    scene.kernel.name = "Kernel"
    scene.time.now = step
    scene.time.last = 106
    scene.time.isComplete = true
    scene.time.window = 1...106
    scene.time.stops = [
      Stop(49, .retry), Stop(68, .sectionClose), Stop(80, .retry), Stop(99, .committed),
    ]
    return scene
  }

  static func phases(_ done: Int, details: [String], short: [String] = [], marked: Int? = nil) -> [Phase] {
    ["start", "counted", "told", "pte", "end", "flush"].enumerated().map { index, name in
      var phase = Phase(
        name, index < done ? .done : index == done ? .next : .toCome,
        detail: details.indices.contains(index) ? details[index] : "", mark: marked == index ? .changed : .none)
      if short.indices.contains(index) { phase.shortDetail = short[index] }
      return phase
    }
  }
}
