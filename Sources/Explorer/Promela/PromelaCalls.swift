import Machine

/// Who calls whom in one process, and where the frames lie.
///
/// A procedure that is called in one place is written there. One that is called in several is written once, and notes
/// where it goes back to, in a cell behind its locals: a model would grow beyond what Spin can read otherwise. Where
/// procedures call themselves, each call is written out, as deep as the stack is.
struct PromelaCalls {
  /// Whether no procedure can be reached from itself.
  private(set) var isFlat = true
  /// How many steps call a procedure.
  private var sites: [Int: Int] = [:]
  /// Where the frame of a procedure begins, behind those of whoever may have called it.
  private(set) var bases: [Int: Int] = [:]
  /// Callers come before those that they call.
  private var order: [Int] = []

  /// - Parameter calls: the procedures that the steps of one call, one entry for each step.
  init(_ program: Program, root: Int, calls: (Int) -> [Int]) {
    var known: [Int: [Int]] = [:]
    var open: Set<Int> = []
    var isFlat = true
    var finished: [Int] = []
    func visit(_ procedure: Int) {
      if open.contains(procedure) { isFlat = false }
      guard known[procedure] == nil else { return }
      let called = calls(procedure)
      known[procedure] = called
      open.insert(procedure)
      for callee in called { visit(callee) }
      open.remove(procedure)
      finished.append(procedure)
    }
    visit(root)
    self.isFlat = isFlat
    order = finished.reversed()
    for called in known.values { for callee in called { sites[callee, default: 0] += 1 } }
    guard isFlat else { return }
    bases[root] = 0
    for procedure in order {
      let end =
        bases[procedure, default: 0] + program.procedures[procedure].locals.count + (isShared(procedure) ? 1 : 0)
      for callee in known[procedure] ?? [] { bases[callee] = max(bases[callee, default: 0], end) }
    }
  }

  /// Whether a procedure is written once for several calls.
  func isShared(_ procedure: Int) -> Bool { isFlat && sites[procedure, default: 0] > 1 }

  /// The one of some procedures that none of the others calls.
  func first(of procedures: Set<Int>) -> Int? { order.first { procedures.contains($0) } }
}
