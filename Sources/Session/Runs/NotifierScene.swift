import Kernel
import Machine
import Scene

/// The panel Notifiers: the invalidations that are under way, and how far each is.
extension RunMoment {
  func notifiersScene(last: SectionRow?) -> Notifiers {
    var scene = Notifiers()
    for row in 1...max(1, rows(MmuNotifierRange.name)) where rows(MmuNotifierRange.name) > 0 {
      if let section = section(row) { scene.open.append(section) }
    }
    scene.last = last
    if hmm > 0 {
      for index in 0..<rows(HmmMirror.name) {
        let mirror = now(Hmm.name, hmm, "mirrors", index)
        if mirror > 0 { scene.mirrors.append(labels.device(now(HmmMirror.name, mirror, "driver"))) }
      }
    }
    return scene
  }

  /// The section in a row: that of a thread's operation, or one inside of it; nil while it has none.
  func section(_ row: Int) -> SectionRow? {
    let name = MmuNotifierRange.name
    let bits = now(name, row, "phases")
    guard bits != 0 else { return nil }
    let (start, end) = (now(name, row, "start"), now(name, row, "end"))
    let oldBits = old(name, row, "phases")
    var phases: [Phase] = []
    var hasNext = false
    for (index, title) in ["start", "counted", "told", "pte", "end", "flush"].enumerated() {
      let isDone = bits & 1 << index != 0
      let state: PhaseState = isDone ? .done : hasNext ? .toCome : .next
      if state == .next { hasNext = true }
      let isNew = isDone && oldBits & 1 << index == 0
      phases.append(
        Phase(title, state, detail: phaseDetail(index, row, start, end, isDone: isDone), mark: isNew ? .changed : .none)
      )
    }
    var section = SectionRow(
      event: Event.name(now(name, row, "event")), address: labels.span(start, end),
      shortAddress: "+\(end - start)p at \(labels.page(start))",
      thread: program.threads[program.thread(ofSection: row)].name, phases: phases)
    section.isBlockable = now(name, row, "blockable") != 0
    return section
  }

  private func phaseDetail(_ phase: Int, _ row: Int, _ start: Int, _ end: Int, isDone: Bool) -> String {
    if phase == 0 { return heldLocks(program.thread(ofSection: row)) }
    guard isDone else { return "" }
    let counted = (old(Hmm.name, max(1, hmm), "notifiers"), now(Hmm.name, max(1, hmm), "notifiers"))
    switch phase {
    case 1 where counted.0 < counted.1, 4 where counted.0 > counted.1: return "notifiers \(counted.0) ⇒ \(counted.1)"
    case 3 where end - start == 1:
      return "\(labels.page(start)) is \(cpuTable().entries.first { $0.pages.contains(start) }?.value.text ?? "?") now"
    default: return ""
    }
  }

  /// What the operation itself holds while its section is open: `page and rmap held`, `mmap_sem R held`.
  private func heldLocks(_ thread: Int) -> String {
    var names: [String] = []
    let name = program.threads[thread].name
    for lock in locksScene() where lock.holders.contains(name) {
      switch lock.name {
      case "mmap_sem": names.append("mmap_sem \(lock.mode)")
      case "rmap": names.append("rmap")
      case let page where page.hasPrefix("page "): names.insert("page", at: 0)
      default: break
      }
    }
    return names.isEmpty ? "" : names.joined(separator: " and ") + " held"
  }
}
