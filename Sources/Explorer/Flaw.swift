import Machine

/// What can be wrong with a state. Two states with the same flaw are reported once, by the shortest way to one of them.
public enum Flaw: Hashable, Sendable {
  /// A property, by its number in `Program.properties`: one that must always hold, or one that must hold at the end.
  case property(Int)
  /// The machine has stopped; with the program counter of the step that stopped it.
  case fault(Fault, counter: Int)
  /// Some threads have not ended and none can move; at least one of them waits for a lock or sleeps.
  case deadlock
  /// The same, and somebody sleeps on a wait queue: nobody is left who could wake it.
  case lostWakeUp
  /// A thread goes round for ever through steps that touch nothing but its own stack; with the lowest program counter
  /// of the circle.
  case circle(counter: Int)
  /// A thread goes round for ever, changing cells, and nobody else can move; the thread, from 0.
  case livelock(thread: Int)
  /// A thread is about to touch a cell without the lock that guards it, in the step at this program counter.
  case bare(counter: Int)

  /// Flaws of one depth are told in this order.
  var order: [Int] {
    switch self {
    case .property(let number): [0, number]
    case .fault(let fault, let counter): [1, counter, Int(fault.rawValue)]
    case .deadlock: [2]
    case .lostWakeUp: [3]
    case .circle(let counter): [4, counter]
    case .livelock(let thread): [5, thread]
    case .bare(let counter): [6, counter]
    }
  }

  /// The flaw that has this order; nil if none has.
  init?(order: [Int]) {
    switch (order.first, order.count) {
    case (0, 2): self = .property(order[1])
    case (1, 3):
      guard let code = UInt8(exactly: order[2]), let fault = Fault(rawValue: code) else { return nil }
      self = .fault(fault, counter: order[1])
    case (2, 1): self = .deadlock
    case (3, 1): self = .lostWakeUp
    case (4, 2): self = .circle(counter: order[1])
    case (5, 2): self = .livelock(thread: order[1])
    case (6, 2): self = .bare(counter: order[1])
    default: return nil
    }
  }
}

/// One flaw that a search found, and how to get there.
public struct Violation: Sendable {
  public let flaw: Flaw
  /// Interleaving steps from the first state: steps that another thread could tell, for what a thread does on its own
  /// stack alone belongs to its step before. No state with this flaw is nearer.
  public let length: Int
  /// A way of that length, step by step; of all that the search saw, to any state with this flaw, one with the fewest
  /// switches.
  public let path: [Choice]
  /// How often another thread goes on than the one that moved before.
  public let switches: Int
  /// The state that the path leads to.
  public let state: [UInt8]
  /// Who waits for what there; empty unless nobody can move.
  public let waits: WaitsFor

  /// Whether it is known that no way is shorter: not where a walk at random came upon it.
  public var isShortest = true

  /// Steps of the way.
  public var depth: Int { path.count }
}

extension Program {
  /// A flaw as one sentence. Names of threads and cells are those of this program.
  public func sentence(_ violation: Violation) -> String {
    switch violation.flaw {
    case .property(let number): return "\(properties[number].name): \(properties[number].sentence)"
    case .fault(let fault, let counter):
      let thread = self.fault(violation.state).map { threads[$0.thread].name + ": " } ?? ""
      let step = steps[counter]
      let place = step.procedure < 0 ? "" : " in \(procedures[step.procedure].name), \(step.name ?? text(of: step))"
      return thread + fault.text + place
    case .circle(let counter):
      let step = steps[counter]
      return "a thread goes round in \(procedures[step.procedure].name) for ever and touches nothing: "
        + (step.name ?? text(of: step))
    case .livelock(let thread):
      return "\(threads[thread].name) goes round for ever and nobody else can move: \(round(violation.state, thread))"
    case .bare(let counter): return bareSentence(violation.state, counter)
    case .deadlock: return "nobody can move: \(violation.waits.text)"
    case .lostWakeUp: return "nobody is left to wake who sleeps: \(violation.waits.text)"
    }
  }

  /// The steps that a thread goes round in, each once.
  private func round(_ start: [UInt8], _ thread: Int) -> String {
    var state = start, seen: Set<[UInt8]> = [], labels: [String] = []
    while seen.insert(state).inserted, let choice = choices(state).first(where: { $0.thread == thread }),
      let next = move(state, choice)
    {
      let step = steps[counter(state, thread)]
      let place = step.line.map { "\(procedures[step.procedure].procedure.file):\($0)" }
      let label = place ?? step.name.map { "\(procedures[step.procedure].name) \($0)" }
      if let label, !labels.contains(label) { labels.append(label) }
      state = next
    }
    return labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? ", …" : "")
  }

  private func bareSentence(_ state: [UInt8], _ counter: Int) -> String {
    let step = steps[counter]
    let place = "\(procedures[step.procedure].name), \(step.name ?? text(of: step))"
    for thread in threads.indices where self.counter(state, thread) == counter {
      for alternative in 0..<step.alternatives {
        guard let touch = bareTouch(state, Choice(thread: thread, alternative: alternative)) else { continue }
        return "\(threads[thread].name) \(touch.isWrite ? "writes" : "reads") \(touch.cell) without \(touch.lock), "
          + "which guards it, in \(place)"
      }
    }
    return "a cell is touched without its lock in \(place)"
  }
}
