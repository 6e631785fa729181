import Machine

/// Moves the threads of one state after the other, in plain memory: nothing is retained or counted in the loop, and a
/// move writes only what it changes.
///
/// A move is a step; where the search chains, with it all steps that follow in the same thread and touch nothing but
/// its stack. They commute with every step of the others, no property looks at a stack, and they can neither block nor
/// be chosen against, so whatever can be seen between them can be seen without them, after as many other moves. A chain
/// that would run into a fault, or would never end, is left out: its steps are then moves of their own.
struct Moves: ~Copyable {
  let program: Program
  let size: Int
  let threads: Int
  private let chains: Bool
  private let bases: UnsafeMutablePointer<Int>
  private let alternativesByCounter: UnsafeMutablePointer<Int>
  private let traits: UnsafeMutablePointer<Traits>
  /// Which steps were ever taken, by program counter.
  let taken: UnsafeMutablePointer<Bool>
  private let prints: Fingerprint
  /// Where a move is only tried, and a thread as it was a while ago in a chain.
  private let trial: UnsafeMutablePointer<UInt8>
  /// The state that the last move led to; else the state that was begun with.
  let next: UnsafeMutablePointer<UInt8>
  private var state: UnsafePointer<UInt8>
  /// What the last move may have changed.
  private var dirty: Dirty
  /// Steps that ran on with the last move.
  private(set) var chained = 0
  /// The lowest program counter of the circle in which the thread goes for ever after the last move; 0 for none.
  private(set) var circle = 0
  /// Whether the last move, or what ran on with it, went to a lower program counter: without that no thread goes round.
  private(set) var wentBack = false

  private struct Traits {
    var isRest = false
    var isLocal = false
    var mayCircle = false
  }

  /// Steps after which a chain that has not ended is given up.
  private static let chainMax = 100_000

  init(_ program: Program, chains: Bool) {
    self.program = program
    self.chains = chains
    size = program.size
    threads = program.threads.count
    bases = .allocate(capacity: max(1, threads))
    for (index, thread) in program.threads.enumerated() { bases[index] = thread.base }
    alternativesByCounter = .allocate(capacity: program.steps.count)
    traits = .allocate(capacity: program.steps.count)
    let circles = Circles(program)
    for (counter, step) in program.steps.enumerated() {
      alternativesByCounter[counter] = step.alternatives
      traits[counter] = Traits(
        isRest: step.isRest, isLocal: counter > 0 && step.isLocal, mayCircle: circles.mayCircle[counter])
    }
    taken = .inOwnLines(capacity: program.steps.count)
    taken.initialize(repeating: false, count: program.steps.count)
    prints = Fingerprint(size: size)
    trial = .inOwnLines(capacity: size)
    next = .inOwnLines(capacity: size)
    state = UnsafePointer(next)
    dirty = Dirty(size: size)
  }

  deinit {
    bases.deallocate()
    alternativesByCounter.deallocate()
    traits.deallocate()
    taken.deallocate()
    trial.deallocate()
    next.deallocate()
  }

  // MARK: Questions

  /// The program counter of a thread; 0 when it has ended.
  @inline(__always)
  func counter(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Int {
    let base = bases[thread]
    return Int(state[base]) | Int(state[base + 1]) << 8
  }

  /// How many choices a program counter offers; none when the thread has ended.
  @inline(__always)
  func alternatives(_ counter: Int) -> Int { alternativesByCounter[counter] }

  /// Whether a thread at this program counter may have nothing to do for ever.
  @inline(__always)
  func isRest(_ counter: Int) -> Bool { traits[counter].isRest }

  /// Whether the step touches nothing but its thread's own stack. Such a move costs nothing: it is part of the
  /// interleaving step before.
  @inline(__always)
  func isLocal(_ counter: Int) -> Bool { traits[counter].isLocal }

  /// Whether a thread is about to make such a step.
  @inline(__always)
  func mayBeLocal(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads where isLocal(counter(state, thread)) { return true }
    return false
  }

  /// Whether a fault has stopped the machine.
  @inline(__always)
  func hasStopped(_ state: UnsafePointer<UInt8>) -> Bool { state[Layout.faultAddress] != 0 }

  /// Whether every thread has ended, or serves others and has nothing to do.
  func hasEnded(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      let counter = counter(state, thread)
      if counter != 0, !isRest(counter) || canMove(state, thread, 0) { return false }
    }
    return true
  }

  /// Whether any thread can move.
  func canMove(_ state: UnsafePointer<UInt8>) -> Bool {
    for thread in 0..<threads {
      for alternative in 0..<alternatives(counter(state, thread)) where canMove(state, thread, alternative) {
        return true
      }
    }
    return false
  }

  private func canMove(_ state: UnsafePointer<UInt8>, _ thread: Int, _ alternative: Int) -> Bool {
    trial.update(from: state, count: size)
    return program.step(trial, thread: thread, alternative: alternative) != .blocked
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

  func fingerprint(_ state: UnsafePointer<UInt8>) -> UInt64 { prints.of(state) }

  // MARK: Moving

  /// Begins with a state, whose bytes stay where they are until the next one.
  @inline(__always)
  mutating func begin(_ state: UnsafePointer<UInt8>) {
    next.update(from: state, count: size)
    self.state = state
    dirty.parts = 0
  }

  /// Moves a thread from the state that was begun with; false if it cannot move. What it leads to is in `next`, until
  /// `undo`.
  @inline(__always)
  mutating func move(thread: Int, alternative: Int) -> Bool {
    let before = counter(state, thread)
    chained = 0
    circle = 0
    guard step(thread, alternative) else { return false }
    taken[before] = true
    let after = counter(next, thread)
    wentBack = after <= before
    guard traits[after].isLocal, chains || traits[after].mayCircle, !hasStopped(next) else { return true }
    if !runOn(thread, after) || !chains {
      undo()
      chained = 0
      _ = step(thread, alternative)
    }
    return true
  }

  /// Lets a thread's chain run on from the state that was begun with, which no step led to.
  mutating func settle(thread: Int) {
    chained = 0
    circle = 0
    let counter = counter(state, thread)
    guard traits[counter].isLocal, chains || traits[counter].mayCircle else { return }
    if !runOn(thread, counter) || !chains {
      undo()
      chained = 0
    }
  }

  /// The first state of a search, in which the chains that begin threads have run; with their lengths by thread, and
  /// the circles that threads begin with.
  mutating func start() -> (state: [UInt8], chained: [Int], circles: [Int]) {
    var state = program.initialState()
    var (lengths, circles) = ([Int](), [Int]())
    for thread in 0..<threads {
      state.withUnsafeMutableBufferPointer { bytes in
        begin(bytes.baseAddress!)
        settle(thread: thread)
        bytes.baseAddress!.update(from: next, count: size)
      }
      lengths.append(chained)
      if circle != 0 { circles.append(circle) }
    }
    return (state, lengths, circles)
  }

  /// One step; a step that faults changes nothing but the fault.
  @inline(__always)
  private mutating func step(_ thread: Int, _ alternative: Int) -> Bool {
    switch program.step(next, thread: thread, alternative: alternative, dirty: &dirty) {
    case .moved: return true
    case .blocked:
      undo()
      return false
    case .faulted(let fault):
      undo()
      next[Layout.faultAddress] = fault.rawValue
      next[Layout.faultThreadAddress] = UInt8(thread + 1)
      dirty.parts = 1
      return true
    }
  }

  /// Runs a chain to its end; false if it has none that is good.
  private mutating func runOn(_ thread: Int, _ first: Int) -> Bool {
    var counter = first
    var isWatched = false
    // Where the thread was, which is looked at after 1, 2, 4, … more steps: a circle comes back to it.
    var (power, since) = (1, 0)
    let (base, bytes) = (bases[thread], program.threads[thread].stack + 4)
    while traits[counter].isLocal {
      guard program.step(next, thread: thread, alternative: 0, dirty: &dirty) == .moved else { return false }
      taken[counter] = true
      chained += 1
      if traits[counter].mayCircle {
        guard chained < Self.chainMax else { return false }
        if isWatched, isSame(base, bytes) {
          circle = lowest(thread)
          return false
        }
        since += 1
        if !isWatched || since == power {
          (trial + base).update(from: next + base, count: bytes)
          (isWatched, power, since) = (true, power * 2, 0)
        }
      }
      let last = counter
      counter = self.counter(next, thread)
      if counter <= last { wentBack = true }
    }
    return true
  }

  private func isSame(_ base: Int, _ bytes: Int) -> Bool {
    for address in base..<base + bytes where trial[address] != next[address] { return false }
    return true
  }

  /// Goes round a circle once.
  private mutating func lowest(_ thread: Int) -> Int {
    let (base, bytes) = (bases[thread], program.threads[thread].stack + 4)
    var lowest = Int.max
    repeat {
      lowest = min(lowest, counter(next, thread))
      _ = program.step(next, thread: thread, alternative: 0, dirty: &dirty)
    } while !isSame(base, bytes)
    return lowest
  }

  /// Takes the last move back: notes the words that it changed, and gives what it adds to the fingerprint.
  ///
  /// One pass for all three; what may have changed and did not is left out, so that nobody looks at it again.
  @inline(__always)
  mutating func undo(noting changes: UnsafeMutablePointer<Change>) -> (count: Int, fingerprint: UInt64) {
    var (count, fingerprint) = (0, UInt64(0))
    forEachDirtyWord { place in
      let old = UnsafeRawPointer(state).load(fromByteOffset: place &<< 3, as: UInt64.self)
      let new = UnsafeRawPointer(next).load(fromByteOffset: place &<< 3, as: UInt64.self)
      if old == new { return }
      fingerprint ^= prints.part(place, old) ^ prints.part(place, new)
      changes[count] = Change(place: place, difference: old ^ new)
      count &+= 1
      UnsafeMutableRawPointer(next).storeBytes(of: old, toByteOffset: place &<< 3, as: UInt64.self)
    }
    dirty.parts = 0
    return (count, fingerprint)
  }

  /// The words that the last move changed.
  func changes() -> [Change] {
    var result: [Change] = []
    forEachDirtyWord { place in
      let old = UnsafeRawPointer(state).load(fromByteOffset: place &<< 3, as: UInt64.self)
      let new = UnsafeRawPointer(next).load(fromByteOffset: place &<< 3, as: UInt64.self)
      if old != new { result.append(Change(place: place, difference: old ^ new)) }
    }
    return result
  }

  /// Takes the last move back.
  @inline(__always)
  mutating func undo() {
    forEachDirtyWord { place in
      let old = UnsafeRawPointer(state).load(fromByteOffset: place &<< 3, as: UInt64.self)
      UnsafeMutableRawPointer(next).storeBytes(of: old, toByteOffset: place &<< 3, as: UInt64.self)
    }
    dirty.parts = 0
  }

  @inline(__always)
  private func forEachDirtyWord(_ body: (Int) -> Void) { dirty.forEachWord(size, body) }
}

/// A word that a move changed: its number in the state, and the bits that are others now.
struct Change {
  let place: Int
  let difference: UInt64
}

extension Dirty {
  /// Every word that may have changed, by its place, of a state of this many bytes.
  @inline(__always)
  func forEachWord(_ size: Int, _ body: (Int) -> Void) {
    var parts = parts
    let shift = Int(shift) &- 3
    while parts != 0 {
      let first = parts.trailingZeroBitCount &<< shift
      parts &= parts &- 1
      var place = first
      let end = min(first &+ 1 &<< shift, size &>> 3)
      while place < end {
        body(place)
        place &+= 1
      }
    }
  }
}
