import Explorer
import Foundation
import Library
import Machine
import Scenarios
import Testing

/// Two checkers that share nothing but the text of the model say of the same scenarios that they are right, or wrong.
@Suite("Spin's verdict is ours", .enabled(if: Spin.installed != nil, "spin and cc"))
struct VerdictSpinTests {
  /// A scenario, as it ships or as its bug was mended, and whether it is right.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var isMended = false
    var isRight = false

    var testDescription: String { name + (isMended ? ", mended" : "") }

    func program() throws -> Program {
      let file = Library().bytes
      var scenario = try #require(try Scenario.shipped(name, file: file))
      if isMended { scenario = try #require(try scenario.mended(file: file)) }
      return Program(try scenario.setup())
    }
  }

  static let wrong = [
    "H01", "H02", "H03", "H04", "H05", "H08", "H08c", "H09", "H12", "H13", "H20", "H32", "H51", "H54", "H68", "aba",
    "deferred-zap", "reaper-driver-busy", "test-before-lock",
  ].map { Case(name: $0) }
  static let right =
    ["H01-munmap", "H15", "H16", "collapse", "mprotect", "quiet", "retry-loop-munmap"]
    .map { Case(name: $0, isRight: true) }
    + ["H02", "H03", "H12"].map { Case(name: $0, isMended: true, isRight: true) }

  @Test("of scenarios, bad and good", arguments: wrong + right)
  func verdict(of scenario: Case) throws {
    let p = try scenario.program()
    let findings = explore(p, Bounds(), .plain)
    #expect(findings.limit == nil)
    #expect((findings.verdict == .passes) == scenario.isRight)
    // Without -E a state in which nobody can move, and somebody has not ended, is an error too.
    let answer = try Spin.installed!.explore(promela(p, monitor: true), [])
    #expect((answer.errors == 0) == scenario.isRight, "\(answer.output)")
  }
}

/// Models that were written by hand from the description of the kernel, not exported from this one: what both say
/// does not come from the same slip.
@Suite("Models written by hand agree", .enabled(if: Spin.installed != nil, "spin and cc"))
struct HandWrittenSpinTests {
  /// What is wrong first.
  private enum Kind { case nothing, incoherent, stuck, other }

  private func spin(_ name: String, _ switches: [String]) throws -> Kind {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Models/\(name).pml")
    let text = switches.map { "#define \($0)\n" }.joined() + (try String(contentsOf: file, encoding: .utf8))
    let answer = try Spin.installed!.explore(text, [])
    if answer.errors == 0 { return .nothing }
    if answer.output.contains("invalid end state (") { return .stuck }
    // The monitor's assertion is the only one that is a plain falsehood.
    return answer.output.contains("assertion violated 0 ") ? .incoherent : .other
  }

  private func ours(_ name: String, isMended: Bool = false) throws -> Kind {
    let p = try VerdictSpinTests.Case(name: name, isMended: isMended).program()
    return switch explore(p).breaches(p, commit: "D8").first {
    case "nothing": .nothing
    case "I1": .incoherent
    case "deadlock", "lost wake-up": .stuck
    default: .other
    }
  }

  @Test("on the loop of 5.2: the flag comes back true, numbers mend it, and munmap never was a danger") func loop()
    throws
  {
    #expect(try spin("retry-loop", []) == .incoherent)
    #expect(try ours("H01") == .incoherent)
    #expect(try spin("retry-loop", ["MENDED"]) == .nothing)
    #expect(try ours("H01", isMended: true) == .nothing)
    #expect(try spin("retry-loop", ["MUNMAP"]) == .nothing)
    #expect(try ours("H01-munmap") == .nothing)
  }

  @Test("on the reaper: a refusal that nobody hears is taken for leave, and one that is heard is not") func reaper()
    throws
  {
    #expect(try spin("reaper", []) == .incoherent)
    #expect(try ours("H02") == .incoherent)
    #expect(try spin("reaper", ["MENDED"]) == .nothing)
    #expect(try ours("H02", isMended: true) == .nothing)
  }
}
