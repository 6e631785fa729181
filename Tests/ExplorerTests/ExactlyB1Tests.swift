import Explorer
import Kernel
import Library
import Machine
import Scenarios
import Testing

/// What the reference expects of a correct driver where every section may block: nothing is wrong but B1.
@Suite("A driver that keeps the recipe meets one bug of Linux 5.2 only: the flag that comes back")
struct ExactlyB1Tests {
  /// Shipped scenarios of a driver that does as documented, whose sections may all block, small enough for a search of
  /// everything; and whether B1 can strike there.
  private static let scenarios: [(name: String, hasB1: Bool)] = [
    ("aba", true), ("collapse", false), ("cow-in-fault", false), ("cow-in-fault-with-another-section", true),
    ("cpu-touches-device-page", true), ("device-memory", false), ("fault-says-retry", true), ("huge-split", true),
    ("invalidate-after-commit", true), ("migrate-partly", false), ("migration", true), ("mprotect", false),
    ("quiet", false), ("register-inside", true), ("retry-loop", true), ("retry-loop-munmap", false),
    ("unrelated-section", false),
  ]

  private static func broken(_ name: String, fixes: Set<String>, states: Int = 1_000_000) throws -> Set<String> {
    var overrides = ScenarioOverrides()
    overrides.fixes = fixes
    let scenario = try #require(try Scenario.shipped(name, overrides: overrides, file: Library().bytes))
    let program = Program(try scenario.setup())
    let findings = explore(program, Bounds(states: states, endsAtFirstFlaw: false))
    return Set(findings.violations.map { program.sentence($0).prefix { $0 != ":" } }.map(String.init))
  }

  @Test(arguments: scenarios)
  func theDeviceKeepsWhatTheFlagHasMissedAndNothingElse(name: String, hasB1: Bool) throws {
    let broken = try Self.broken(name, fixes: [])
    #expect(broken.isSubset(of: ["I1", "I2", "I11"]))
    #expect(broken.contains("I1") == hasB1)
  }

  @Test(arguments: scenarios)
  func withB1MendedNothingIsLeft(name: String, hasB1: Bool) throws {
    #expect(try Self.broken(name, fixes: ["B1"]).isEmpty)
  }

  /// The last page of one address space and the first of the next have numbers that follow each other.
  @Test func aSectionOfAnotherProcessHitsNoRange() throws {
    #expect(!(try Self.broken("two-processes", fixes: [], states: 450_000)).contains("I5"))
  }
}
