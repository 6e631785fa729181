import Kernel
import Machine

/// What an operation does, event by event.
struct OperationStory {
  private(set) var lines: [String] = []
  private(set) var result: Int?
  private(set) var fault: Fault?
  private(set) var branches: Set<Branch> = []
  /// The steps that were made: procedure, name, row.
  private(set) var steps: Set<[String]> = []
  let program: Program

  private let run: Run
  private let words: EntryWords
  private let first: [UInt8]
  private var pending: Pending?
  /// What was taken away outside of a section, frames that were freed before those who mirror them knew.
  private var unlawful: [String] = []
  private var sections: [Section] = []
  /// Pages that were in some section of which everybody had been told.
  private var told: Set<Int> = []

  /// One thing that changes, by its row.
  private enum Subject: Hashable {
    case pte(Int), pmd(Int), freed, taken, vmas, flush, mm
  }

  /// An event that can go on with the next step.
  private struct Pending {
    var subject: Subject
    var locks: String
    var before: [UInt8]
    var after: [UInt8]
    /// Pages of a flush, rows of frames.
    var numbers: [Int] = []
  }

  private struct Section {
    var pages: Range<Int>
    var text: String
    /// How deep the stack is outside of the call.
    var depth: Int
    var forgotten: Set<Int> = []
  }

  init(_ row: OperationRow) throws {
    program = try row.program()
    run = Run(program)
    words = EntryWords(world: row.world, program: program)
    first = run.state
    var starting: Section?
    var other = row.meanwhile
    var count = 0
    while true {
      count += 1
      if count > 20_000 {
        unlawful.append("there is no end to it")
        break
      }
      if let event = other, program.nextStep(run.state, 0)?.name == event.step {
        other = nil
        interrupt()
      }
      fill()
      let old = run.state
      guard let step = program.nextStep(old, 0), step.name != "end" else { break }
      let depth = program.stack(old, 0).count
      called(step, depth, &starting)
      guard run.step("app") else { break }
      steps.insert(program.words(step))
      if let isTaken = program.outcome(old, run.state, 0) { branches.insert(program.branch(step, isTaken)) }
      note(old, &starting)
      if let begun = starting, program.stack(run.state, 0).count == begun.depth { finish(begun, &starting) }
    }
    settle()
    if let other { unlawful.append("\(other.step) is never reached") }
    fault = run.fault
    let hasReturned = program.nextStep(run.state, 0)?.name == "end"
    result = hasReturned ? program.local(run.state, 0, "ret") : nil
    lines += rest() + unlawful.map { "= \($0)" }
  }

  /// The other thread does what it has to do.
  private mutating func interrupt() {
    settle()
    forget()
    run.finish("other")
    lines.append(run.hasEnded("other") ? "meanwhile" : "meanwhile, and it waits")
  }

  /// Every page is in the TLB of the other thread's CPU, and in the device's table, so that each removal shows.
  private func fill(with entry: UInt8 = 1) {
    for page in words.world.allPages.indices {
      if let tlb = program.layout.address(Cpu.name, 2, "tlb", page) { run.state[tlb] = entry }
      if let dpt = program.layout.address(Driver.name, 1, "dpt", page) { run.state[dpt] = entry }
    }
  }

  /// What was only there to be seen is gone.
  private func forget() { fill(with: 0) }

  // MARK: Calls

  private mutating func called(_ step: Step, _ depth: Int, _ starting: inout Section?) {
    switch program.callee(of: step) {
    case "mmu_notifier_invalidate_range_start"?, "mmu_notifier_invalidate_range_start_nonblock"?:
      settle()
      let row = program.innermostSection(of: 0, in: run.state)
      let value = { [run] (field: String) in run.value(MmuNotifierRange.name, row, field) }
      let pages = value("start")..<value("end")
      let text = "N+ \(Event.name(value("event"))) \(pages)" + (value("blockable") == 0 ? " nonblock" : "")
      starting = Section(pages: pages, text: text, depth: depth)
    case "mmu_notifier_invalidate_range_end"?:
      settle()
      sections.removeLast()
      add("N-", locks)
    case "hmm_release"?:
      settle()
      add("release", locks)
    default: break
    }
  }

  /// A start has returned: either everybody was told, or nobody, or it was refused.
  private mutating func finish(_ section: Section, _ starting: inout Section?) {
    starting = nil
    let isRefused = section.text.hasSuffix("nonblock") && program.local(run.state, 0, "ret") != 0
    let isTold = section.forgotten == Set(section.pages)
    let some = section.forgotten.isEmpty ? "untold" : "told \(section.forgotten.sorted())"
    add(section.text + (isTold ? "" : " \(some)") + (isRefused ? " refused" : ""), locks)
    if isRefused { return }
    sections.append(section)
    told.formUnion(section.pages)
  }

  // MARK: Cells

  private mutating func note(_ old: [UInt8], _ starting: inout Section?) {
    let new = run.state
    for address in 0..<program.layout.size where old[address] != new[address] {
      guard let cell = program.layout.cell(at: address) else { continue }
      switch (cell.record, cell.field.name) {
      case (Pte.name, _): note(.pte(cell.row), old, new)
      case (Pmd.name, "lock"), (Pmd.name, "ptl"): break
      case (Pmd.name, _): note(.pmd(cell.row), old, new)
      case (Frame.name, "owner"): note(new[address] == 0 ? .freed : .taken, old, new, cell.row)
      case (Mm.name, Layout.allocatedField) where new[address] == 0: note(.mm, old, new)
      case (Vma.name, _), (Mm.name, "mmap"): note(.vmas, old, new)
      case (Cpu.name, _) where cell.row == 2 && new[address] == 0: note(.flush, old, new, cell.element)
      case (Driver.name, "dpt") where new[address] == 0: starting?.forgotten.insert(cell.element)
      default: break
      }
    }
  }

  private mutating func note(_ subject: Subject, _ old: [UInt8], _ new: [UInt8], _ number: Int? = nil) {
    if pending?.subject != subject || pending?.locks != locks {
      settle()
      pending = Pending(subject: subject, locks: locks, before: old, after: new)
    }
    pending?.after = new
    if let number { pending?.numbers.append(number) }
  }

  /// The event that was going on is over.
  private mutating func settle() {
    guard let event = pending else { return }
    pending = nil
    judge(event)
    switch event.subject {
    case .pte(let row):
      change("pte \(row - 1)", event, from: words.pte(row, event.before), to: words.pte(row, event.after))
    case .pmd(let row):
      change("pmd \(row - 1)", event, from: words.pmd(row, event.before), to: words.pmd(row, event.after))
    case .vmas: change("vmas", event, from: words.vmas(event.before), to: words.vmas(event.after))
    case .freed: add("free \(names(event.numbers))", event.locks)
    case .taken: add("take \(names(event.numbers))", event.locks)
    case .mm: add("free mm", event.locks)
    case .flush:
      let pages = event.numbers.sorted()
      let isWhole = pages.count == pages.last! - pages.first! + 1
      add("F \(isWhole ? "\(pages.first!)..<\(pages.last! + 1)" : "\(pages)")", event.locks)
    }
  }

  private func names(_ frames: [Int]) -> String {
    frames.map { words.world.frames[$0 - 1].name }.joined(separator: ", ")
  }

  private mutating func change(_ name: String, _ event: Pending, from old: String, to new: String) {
    if old != new { add("\(name) \(old) ⇒ \(new)", event.locks) }
  }

  /// Facts 1 and 4 of section 9: what is taken away is in a section; no frame is freed before those who mirror it know.
  private mutating func judge(_ event: Pending) {
    for page in words.world.allPages.indices {
      guard let old = words.translation(page, event.before) else { continue }
      let new = words.translation(page, event.after)
      let isInside = sections.contains { $0.pages.contains(page) }
      if new.map({ $0.isLess(than: old) }) ?? true, !isInside {
        unlawful.append("page \(page) is taken away outside of a section")
      }
    }
    guard event.subject == .freed else { return }
    for page in words.world.allPages.indices where !told.contains(page) {
      guard let frame = words.translation(page, first)?.frame, event.numbers.contains(frame) else { continue }
      unlawful.append("the frame of page \(page) is freed, and nobody was told")
    }
  }

  // MARK: Words

  private mutating func add(_ text: String, _ locks: String) {
    lines.append(locks.isEmpty ? text : "\(text) | \(locks)")
  }

  private var locks: String { words.locks(run.state) }

  /// What has come of frames and slots, and what is left over.
  private func rest() -> [String] {
    var result: [String] = []
    for row in 1...max(1, words.world.frames.count) {
      let new = words.frame(row, run.state)
      if new != words.frame(row, first), !new.contains(" free ") { result.append("= \(new)") }
    }
    for row in words.world.slots.indices.map({ $0 + 1 }) {
      let new = words.slot(row, run.state)
      if new != words.slot(row, first) { result.append("= \(new)") }
    }
    let notifiers = program.value(run.state, Hmm.name, 1, "notifiers") ?? 0
    if notifiers != 0 { result.append("= notifiers \(notifiers)") }
    if !locks.isEmpty { result.append("= holds \(locks)") }
    forget()
    if !run.broken.isEmpty { result.append("= breaks \(run.broken.joined(separator: ", "))") }
    return result
  }
}
