import Kernel
import Machine

let driver = Pointer<Driver>(.named("driver", 1))
let mirror = Pointer<HmmMirror>(.named("mirror", 1))
let mm = Pointer<Mm>(.named("mm", 1))
let range = Pointer<HmmRange>("range")
let ret = Value.local("ret", .errno)

/// What a call came to: its result, and the run that stands behind it.
struct Answer {
  var result: Int
  var run: Run
}

/// Runs statements in a thread of their own that then stands still, so that its locals can be looked at.
func answer(
  _ world: World = .window(), and others: [Actor] = [], cells: (inout Setup) -> Void = { _ in },
  @StatementBuilder _ body: () -> [Statement]
) throws -> Answer {
  let statements = body()
  let procedure = Procedure("caller", isKernel: false) {
    ret <- 99
    statements
    hold(until: ret == 98, "the test is over").named("end")
  }
  var copy = world
  copy.threads = [Actor("caller", [.call(procedure, [])])] + others
  copy.ranges = 1
  var setup = try copy.setup()
  cells(&setup)
  let run = Run(Program(setup))
  run.run("caller", before: "end")
  return Answer(result: run.program.local(run.state, 0, "ret") ?? 99, run: run)
}

/// A range, filled in and registered; `ret` has the answer.
func registeredRange(_ core: Core, from: Int = 0, to: Int = 4) -> [Statement] {
  [
    allocate(range)
  ] + Core.setup(range, driver) + [
    call(
      core.hmm_range_register, range.value, mm.value, .constant(from, name: nil), .constant(to, name: nil), PAGE_SHIFT,
      into: ret)
  ]
}
