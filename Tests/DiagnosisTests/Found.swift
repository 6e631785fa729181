import Diagnosis
import Explorer
import Kernel
import Library
import Machine
import Scenarios
import Session
import Testing

/// A shipped scenario, searched and explained.
struct Found {
  let scenario: Scenario
  let program: Program
  let findings: Findings
  let diagnoses: [Diagnosis]

  var first: Diagnosis {
    get throws { try #require(diagnoses.first) }
  }

  static func bytes(_ path: String) -> [UInt8]? { Library().bytes(path) }
  static func text(_ path: String) throws -> String { try #require(Library().text(path)) }

  init(_ name: String, driver: String? = nil, fixes: Set<String> = [], all: Bool = false) throws {
    var overrides = ScenarioOverrides()
    overrides.driver = driver.map { .init(name: "own.c", text: $0) }
    overrides.fixes = fixes
    scenario = try #require(try Scenario.shipped(name, overrides: overrides, file: Self.bytes))
    program = try RunTimeline.compile(scenario)
    findings = explore(program, Bounds(states: 200_000, endsAtFirstFlaw: !all))
    let (scenario, program) = (scenario, program)
    diagnoses = findings.violations.map { Diagnosis($0, scenario, program) }
  }

  /// The state that a way leads to, every step possible.
  static func end(_ path: [Choice], _ program: Program) throws -> [UInt8] {
    var state = program.initialState()
    for choice in path { state = try #require(program.move(state, choice)) }
    return state
  }

  /// The names of the properties that some state of a way breaks; those of the end where it has ended.
  static func broken(_ path: [Choice], _ program: Program) throws -> Set<String> {
    var names: Set<String> = []
    var state = program.initialState()
    for choice in path {
      state = try #require(program.move(state, choice))
      let hasEnded = program.hasEnded(state)
      state.withUnsafeBufferPointer { bytes in
        for (number, property) in program.properties.enumerated() where !property.onlyAtEnd || hasEnded {
          if !program.holds(number, bytes.baseAddress!) { names.insert(property.name) }
        }
      }
    }
    return names
  }
}
