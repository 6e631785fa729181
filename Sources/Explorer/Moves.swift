import Machine

/// What a search asks of a program again and again, in plain memory: nothing is retained or counted in the loop.
struct Moves: ~Copyable {
  let program: Program
  let size: Int
  let threads: Int
  private let bases: UnsafeMutablePointer<Int>
  private let alternativesByCounter: UnsafeMutablePointer<Int>
  /// The state that the last move led to.
  let next: UnsafeMutablePointer<UInt8>

  init(_ program: Program) {
    self.program = program
    size = program.size
    threads = program.threads.count
    bases = .allocate(capacity: max(1, threads))
    for (index, thread) in program.threads.enumerated() { bases[index] = thread.base }
    alternativesByCounter = .allocate(capacity: program.steps.count)
    for (counter, step) in program.steps.enumerated() { alternativesByCounter[counter] = step.alternatives }
    next = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64).bindMemory(to: UInt8.self, capacity: size)
  }

  deinit {
    bases.deallocate()
    alternativesByCounter.deallocate()
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

  func hasEnded(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads where counter(state, thread) != 0 { return false }
    return true
  }

  /// Whether any thread can move.
  func canMove(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      for alternative in 0..<alternatives(counter(state, thread))
      where move(state, thread: thread, alternative: alternative) { return true }
    }
    return false
  }

  /// Whether all that is left are threads that wait for something outside of the kernel, such as a device for a page
  /// that it may touch: nothing is wrong with waiting for that for ever.
  func isQuiet(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      let counter = counter(state, thread)
      if counter != 0, program.awaited(program.steps[counter]) == nil { return false }
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
