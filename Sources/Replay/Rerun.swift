import Machine

/// The choices of a run, made again on a program in which switches are turned another way.
///
/// Steps that only one form has are passed over: those of the old program are left out, those of the new one are run by
/// the thread that meets them. All other steps must be the same ones, one by one.
public struct Rerun {
  /// As far as the choices go.
  public private(set) var run: Run
  /// For each step of the old run, from 0, how many steps of the new one have brought about as much.
  public private(set) var places = [0]
  /// Why the rest of the choices cannot be made; nil if all of them were.
  public private(set) var parting: String?

  /// - Parameters:
  ///   - old: whose current branch is run again.
  ///   - program: the same scenario with other switches.
  ///   - switches: those that differ.
  public init(_ old: Run, on program: Program, switches: Set<String>) {
    run = Run(program)
    let before = Places(old.program, switches), after = Places(program, switches)
    for (index, choice) in old.choices.enumerated() {
      let state = old.state(index)
      if !before.isOfSwitch(state, choice.thread) {
        parting = follow(choice, before, state, after)
        if parting != nil { return }
      }
      places.append(run.count)
    }
  }

  /// Makes one choice of the old run; returns why that is not possible.
  private mutating func follow(
    _ choice: Choice, _ before: Places, _ state: [UInt8], _ after: Places
  ) -> String? {
    let thread = choice.thread, name = before.program.threads[thread].name
    for _ in 0..<1000 {
      let now = run.state(run.count)
      if after.isOfSwitch(now, thread) {
        guard run.append(Choice(thread: thread)) else { return "\(name) cannot run \(after.text(now, thread)) there" }
        continue
      }
      guard after.stack(now, thread) == before.stack(state, thread) else {
        return "\(name) ran \(before.text(state, thread)) there, and stands at \(after.text(now, thread)) now"
      }
      return run.append(choice) ? nil : "\(name) cannot run \(after.text(now, thread)) there"
    }
    return "\(name) does not come to an end of what the switch brings"
  }
}

/// The steps of a program, named so that they can be found in a program with other switches.
private struct Places {
  struct Key: Hashable {
    /// The procedure with its parameters.
    let procedure: String
    /// Which of the steps it is that do not depend on the switches.
    let rank: Int
  }

  let program: Program
  /// By program counter; nil for a step that only one form has, and for the end.
  private let keys: [Key?]

  init(_ program: Program, _ switches: Set<String>) {
    self.program = program
    var keys = [Key?](repeating: nil, count: program.steps.count)
    for compiled in program.procedures {
      let parameters = compiled.procedure.parameters.map(\.name).joined(separator: ", ")
      var rank = 0
      for counter in compiled.first..<compiled.first + compiled.count {
        let rows = program.steps[counter].rows
        let isOfSwitch = rows.allSatisfy { row in
          compiled.rows[row].switches.contains { switches.contains($0.name) }
        }
        if isOfSwitch, !rows.isEmpty { continue }
        keys[counter] = Key(procedure: "\(compiled.name)(\(parameters))", rank: rank)
        rank += 1
      }
    }
    self.keys = keys
  }

  /// Whether a thread stands in a step that only one form has, or in a call from one.
  func isOfSwitch(_ state: [UInt8], _ thread: Int) -> Bool {
    program.stack(state, thread).contains { keys[$0.counter] == nil }
  }

  func stack(_ state: [UInt8], _ thread: Int) -> [Key?] { program.stack(state, thread).map { keys[$0.counter] } }

  /// `gpu 21: if (!range.valid) {`.
  func text(_ state: [UInt8], _ thread: Int) -> String {
    guard let step = program.nextStep(state, thread) else { return "its end" }
    return program.label(of: step)
  }
}
