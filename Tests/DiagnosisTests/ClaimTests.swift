import Explorer
import Kernel
import Library
import Machine
import Scenarios
import Testing

@testable import Diagnosis

/// A shipped scenario either claims that its driver is right, or says what is wrong with it.
@Suite("What a shipped scenario expects of a check is what it finds")
struct ClaimTests {
  private static let shipped = Library()
  static let names = shipped.names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }.map {
    String($0.dropLast(".yaml".count))
  }
  /// So many states are looked at: of a scenario with more it is said that nothing was found so far.
  private static let bounds = Bounds(states: 60_000, endsAtFirstFlaw: false)

  /// The names of all that is wrong in some interleaving, and whether all were seen.
  private func findings(_ name: String, fixes: Set<String>) throws -> (scenario: Scenario, Set<String>, isWhole: Bool) {
    let plain = try #require(try Scenario.shipped(name, file: Self.shipped.bytes))
    var overrides = ScenarioOverrides()
    overrides.fixes = fixes.subtracting(Edition.foreign(plain.world.edition.version))
    let scenario = try #require(try Scenario.shipped(name, overrides: overrides, file: Self.shipped.bytes))
    let program = Program(try scenario.setup())
    let findings = explore(program, Self.bounds)
    var names = Set(findings.violations.map { program.lawName($0) })
    if !program.neverCommits(findings, scenario).isEmpty { names.insert("never commits") }
    return (scenario, names, findings.limit == nil)
  }

  @Test("With B1 mended", arguments: names) func mended(_ name: String) throws {
    let (scenario, found, isWhole) = try findings(name, fixes: ["B1"])
    let expected = Set(scenario.expectation.check)
    #expect(isWhole ? found == expected : found.isSubset(of: expected), "\(name)")
    #expect(found.isEmpty == expected.isEmpty, "\(name)")
  }

  @Test("Without, also what the device keeps that the flag has missed", arguments: names) func plain(_ name: String)
    throws
  {
    let (scenario, found, _) = try findings(name, fixes: [])
    #expect(found.isSubset(of: Set(scenario.expectation.check).union(["I1", "I2", "I11"])), "\(name)")
  }

  @Test("Whoever expects something broken on the way expects a check to find it") func both() throws {
    for name in Self.names {
      let expectation = try #require(try Scenario.shipped(name, file: Self.shipped.bytes)).expectation
      let byFlag = expectation.check.isEmpty ? ["I1", "I2", "I11"] : []
      #expect(Set(expectation.broken).isSubset(of: expectation.check + byFlag), "\(name)")
    }
  }
}
