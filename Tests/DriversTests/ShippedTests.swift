import Drivers
import Kernel
import Machine
import Testing

@Suite("A driver that ships")
struct ShippedTests {
  static let names = ["retry-loop.c", "as-documented.c", "test-before-lock.c", "unchecked.c"]

  @Test("compiles", arguments: names) func compiles(name: String) throws {
    let program = try compile(asset(name), file: name)
    #expect(program.entry.parameters.count == 2)
    print(name, program.warnings, program.loop as Any, program.inferredLines)
    for statement in listing(Procedure("x") { program.entry.body }) { print(statement) }
    let m = try machine(program)
    let (state, lines) = run(m)
    print(lines, m.hasEnded(state), m.fault(state) as Any)
  }
}
