import Machine

/// What is wrong with the step that a thread is about to make, although the machine would run it: a cell touched bare.
struct Watch {
  private let program: Program
  /// By program counter: whether the step can be wrong so. A step that was found is not asked again.
  private var isAsked: [Bool]
  /// By program counter: the locks that guard what the step touches, where to hold one of the kind is enough, since
  /// there is but one, or the kernel's own text takes that of the right row; nil where it must be looked at which row
  /// is touched.
  private let locks: [[Layout.Column]?]

  init(_ program: Program) {
    self.program = program
    isAsked = program.steps.map { !$0.guards.isEmpty }
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
    if isGuarded { return [] }
    let flaws = Self.flaws(program, state, thread, counter)
    if !flaws.isEmpty { isAsked[counter] = false }
    return flaws
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
    case .bare(let counter): isAsked[counter] = false
    default: break
    }
  }

  static func flaws(_ program: Program, _ state: UnsafePointer<UInt8>, _ thread: Int, _ counter: Int) -> [Flaw] {
    let state = [UInt8](UnsafeBufferPointer(start: state, count: program.size))
    let isBare = (0..<program.steps[counter].alternatives).contains {
      program.bareTouch(state, Choice(thread: thread, alternative: $0)) != nil
    }
    return isBare ? [.bare(counter: counter)] : []
  }
}
