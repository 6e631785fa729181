import Kernel
import Machine
import Scene

/// The panel Notifiers: the invalidations that are under way, and how far each is.
extension RunMoment {
  /// - Parameter nested: orders the open sections, given with their rows, and says how deep each lies.
  func notifiersScene(last: SectionRow?, nested: ([(row: Int, section: SectionRow)]) -> [SectionRow]) -> Notifiers {
    var scene = Notifiers()
    let rows = rows(MmuNotifierRange.name)
    scene.open = nested((1...max(1, rows)).compactMap { row in section(row).map { (row, $0) } })
    scene.last = last
    let mirrors = labels.windows.indices.map { self.mirrors(of: $0 + 1) }
    let isOne = mirrors.count { !$0.isEmpty } < 2
    scene.mirrors = zip(labels.windows, mirrors).flatMap { window, names in
      isOne ? names : names.map { "\(window.process): \($0)" }
    }
    return scene
  }

  /// The mirrors of one address space, in the order in which they are told.
  private func mirrors(of mm: Int) -> [String] {
    let hmm = hmm(of: mm)
    guard hmm > 0 else { return [] }
    return (0..<rows(HmmMirror.name)).map { now(Hmm.name, hmm, "mirrors", $0) }.filter { $0 > 0 }.map {
      labels.device(now(HmmMirror.name, $0, "driver"))
    }
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
    // Where nobody subscribes nobody counts and nobody is told.
    let isPast = { (index: Int) in (1...2).contains(index) && bits & (8 | 16) != 0 }
    let isRefused = isRefused(row)
    for (index, title) in ["start", "counted", "told", "pte", "end", "flush"].enumerated() {
      let isDone = bits & 1 << index != 0
      let isHere = isRefused && !isDone && !hasNext
      let state: PhaseState =
        isDone ? .done : isHere ? .refused : isPast(index) ? .skipped : hasNext ? .toCome : .next
      if state == .next || state == .refused { hasNext = true }
      let isNew = isDone && oldBits & 1 << index == 0
      phases.append(
        Phase(
          title, state, detail: isHere ? "-EAGAIN" : phaseDetail(index, row, start, end, isDone: isDone),
          mark: isNew ? .changed : .none)
      )
    }
    var section = SectionRow(
      event: Event.name(now(name, row, "event")), address: labels.span(start, end),
      shortAddress: "+\(end - start)p at \(labels.page(start))",
      thread: program.threads[program.thread(ofSection: row)].name, phases: phases)
    section.isBlockable = now(name, row, "blockable") != 0
    return section
  }

  /// Whether a section was refused: its pages were flushed or given up without the callbacks of all mirrors and an end.
  private func isRefused(_ row: Int) -> Bool {
    let phases = now(MmuNotifierRange.name, row, "phases")
    return now(MmuNotifierRange.name, row, "blockable") == 0 && phases & 32 != 0 && phases & (4 | 16) == 0
  }

  private func phaseDetail(_ phase: Int, _ row: Int, _ start: Int, _ end: Int, isDone: Bool) -> String {
    if phase == 0 { return heldLocks(program.thread(ofSection: row)) }
    guard isDone else { return "" }
    let hmm = max(1, hmm(of: now(MmuNotifierRange.name, row, "mm")))
    let counted = (old(Hmm.name, hmm, "notifiers"), now(Hmm.name, hmm, "notifiers"))
    switch phase {
    case 1 where counted.0 < counted.1, 4 where counted.0 > counted.1: return "notifiers \(counted.0) ⇒ \(counted.1)"
    case 3 where end - start == 1:
      return "\(labels.page(start)) is \(pte(start, in: after).text) now"
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
    names = names.enumerated().filter { !names[..<$0].contains($1) }.map(\.element)
    return names.isEmpty ? "" : names.joined(separator: " and ") + " held"
  }
}
