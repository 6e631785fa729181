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
          removes the device ptes in \(window). There is none, so nothing changes. The callback is the driver's \
          code, run by \(g.thread)'s thread, with update held.
          """
          : """
          removes the device ptes in \(window): \(gone.joined(separator: ", ")). The device's own TLB is flushed, \
          and it has finished with these pages when this step is done.
          """,
        [], gone.isEmpty ? "callback: zaps nothing" : "zaps \(gone.count) device pte\(gone.count > 1 ? "s" : "")"
      )
    },
    "C3": StepWords("the driver", will: { _ in "unlocks update" }) { g in
      let name = HmmUpdate.name
      return (
        g.new(name, g.me, "end") > g.new(name, g.me, "start")
          ? "the lock is free. Whoever waited for it finds every range that this section overlaps INVALID."
          : "the lock is free. The device has forgotten what it mapped in its window.",
        [], "callback: unlocks update"
      )
    },
    "C3 return": StepWords("the driver", will: { _ in "returns 0" }) { g in
      (
        "the callback is done: \(g.mapsThere(g.local("mirror") ?? 0)). The caller goes on to change the ptes.", [],
        "callback: returns 0"
      )
    },
    "DA1": StepWords(
      "the device", will: { g in g.deviceMaps ? "finds a mapping" : "waits for a mapping" },
      says: { _ in ("the device's own page table has an entry for it.", [], "the device has a mapping") }),
    "DA2": StepWords(
      "the device",
      will: { g in
        "\((g.local("write") ?? 0) != 0 ? "stores to" : "loads from") page \(g.page(g.addr))"
      }
    ) { g in g.deviceAccess },
    "D0": StepWords("the driver", will: { _ in "fills in its range" }) { g in
      (
        "fills in the range: which window it wants, where the answers go (pfns), how an answer is encoded.", [],
        "fills in its range"
      )
    },
    "D8": StepWords("the driver", will: { _ in "maps the pages" }) { g in g.commit("") },
  ]
}

extension Glance {
  /// Whether a device's access can go on.
  fileprivate var deviceMaps: Bool { Entries.frame(new(Driver.name, local("driver") ?? 0, "dpt", addr)) > 0 }

  /// What a mirror's device maps of the section that it is told of.
  func mapsThere(_ mirror: Int) -> String {
    let driver = new(HmmMirror.name, mirror, "driver")
    let (start, end) = (old(HmmUpdate.name, me, "start"), old(HmmUpdate.name, me, "end"))
    let left = (start..<max(start, end)).filter { Entries.frame(new(Driver.name, driver, "dpt", $0)) > 0 }
    return left.isEmpty
      ? "the device maps nothing there any more" : "yet the device maps \(left.map { page($0) }.listed)"
  }

  /// The device entries that a step has removed, as text.
  var zapped: [String] {
    which(Driver.name) { _ in true }.flatMap { row in
      (0..<rows(Pte.name)).filter { old(Driver.name, row, "dpt", $0) != 0 && new(Driver.name, row, "dpt", $0) == 0 }
        .map { "\(page($0)) \(entry(old(Driver.name, row, "dpt", $0)))" }
    }
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
    if tablesLead(from: addr, to: frameRow, isWritable: false) {
      let shares =
        isDevicePrivate(addr)
        ? "The page lives in the device's memory: a CPU that touches it faults, and brings it back."
        : "The CPU maps the same frame there: they share the page."
      return ("\(what) \(through). \(shares)", [], what)
    }
    if owner == 1 {
      return ("\(what) \(through). The CPU does not map that frame there now.", [], "\(what), the CPU maps it not")
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
