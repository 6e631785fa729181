/// One frame of a thread's stack.
public struct StackFrame: Sendable, Equatable {
  /// Which procedure, and the step it is at: the next one of the innermost frame, the call that is under way of others.
  public var procedure: Int
  public var counter: Int
  /// By the order of the procedure's locals.
  public var locals: [Int]
  /// The address of the first local.
  public var address: Int
}

extension Program {
  /// The value of a cell; rows count from 1.
  public func value(
    _ state: [UInt8], _ record: String, _ row: Int, _ field: String, _ element: Int = 0
  ) -> Int? {
    layout.address(record, row, field, element).map { Int(Int8(bitPattern: state[$0])) }
  }

  /// The fault that stopped the machine, with the thread that ran into it.
  public func fault(_ state: [UInt8]) -> (fault: Fault, thread: Int)? {
    Fault(rawValue: state[Layout.faultAddress]).map { ($0, Int(state[Layout.faultThreadAddress]) - 1) }
  }

  /// The program counter of a thread; 0 when it has ended.
  public func counter(_ state: [UInt8], _ thread: Int) -> Int {
    let base = threads[thread].base
    return Int(state[base]) | Int(state[base + 1]) << 8
  }

  /// The step that a thread takes next; nil when it has ended.
  public func nextStep(_ state: [UInt8], _ thread: Int) -> Step? {
    let counter = counter(state, thread)
    return counter == 0 ? nil : steps[counter]
  }

  /// The stack of a thread, the innermost frame first; empty when it has ended.
  public func stack(_ state: [UInt8], _ thread: Int) -> [StackFrame] {
    let base = threads[thread].base
    let frames = base + Self.threadHeader
    var counter = counter(state, thread)
    var bottom = Int(state[base + 2]) << 1
    var result: [StackFrame] = []
    while counter != 0 {
      let procedure = steps[counter].procedure
      let locals = procedures[procedure].locals.indices.map { Int(Int8(bitPattern: state[frames + bottom + $0])) }
      result.append(StackFrame(procedure: procedure, counter: counter, locals: locals, address: frames + bottom))
      if bottom == 0 { break }
      let header = frames + bottom - Self.frameHeader
      counter = Int(state[header]) | Int(state[header + 1]) << 8
      bottom = Int(state[header + 2]) << 1
    }
    return result
  }

  /// The value of a local in the innermost frame that has one of this name.
  public func local(_ state: [UInt8], _ thread: Int, _ name: String) -> Int? {
    for frame in stack(state, thread) {
      if let slot = procedures[frame.procedure].locals.firstIndex(where: { $0.name == name }) {
        return frame.locals[slot]
      }
    }
    return nil
  }

  /// Every choice that is possible, threads in order.
  public func choices(_ state: [UInt8]) -> [Choice] {
    guard state[Layout.faultAddress] == 0 else { return [] }
    var result: [Choice] = []
    for thread in threads.indices {
      let counter = counter(state, thread)
      for alternative in 0..<steps[counter].alternatives {
        let choice = Choice(thread: thread, alternative: alternative)
        if move(state, choice) != nil { result.append(choice) }
      }
    }
    return result
  }

  /// Whether every thread has ended, or serves others and has nothing to do.
  public func hasEnded(_ state: [UInt8]) -> Bool {
    threads.indices.allSatisfy { counter(state, $0) == 0 || rests(state, $0) }
  }

  /// Whether a thread serves others and has nothing to do.
  public func rests(_ state: [UInt8], _ thread: Int) -> Bool {
    guard let step = nextStep(state, thread), step.isRest, state[Layout.faultAddress] == 0 else { return false }
    return move(state, Choice(thread: thread)) == nil
  }
}
