import Machine

/// Threads that are alike: states in which such have changed places are taken for one.
///
/// Two threads are alike if they run the same procedure with the same arguments, if the first state is the same with
/// the two exchanged, and if the program never tells numbers of threads apart (`ThreadNumbers`). Then whatever can
/// happen in a state can happen in the other one, to the other thread, and no property sees a difference: it is enough
/// to meet one of them. The search goes on from the state that it met, not from the one that stands for all, so that
/// every way that it finds is a way of this program.
///
/// Pages have an order, and are never alike. Frames would be alike only where the allocator did not see their numbers,
/// and it takes the lowest free one: to exchange two frames of which one is free changes what comes next.
struct Symmetry: ~Copyable {
  private let size: Int
  private let bases: Constants<Int>
  private let renamings: UnsafeMutableBufferPointer<Renaming>
  /// The threads that are like another one, in order.
  private let members: Constants<Int>
  private let best: UnsafeMutablePointer<UInt8>
  private let trial: UnsafeMutablePointer<UInt8>

  /// The most ways of exchanging threads that are tried for a state.
  private static let renamingsMax = 24

  /// - Parameter alike: the threads that are, in groups.
  init(_ program: Program, _ alike: Alike) {
    bases = Constants(program.threads.map(\.base))
    size = program.size
    let groups = alike.groups
    var orders = [Array(program.threads.indices)]
    for group in groups {
      let more = orders.flatMap { order in
        Self.orders(of: group).map { places in
          var changed = order
          for (from, to) in zip(group, places) { changed[from] = to }
          return changed
        }
      }
      if more.count > Self.renamingsMax { break }
      orders = more
    }
    members = Constants(groups.flatMap(\.self).sorted())
    let others = alike.numbers == nil ? [] : orders.dropFirst()
    renamings = .allocate(capacity: others.count)
    if let numbers = alike.numbers {
      for (index, order) in others.enumerated() {
        renamings.initializeElement(at: index, to: Renaming(program, numbers, order))
      }
    }
    best = .inOwnLines(capacity: size)
    trial = .inOwnLines(capacity: size)
  }

  deinit {
    _ = renamings.deinitialize()
    renamings.deallocate()
    best.deallocate()
    trial.deallocate()
  }

  /// Whether there is nothing to gain.
  var isEmpty: Bool { renamings.isEmpty }

  /// The state that stands for this one and for all that differ from it only by who of several that are alike is where:
  /// the one in which threads that come first are at the lowest steps, and of these the one with the least bytes.
  func representative(of state: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var least = state
    // Who is at the places of the state that is the least so far; nil for this one.
    var takers: Int?
    for index in 0..<renamings.count {
      let order = compare(index, takers, state)
      if order > 0 { continue }
      let place = least == UnsafePointer(best) ? trial : best
      renamings[index].write(state, to: place)
      if order < 0 {
        takers = index
        least = UnsafePointer(place)
      } else if isLess(place, least) {
        least = UnsafePointer(place)
      }
    }
    return least
  }

  /// Compares the steps at which threads are, place by place: below 0 if the first order has the lower ones first.
  @inline(__always)
  private func compare(_ a: Int, _ b: Int?, _ state: UnsafePointer<UInt8>) -> Int {
    for place in members.all {
      let (first, second) = (renamings[a].taker[place], b.map { renamings[$0].taker[place] } ?? place)
      if first == second { continue }
      let difference = counter(state, first) - counter(state, second)
      if difference != 0 { return difference }
    }
    return 0
  }

  @inline(__always)
  private func counter(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Int {
    Int(state[bases[thread]]) | Int(state[bases[thread] + 1]) << 8
  }

  private func isLess(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Bool {
    let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    for offset in stride(from: 0, to: size, by: 8) {
      let first = a.load(fromByteOffset: offset, as: UInt64.self)
      let second = b.load(fromByteOffset: offset, as: UInt64.self)
      if first != second { return first.bigEndian < second.bigEndian }
    }
    return false
  }

  /// Every order of some numbers, their own first.
  private static func orders(of numbers: [Int]) -> [[Int]] {
    guard numbers.count > 1 else { return [numbers] }
    return numbers.indices.flatMap { first in
      var others = numbers
      others.remove(at: first)
      return orders(of: others).map { [numbers[first]] + $0 }
    }
  }
}

/// The threads of a program that are alike, in groups of two and more.
struct Alike {
  var groups: [[Int]] = []
  /// nil where none are.
  var numbers: ThreadNumbers?

  /// None.
  init() {}

  /// - Parameter program: the threads of this one; it takes some milliseconds where two do the same.
  init(_ program: Program) {
    let candidates = Dictionary(grouping: program.threads.indices) { index in
      [program.threads[index].procedure] + program.threads[index].arguments
    }
    guard candidates.values.contains(where: { $0.count > 1 }) else { return }
    let numbers = ThreadNumbers(program)
    guard numbers.isBlind else { return }
    self.numbers = numbers
    let start = program.initialState()
    groups = candidates.values.map { group in
      group.filter { thread in
        var order = Array(program.threads.indices)
        order.swapAt(group[0], thread)
        return Renaming(program, numbers, order).isSame(start)
      }
    }.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}
