import Machine

/// Which properties may no longer hold after a move: those with a question about a byte that has changed.
///
/// What held before the move and looks at nothing that has changed still holds. It is the reason why most questions
/// need not be asked of most states.
struct Doubts: ~Copyable {
  private let program: Program
  /// Words of 64 bits in a set of questions.
  private let width: Int
  private let count: Int
  private let cellBytes: Int
  /// By byte of the cells: the questions that look at it.
  private let raised: UnsafeMutablePointer<UInt64>
  /// The questions that are still asked, and those of the state under way.
  private let open: UnsafeMutablePointer<UInt64>
  private let doubted: UnsafeMutablePointer<UInt64>
  /// By question: its property.
  private let property: UnsafeMutablePointer<Int>
  /// The properties that ask about threads before a step; each has a bit after all questions.
  private var ofThreads: [Int]

  /// - Parameter program: all of its properties that are to hold in every state are asked.
  init(_ program: Program) {
    self.program = program
    let always = program.properties.indices.filter { !program.properties[$0].onlyAtEnd }
    count = program.questions.count
    ofThreads = always.filter { program.asksThreads($0) }
    width = max(1, (count + ofThreads.count + 63) / 64)
    cellBytes = program.layout.size
    raised = .allocate(capacity: max(1, cellBytes * width))
    raised.initialize(repeating: 0, count: max(1, cellBytes * width))
    open = .allocate(capacity: width)
    open.initialize(repeating: 0, count: width)
    doubted = .allocate(capacity: width)
    doubted.initialize(repeating: 0, count: width)
    property = .allocate(capacity: max(1, count))
    for (number, question) in program.questions.enumerated() {
      property[number] = question.property
      guard !program.properties[question.property].onlyAtEnd else { continue }
      open[number / 64] |= 1 << UInt64(number % 64)
      for address in question.reads { raised[address * width + number / 64] |= 1 << UInt64(number % 64) }
    }
    for (position, property) in ofThreads.enumerated() {
      let number = count + position
      for address in program.readsOfThreads(property) {
        raised[address * width + number / 64] |= 1 << UInt64(number % 64)
      }
    }
  }

  deinit {
    raised.deallocate()
    open.deallocate()
    doubted.deallocate()
    property.deallocate()
  }

  /// The properties that do not hold in a state that no move led to.
  func broken(in state: UnsafePointer<UInt8>) -> [Int] {
    for word in 0..<width { doubted[word] = .max }
    return answers(state, mover: nil)
  }

  /// The properties that do not hold after a move, of those that held before it.
  ///
  /// - Parameters:
  ///   - dirty: the parts of the state that may have changed.
  ///   - mover: the thread that moved: of the others it is known what they are about to do.
  @inline(__always)
  func broken(
    in state: UnsafePointer<UInt8>, since before: UnsafePointer<UInt8>, _ dirty: Dirty, mover: Int
  ) -> [Int] {
    for word in 0..<width { doubted[word] = 0 }
    var parts = dirty.parts
    while parts != 0 {
      let first = parts.trailingZeroBitCount &<< Int(dirty.shift)
      // Behind the cells there are only threads.
      if first >= cellBytes { break }
      parts &= parts &- 1
      var address = first
      while address < first &+ 1 &<< Int(dirty.shift) {
        look(address, state, before)
        address &+= 8
      }
    }
    return answers(state, mover: mover)
  }

  /// Doubts what looks at the bytes of a word that have changed.
  @inline(__always)
  private func look(_ address: Int, _ state: UnsafePointer<UInt8>, _ before: UnsafePointer<UInt8>) {
    guard address < cellBytes else { return }
    let old = UnsafeRawPointer(before).load(fromByteOffset: address, as: UInt64.self)
    var changed = UInt64(littleEndian: old ^ UnsafeRawPointer(state).load(fromByteOffset: address, as: UInt64.self))
    while changed != 0 {
      let byte = changed.trailingZeroBitCount &>> 3
      changed &= ~(0xff &<< UInt64(byte &<< 3))
      guard address &+ byte < cellBytes else { return }
      let set = raised + (address &+ byte) &* width
      for word in 0..<width { doubted[word] |= set[word] }
    }
  }

  @inline(__always)
  private func answers(_ state: UnsafePointer<UInt8>, mover: Int?) -> [Int] {
    var result: [Int] = []
    for word in 0..<width {
      var left = doubted[word] & open[word]
      while left != 0 {
        let number = word &* 64 &+ left.trailingZeroBitCount
        left &= left &- 1
        if !program.holds(question: number, state), result.last != property[number] { result.append(property[number]) }
      }
    }
    for position in 0..<ofThreads.count {
      let (number, property) = (count + position, ofThreads[position])
      if let mover, doubted[number / 64] & 1 << UInt64(number % 64) == 0 {
        if program.forbids(property, state, thread: mover) { result.append(property) }
      } else if !program.holds(property, state) {
        result.append(property)
      }
    }
    return result
  }

  /// Does not ask about a property again.
  mutating func forget(_ property: Int) {
    ofThreads.removeAll { $0 == property }
    for number in 0..<count where self.property[number] == property {
      open[number / 64] &= ~(1 << UInt64(number % 64))
    }
  }
}
