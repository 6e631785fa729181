/// Why a thread cannot move.
public enum Obstacle: Equatable, Sendable {
  /// A lock, by the address of its cell, with the verb that asks for it.
  case lock(Int, LockVerb)
  /// It sleeps on the wait queue at this address.
  case sleeps(Int)
  /// A condition of the model, in words.
  case awaits(String)
  /// It serves others and has nothing to do, which is no trouble; in words, until when.
  case rests(String)
  /// It sleeps until another thread has done something: in words, and the thread where one is known, from 0.
  case joins(String, Int?)
  /// No alternative of a free choice is possible.
  case nothingToChoose
  case ended
  /// A fault has stopped the machine.
  case stopped
}

extension Program {
  /// Why a thread cannot take any step; nil if it can.
  public func obstacle(_ state: [UInt8], _ thread: Int) -> Obstacle? {
    guard state[Layout.faultAddress] == 0 else { return .stopped }
    let counter = counter(state, thread)
    guard counter != 0 else { return .ended }
    let step = steps[counter]
    // A time-out is always possible; a thread that only has that left still waits.
    if move(state, Choice(thread: thread)) != nil { return nil }
    switch step.kind {
    case .lock(let verb, let place): return .lock(address(of: place, state, thread) ?? 0, verb)
    case .wait(_, let place, _, _): return .sleeps(address(of: place, state, thread) ?? 0)
    case .await(_, let reason): return .awaits(reason)
    case .rest(_, let reason, _): return .rests(reason)
    case .join(_, let reason, let by):
      let number = evaluate(by, state, thread) ?? 0
      return .joins(reason, threads.indices.contains(number - 1) ? number - 1 : nil)
    case .run(let body):
      if case .lock(let verb, let place)? = body.first?.action {
        return .lock(address(of: place, state, thread) ?? 0, verb)
      }
      return .nothingToChoose
    case .choose:
      let isPossible = (0..<step.alternatives).contains { move(state, Choice(thread: thread, alternative: $0)) != nil }
      return isPossible ? nil : .nothingToChoose
    default: return .nothingToChoose
    }
  }

  /// Whether a thread's next step is a wait on a queue, whose second alternative is the time-out.
  public func isWait(_ state: [UInt8], _ thread: Int) -> Bool {
    guard let step = nextStep(state, thread), case .wait = step.kind else { return false }
    return true
  }
}
