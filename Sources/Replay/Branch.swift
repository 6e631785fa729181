import Machine

/// One future: the choices from the first state on, with a state kept every so often.
struct Branch {
  /// How many steps lie between two kept states: a seek runs at most that many.
  static let interval = 64

  let name: String
  /// Where it parts from the branch that it came from; nil for the first.
  let fork: Int?
  private(set) var choices: [Choice] = []
  private var kept: [[UInt8]]

  init(name: String, start: [UInt8]) {
    self.name = name
    fork = nil
    kept = [start]
  }

  /// A branch with the same first steps.
  init(name: String, from parent: Branch, at step: Int) {
    self.name = name
    fork = step
    choices = Array(parent.choices.prefix(step))
    kept = Array(parent.kept.prefix(step / Self.interval + 1))
  }

  /// The nearest state that is kept, at or before a step.
  func nearest(_ step: Int) -> (step: Int, state: [UInt8]) {
    let index = min(step / Self.interval, kept.count - 1)
    return (index * Self.interval, kept[index])
  }

  mutating func append(_ choice: Choice, leadingTo state: [UInt8]) {
    choices.append(choice)
    if choices.count % Self.interval == 0 { kept.append(state) }
  }
}
