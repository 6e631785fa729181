import Machine

/// What is wrong with the step that a thread is about to make, although the machine would run it: a cell touched bare,
/// a sleep where that is forbidden.
struct Watch {
  private let program: Program
  /// By program counter: whether the step can be wrong so. A step that was found is not asked again.
  private var isAsked: [Bool]
  /// By program counter: whether the step may sleep.
  private let maySleep: [Bool]
  private let mayNotSleep: [Int: Int?]
  /// By program counter: the locks that guard what the step touches, where to hold one of the kind is enough, since
  /// there is but one, or the kernel's own text takes that of the right row; nil where it must be looked at which row
  /// is touched.
  private let locks: [[Layout.Column]?]

  init(_ program: Program) {
    self.program = program
    let mayNotSleep = program.mayNotSleep
    self.mayNotSleep = mayNotSleep
    let maySleep = program.steps.map { $0.maySleep && !mayNotSleep.isEmpty }
    self.maySleep = maySleep
    isAsked = program.steps.indices.map { !program.steps[$0].guards.isEmpty || maySleep[$0] }
    locks = program.steps.map { step in
      let columns = step.guards.compactMap { program.layout.column($0.record, $0.lock) }
      let isKernel = step.procedure >= 0 && program.procedures[step.procedure].procedure.isKernel
      return isKernel || columns.allSatisfy { $0.rows == 1 } ? columns : nil
    }
  }

  @inline(__always)
  func asks(_ counter: Int) -> Bool { isAsked[counter] }

  /// The flaws of a thread's next step, which is at this program counter.
  mutating func flaws(_ state: UnsafePointer<UInt8>, _ thread: Int, _ counter: Int) -> [Flaw] {
    let isGuarded = locks[counter].map { $0.allSatisfy { Self.holds($0, state, thread) } } ?? false
    if isGuarded, !maySleep[counter] || !isForbidden(state, thread) { return [] }
    let flaws = Self.flaws(program, state, thread, counter)
    if !flaws.isEmpty { isAsked[counter] = false }
    return flaws
  }

  /// Whether a thread is in a procedure that may not sleep.
  private func isForbidden(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Bool {
    program.isWithin(state, thread) { procedure, caller in
      guard let wanted = mayNotSleep[procedure] else { return false }
      return wanted == nil || wanted == caller
    }
  }

  @inline(__always)
  private static func holds(_ lock: Layout.Column, _ state: UnsafePointer<UInt8>, _ thread: Int) -> Bool {
    for row in 0..<lock.rows {
      let address = lock.base + row * lock.stride
      if Int(state[address]) == thread + 1 { return true }
      if lock.field.kind == .rwsem, state[address + 1] >> UInt8(thread) & 1 != 0 { return true }
    }
    return false
  }

  mutating func forget(_ flaw: Flaw) {
    switch flaw {
    case .bare(let counter), .sleepForbidden(let counter): isAsked[counter] = false
    default: break
    }
  }

  static func flaws(_ program: Program, _ state: UnsafePointer<UInt8>, _ thread: Int, _ counter: Int) -> [Flaw] {
    let state = [UInt8](UnsafeBufferPointer(start: state, count: program.size))
    var flaws: [Flaw] = []
    if program.sleepForbidden(state, thread) != nil { flaws.append(.sleepForbidden(counter: counter)) }
    let isBare = (0..<program.steps[counter].alternatives).contains {
      program.bareTouch(state, Choice(thread: thread, alternative: $0)) != nil
    }
    if isBare { flaws.append(.bare(counter: counter)) }
    return flaws
  }
}
