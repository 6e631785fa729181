extension Reasons {
  /// The callback of a driver, and the device itself.
  static let device: [String: StepWords] = [
    "C1": StepWords("the driver", will: { _ in "locks update" }) { g in
      (
        """
        the callback takes the driver's lock. It is the driver's code, run by \(g.thread)'s thread: commit and \
        invalidation exclude each other by this lock.
        """,
        [], "callback: update held"
      )
    },
    "C1 taken": StepWords(
      "the driver", "tries update", short: "tries update",
      "this section may not sleep: if the driver holds its lock, the callback answers -EAGAIN."),
    "C2": StepWords("the driver", will: { _ in "zaps device ptes" }) { g in
      let (start, end) = (g.new(HmmUpdate.name, g.me, "start"), g.new(HmmUpdate.name, g.me, "end"))
      let gone = g.zapped
      let window = end > start ? g.span(start, end) : "the whole window"
      return (
        gone.isEmpty
          ? """
          remove the device ptes in \(window). There is none, so nothing changes. The callback is the driver's \
          code, run by \(g.thread)'s thread, with update held.
          """
          : """
          remove the device ptes in \(window): \(gone.joined(separator: ", ")). The device's own TLB is flushed, \
          and it has finished with these pages when this step is done.
          """,
        [], gone.isEmpty ? "callback: zaps nothing" : "zaps \(gone.count) device pte\(gone.count > 1 ? "s" : "")"
      )
    },
    "C3": StepWords(
      "the driver", "unlocks update", short: "callback: unlocks update",
      "the lock is free. A driver that waited for it goes on and finds its range INVALID."),
    "C3 return": StepWords(
      "the driver", "returns 0", short: "callback: returns 0",
      "the device maps nothing there any more, and the caller may change the ptes."),
    "DA1": StepWords(
      "the device", "waits for a mapping", short: "the device has a mapping",
      "the device's own page table has an entry now."),
    "DA2": StepWords(
      "the device",
      will: { g in
        "\((g.local("write") ?? 0) != 0 ? "stores to" : "loads from") page \(g.page(g.addr))"
      }
    ) { g in g.deviceAccess },
    "D0": StepWords("the driver", will: { _ in "fills in the range" }) { g in
      (
        "fills in the range: which window it wants, where the answers go (pfns), how an answer is encoded.", [],
        "fills in its range"
      )
    },
    "D8": StepWords("the driver", will: { _ in "maps the pages" }) { g in g.commit(nil) },
  ]
}

extension Glance {
  /// The device entries that a step has removed, as text.
  var zapped: [String] {
    which(Driver.name) { _ in true }.flatMap { row in
      (0..<rows(Pte.name)).filter { old(Driver.name, row, "dpt", $0) != 0 && new(Driver.name, row, "dpt", $0) == 0 }
        .map { "\(page($0)) \(entry(old(Driver.name, row, "dpt", $0)))" }
    }
  }

  /// What a step has put into a device's table.
  func commit(_ line: String?) -> StepWords.Said {
    var maps: [String] = []
    var left: [String] = []
    var strays: [String] = []
    for row in which(Driver.name, { _ in true }) {
      for number in 0..<rows(Pte.name) {
        let bits = new(Driver.name, row, "dpt", number)
        guard bits != old(Driver.name, row, "dpt", number) else { continue }
        maps.append("\(page(number)) \(entry(bits))")
        let frameRow = Entries.frame(bits)
        if new(Frame.name, frameRow, "owner") == 0 { strays.append(frame(frameRow)) }
      }
    }
    for number in 0..<rows(Pte.name) where new(Pte.name, number + 1, "kind") != 1 { left.append(page(number)) }
    if maps.isEmpty {
      return (
        """
        no entry of pfns names a frame that the device does not map already: nothing changes.
        """, [], "maps nothing new"
      )
    }
    guard strays.isEmpty else {
      return (
        """
        update held, valid read true: recipe kept. Yet \(strays.joined(separator: " and ")) is free by now: the \
        pfns are older than the last invalidation, and valid did not say so.
        """,
        [], "maps \(strays.joined(separator: ", ")), which is free"
      )
    }
    return (
      """
      update is held and valid was true under the same hold, so the pfns are what the CPU maps. The device maps \
      \(maps.joined(separator: " and ")).
      """,
      left.isEmpty
        ? []
        : [
          """
          \(left.joined(separator: " and ")) \(left.count > 1 ? "stay" : "stays") unmapped: a snapshot answers \
          NONE for none and for swap.
          """
        ],
      "maps \(maps.count) page\(maps.count > 1 ? "s" : "")"
    )
  }

  /// The device's load or store.
  var deviceAccess: StepWords.Said {
    let isWrite = (local("write") ?? 0) != 0
    let row = local("driver") ?? 1
    let frameRow = Entries.frame(new(Driver.name, row, "dpt", addr))
    guard frameRow > 0 else { return ("the entry is gone again: the device waits.", [], "the entry is gone") }
    let owner = new(Frame.name, frameRow, "owner")
    let held = letter(old(Frame.name, frameRow, "letter"))
    let what = isWrite ? "stores \(letter(new(Frame.name, frameRow, "letter")))" : "loads \(held)"
    let through = "through its pte \(page(addr)) \(isWrite ? "into" : "from") frame \(frame(frameRow))"
    let isRight = new(Pte.name, addr + 1, "kind") == 1 && new(Pte.name, addr + 1, "frame") == frameRow
    if isRight {
      return (
        """
        \(what) \(through). The CPU maps the same frame there: they share the page.
        """, [], "\(what)"
      )
    }
    if owner == 0 {
      return (
        "\(what) \(through). That frame is free: nobody has given it to the device.", [], "\(what) in a free frame"
      )
    }
    return (
      """
      \(what) \(through). That frame belongs to the process \(process(owner)) now: \
      \(isWrite ? "its \(held) is lost, and nobody is told" : "the device reads what is none of its business").
      """,
      [], "\(what) in a frame of \(process(owner))"
    )
  }
}
