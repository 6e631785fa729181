import Diagnosis
import Explorer
import Foundation
import Machine
import Scenarios
import Scene
import Synchronization

/// A search through every order from one state on, on a thread of its own.
final class Exploring: Sendable {
  /// What it has come to.
  struct Outcome: Sendable {
    var findings: Findings
    /// The nearest violation, with the step, from 1, after which no order helps; nil where nothing is wrong.
    var violation: Violation?
    var critical: Int?
    var sentence = ""
    /// It was asked to end.
    var isStopped = false
  }

  private struct Shown {
    var exploration: Exploration
    var outcome: Outcome?
  }

  /// How many states the search may keep.
  static let statesMax = 1_000_000

  private let interruption = Interruption()
  private let shown: Mutex<Shown>
  private let bounds: Bounds
  private let done = DispatchSemaphore(value: 0)

  /// Begins the search.
  ///
  /// - Parameter moment: the step at which the state is, to be shown.
  init(_ program: Program, from state: [UInt8], at moment: Int, bounds: Bounds = Bounds(states: statesMax)) {
    shown = Mutex(Shown(exploration: Exploration(from: moment)))
    self.bounds = bounds
    let thread = Thread { [self] in
      let outcome = search(program.starting(at: state))
      shown.withLock { $0.outcome = outcome }
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// How far it is.
  var exploration: Exploration { shown.withLock { $0.exploration } }

  /// What it has come to; nil while it goes on.
  var outcome: Outcome? { shown.withLock { $0.outcome } }

  func stop() { interruption.interrupt() }

  /// Waits for what it comes to; nil once so many milliseconds were not enough, and the search ends then.
  func wait(milliseconds: Int?) -> Outcome? {
    let limit = milliseconds.map { DispatchTime.now() + .milliseconds($0) } ?? .distantFuture
    guard done.wait(timeout: limit) == .success else {
      stop()
      return nil
    }
    return outcome
  }

  private func search(_ program: Program) -> Outcome {
    let findings = explore(program, bounds, interruption: interruption) { progress in
      shown.withLock {
        $0.exploration.states = progress.states
        $0.exploration.waiting = progress.waiting
        $0.exploration.depth = progress.depth
      }
    }
    var outcome = Outcome(findings: findings, violation: findings.violations.first)
    outcome.isStopped = findings.limit == .interrupted
    guard let violation = findings.violations.first else { return outcome }
    outcome.sentence = program.brokenLaw(violation)
    shown.withLock { $0.exploration.what = "until when it could be saved" }
    if case .step(let step, twin: _) = program.criticalOrder(
      of: violation.path, states: Diagnosis.statesMax, interruption: interruption)
    {
      outcome.critical = step
    }
    return outcome
  }
}
