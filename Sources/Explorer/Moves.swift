import Machine

/// What a search asks of a program again and again, in plain memory: nothing is retained or counted in the loop.
struct Moves: ~Copyable {
  let program: Program
  let size: Int
  let threads: Int
  private let bases: UnsafeMutablePointer<Int>
  private let alternativesByCounter: UnsafeMutablePointer<Int>
  private let restsByCounter: UnsafeMutablePointer<Bool>
  /// Where a move is only tried.
  private let trial: UnsafeMutablePointer<UInt8>
  /// The state that the last move led to.
  let next: UnsafeMutablePointer<UInt8>

  init(_ program: Program) {
    self.program = program
    size = program.size
    threads = program.threads.count
    bases = .allocate(capacity: max(1, threads))
    for (index, thread) in program.threads.enumerated() { bases[index] = thread.base }
    alternativesByCounter = .allocate(capacity: program.steps.count)
    restsByCounter = .allocate(capacity: program.steps.count)
    for (counter, step) in program.steps.enumerated() {
      alternativesByCounter[counter] = step.alternatives
      restsByCounter[counter] = step.isRest
    }
    trial = .allocate(capacity: size)
    next = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64).bindMemory(to: UInt8.self, capacity: size)
  }

  deinit {
    bases.deallocate()
    alternativesByCounter.deallocate()
    restsByCounter.deallocate()
    trial.deallocate()
    next.deallocate()
  }

  /// The program counter of a thread; 0 when it has ended.
  @inline(__always)
  func counter(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Int {
    let base = bases[thread]
    return Int(state[base]) | Int(state[base + 1]) << 8
  }

  /// How many choices a program counter offers; none when the thread has ended.
  @inline(__always)
  func alternatives(_ counter: Int) -> Int { alternativesByCounter[counter] }

  /// Whether a fault has stopped the machine.
  @inline(__always)
  func hasStopped(_ state: UnsafePointer<UInt8>) -> Bool { state[Layout.faultAddress] != 0 }

  /// Whether every thread has ended, or serves others and has nothing to do.
  func hasEnded(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      let counter = counter(state, thread)
      if counter != 0, !isRest(counter) || canLeave(state, thread) { return false }
    }
    return true
  }

  /// Whether a thread at this program counter may have nothing to do for ever.
  @inline(__always)
  func isRest(_ counter: Int) -> Bool { restsByCounter[counter] }

  /// Whether a thread that has had nothing to do can go on.
  private func canLeave(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Bool {
    trial.update(from: state, count: size)
    return program.step(trial, thread: thread, alternative: 0) != .blocked
  }

  /// Whether any thread can move.
  func canMove(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      for alternative in 0..<alternatives(counter(state, thread))
      where move(state, thread: thread, alternative: alternative) { return true }
    }
    return false
  }

  /// Whether all that is left are threads that have nothing to do, or wait for something outside of the kernel, such
  /// as a device for a page that it may touch: nothing is wrong with waiting for that for ever.
  func isQuiet(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      let counter = counter(state, thread)
      if counter != 0, !program.steps[counter].mayStay { return false }
    }
    return true
  }

  /// Whether a thread that cannot move sleeps on a wait queue.
  func sleeps(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Bool { program.steps[counter(state, thread)].isWait }

  /// Moves a thread from a state; false if it cannot move. The state that it leads to is in `next`.
  @inline(__always)
  func move(_ state: UnsafePointer<UInt8>, thread: Int, alternative: Int) -> Bool {
    next.update(from: state, count: size)
    switch program.step(next, thread: thread, alternative: alternative) {
    case .moved: return true
    case .blocked: return false
    case .faulted(let fault):
      // A step that faults changes nothing but the fault.
      next.update(from: state, count: size)
      next[Layout.faultAddress] = fault.rawValue
      next[Layout.faultThreadAddress] = UInt8(thread + 1)
      return true
    }
  }
}
