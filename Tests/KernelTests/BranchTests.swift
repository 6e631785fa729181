import Machine
import Testing

@testable import Kernel

/// Sections 3 to 5 of the reference, function by function: at least one row for each branch, by the name of its step.
@Suite("Every branch of HMM's core has a row")
struct BranchTests {
  static let rows = OneCall.lives + OneCall.ranges

  @Test("It returns this, with these locks held, and these cells have changed", arguments: rows)
  func row(_ row: OneCall) throws {
    let run = try CallRun(row)
    #expect(run.result == row.returns)
    #expect(run.held == row.held)
    #expect(run.changed == row.changed)
    #expect(run.fault == row.stops)
  }

  /// The functions of these sections.
  static let functions = [
    "hmm_get_or_create", "hmm_free", "hmm_mm_destroy", "hmm_mirror_register", "hmm_mirror_unregister",
    "hmm_mirror_mm_is_alive", "hmm_invalidate_range_start", "hmm_invalidate_range_end", "hmm_release",
    "hmm_range_register", "hmm_range_unregister", "hmm_range_wait_until_valid", "hmm_range_valid",
    "hmm_range_snapshot", "hmm_range_fault",
  ]

  /// Branches that one call by itself cannot take, and where they are tested.
  ///
  /// That the reference of a call itself is the last one takes somebody who drops the others meanwhile (B5).
  static let elsewhere: [String: String] = [
    "hmm_invalidate_range_start: if (last) taken": "LifeTests.freed",
    "hmm_invalidate_range_end: if (last) taken": "LifeTests.freed",
    "hmm_release: if (last) taken": "MutationTests",
    "hmm_range_register: if (last) taken": "MutationTests",
  ]

  @Test("Each test in these functions goes either way in some row") func branches() throws {
    let taken = try Self.rows.reduce(into: Set<Branch>()) { $0.formUnion(try CallRun($1).branches) }
    var missing: [String] = []
    for row in Self.rows {
      let program = try CallRun.program(row)
      for step in program.steps {
        guard case .test = step.kind, step.procedure >= 0 else { continue }
        let name = program.procedures[step.procedure].name
        guard Self.functions.contains(name) else { continue }
        for isTaken in [false, true] {
          let branch = Branch(procedure: name, text: program.text(of: step), isTaken: isTaken)
          if !taken.contains(branch), Self.elsewhere["\(branch)"] == nil { missing.append("\(branch)") }
        }
      }
    }
    #expect(Set(missing) == [])
  }
}
