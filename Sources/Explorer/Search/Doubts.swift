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
    doubted = .inOwnLines(capacity: width)
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
  ///   - changes: the words that it changed.
  ///   - mover: the thread that moved: of the others it is known what they are about to do.
  @inline(__always)
  func broken(
    in state: UnsafePointer<UInt8>, _ changes: UnsafeBufferPointer<Change>, mover: Int
  ) -> [Int] {
    for word in 0..<width { doubted[word] = 0 }
    // Behind the cells there are only threads.
    for change in changes where change.place &<< 3 < cellBytes {
      var left = UInt64(littleEndian: change.difference)
      while left != 0 {
        let byte = left.trailingZeroBitCount &>> 3
        left &= ~(0xff &<< UInt64(byte &<< 3))
        let address = change.place &<< 3 &+ byte
        guard address < cellBytes else { break }
        let set = raised + address &* width
        for word in 0..<width { doubted[word] |= set[word] }
      }
    }
    return answers(state, mover: mover)
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
