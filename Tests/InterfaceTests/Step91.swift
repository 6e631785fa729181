import Scene

extension RetryLoop {
  /// Round 3 reads the new pte.
  static var step91: Scene {
    var scene = step99
    scene.time.now = 91
    scene.moves = []
    scene.cpu.entries[1].mark = .read
    scene.device.count = "0 mapped"
    scene.device.entries = (0..<4).map { entry($0, .none, "none") }
    var range = scene.ranges.ranges[0]
    range.pfns = [
      entry(0, .readWrite, "1a0 rw"), entry(1, .readOnly, "1b4 ro", mark: .changed), entry(2, .none, "NONE"),
      entry(3, .none, "NONE"),
    ]
    range.pfns[1].before = EntryValue(.readWrite, "1a1 rw")
    range.pfns[1].wasStale = true
    range.pfns[2].isStale = true
    range.pfns[3].isStale = true
    scene.ranges.ranges = [range]
    scene.frames[0] = FrameRow(label: "1a0", owner: "app", cpu: "000", device: "", data: "'A'")
    scene.frames[2] = FrameRow(label: "1b4", owner: "app", cpu: "001", device: "", data: "'B'")
    scene.threads[0].says = "reads pte 002"
    scene.locks = locks(["mmap_sem": ("R", ["gpu"])])
    scene.driver = listing(next: 13, ran: 13, round: 3)
    scene.kernel = kernel(
      "gpu: hmm_range_snapshot",
      [
        ("SN1", "if (!hmm_mm_is_alive) return -EFAULT;"), ("SN2", "start = range->start;"), ("SN3", "do {"),
        ("SN4", "vma = find_vma(mm, start);"), ("SN5", "if (page shift does not fit) return -EINVAL;"),
        ("SN6", "if (!(vma->vm_flags & VM_READ)) -EPERM;"), ("SN7", "range->vma = vma;"),
        ("SN8", "walk: copy each pte to pfns[i];"), ("SN9", "start = end; more left: goto SN3;"),
        ("SN10", "return (last - range->start) >> PAGE_SHIFT;"),
      ], ran: 7, next: 7)
    scene.why.title = "step 91, gpu: hmm_range_snapshot SN8, pte 001"
    scene.why.sentences = [
      Sentence(
        .happened, "gpu, SN8: pte 001 is present and read-only, so pfns[1] becomes 1b4 with VALID, without WRITE."),
      Sentence(
        .more,
        "In between app read page 001: its fault brought 'B' back from swap 5 into frame 1b4, read-only. "
          + "That raised no "
          + "notifier: swap to present takes nothing away that anybody could still be using."),
      Sentence(.next, "gpu reads pte 002."),
    ]
    scene.time.lanes = lanes(91, states: [(true, true, .ready), (false, false, .finished), (false, false, .finished)])
    return scene
  }
}
