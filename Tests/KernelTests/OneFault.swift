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
  var changes: [String] { MemoryWords(program: run.program, world: world).changes(before, run.state) }
}
