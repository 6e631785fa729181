import Kernel
import Machine

/// One call of `handle_mm_fault`, moved on step by step.
final class OneFault {
  let run: Run
  let world: World
  private(set) var steps: [String] = []
  private let before: [UInt8]

  init(_ row: FaultRow, and others: [Actor] = [], cells: (inout Setup) -> Void = { _ in }) throws {
    let core = Core.of(.linux5_2)
    let procedure = Procedure("caller", isKernel: false) {
      ret <- 99
      down_read(mm.mmap_sem)
      call(
        core.handle_mm_fault, 1, .constant(row.page, name: nil), .constant(row.flags, name: nil), into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
    var copy = row.world
    copy.threads = [Actor("caller", [.call(procedure, [])])] + others
    copy.ranges = 1
    world = copy
    var setup = try copy.setup()
    cells(&setup)
    run = Run(Program(setup))
    before = run.state
  }

  /// Moves it on as far as it gets.
  func finish() {
    for _ in 0..<5000 {
      guard run.program.nextStep(run.state, 0)?.name != "end", run.step("caller") else { return }
      steps.append(run.lastName ?? "")
    }
  }

  /// What it has returned, 99 before.
  var result: Int {
    run.program.nextStep(run.state, 0)?.name == "end" ? run.program.local(run.state, 0, "ret") ?? 99 : 99
  }

  /// The entries, frames and slots that differ from the beginning, in words.
  var changes: [String] {
    var result: [String] = []
    for row in 1...max(1, world.allPages.count) { add(pte(row, run.state), pte(row, before), &result) }
    for row in 1...(run.program.layout.rows["pmd"] ?? 1) { add(pmd(row, run.state), pmd(row, before), &result) }
    for row in world.frames.indices { add(frame(row + 1, run.state), frame(row + 1, before), &result) }
    for row in world.slots.indices { add(slot(row + 1, run.state), slot(row + 1, before), &result) }
    return result
  }

  private func add(_ new: String, _ old: String, _ result: inout [String]) { if new != old { result.append(new) } }

  private func value(_ state: [UInt8], _ record: String, _ row: Int, _ field: String) -> Int {
    run.program.value(state, record, row, field) ?? 0
  }

  private func name(_ row: Int) -> String { row == 0 ? "" : " \(world.frames[row - 1].name)" }

  private func pte(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, "pte", row, field) }
    let kind = ["none", "present", "swap", "migration", "device", "special", "poison", "devmap"][value("kind")]
    let rights = value("kind") == 0 || value("kind") == 2 ? "" : value("write") != 0 ? " rw" : " ro"
    let bits = (value("protnone") != 0 ? " protnone" : "") + (value("dirty") != 0 ? " dirty" : "")
    return "pte[\(row - 1)] \(kind)\(name(value("frame")))\(rights)\(bits)"
  }

  private func pmd(_ row: Int, _ state: [UInt8]) -> String {
    guard value(state, "pmd", row, "none") == 0, value(state, "pmd", row, "kind") == 1 else { return "pmd" }
    let rights = value(state, "pmd", row, "write") != 0 ? "rw" : "ro"
    return "pmd[\(row - 1)] huge\(name(value(state, "pmd", row, "frame"))) \(rights)"
  }

  private func owner(_ number: Int) -> String { number == 0 ? "free" : number == 1 ? "app" : "\(number)" }

  private func frame(_ row: Int, _ state: [UInt8]) -> String {
    let letter = value(state, "frame", row, "letter")
    let text = letter == 0 ? "" : " \(Character(UnicodeScalar(UInt8(letter))))"
    return "frame\(name(row)) \(owner(value(state, "frame", row, "owner"))) \(value(state, "frame", row, "count"))"
      + text
  }

  private func slot(_ row: Int, _ state: [UInt8]) -> String {
    let owner = owner(value(state, "swap", row, "owner"))
    guard owner != "free" else { return "swap \(world.slots[row - 1].name) free" }
    return "swap \(world.slots[row - 1].name) \(owner) \(value(state, "swap", row, "count"))"
      + name(value(state, "swap", row, "page"))
  }
}
