/// A part of a property that can be asked by itself: the property holds if all of them do.
///
/// A property of every row is cut into a question a row, one that says this and that into both. Each looks at a few
/// bytes of the state only, so that a search need not ask it again where none of these has changed.
public struct Question: Sendable {
  /// Which property, by its number in `Program.properties`.
  public let property: Int
  /// The bytes of the state that it looks at, in order.
  public let reads: [Int]
  let entry: Int32
}

extension Compiler {
  /// Cuts the properties into questions.
  mutating func compileProperties() {
    var approaches = 0
    for (number, property) in setup.properties.enumerated() {
      let first = questions.count
      if property.before == nil { ask(property.holds, of: number) }
      questionsOf.append(first..<questions.count)
      approachOf.append(property.before == nil ? -1 : approaches)
      if property.before != nil { approaches += 1 }
    }
  }

  private mutating func ask(_ value: Value, of property: Int) {
    switch value {
    case .named(_, _, let inner): ask(inner, of: property)
    case .binary(.and, let a, let b):
      ask(a, of: property)
      ask(b, of: property)
    case .every(let local, let record, let inner):
      for row in 0..<(layout.rows[record] ?? 0) { bind(local, row + 1) { $0.ask(inner, of: property) } }
    default:
      reads = []
      let entry = Int32(code.count)
      decide(value)
      questions.append(Question(property: property, reads: (reads ?? []).sorted(), entry: entry))
      reads = nil
    }
  }

  /// Notes the bytes that a place stands for: of all rows or elements where it is not known which is meant, and whether
  /// they are in use.
  mutating func read(_ place: Place) {
    let column = column(place)
    var rows = 0..<column.rows
    if let row = known(place.row), (1...max(1, column.rows)).contains(row), column.rows > 0 { rows = row - 1..<row }
    var bytes = 0..<column.stride
    if let element = place.element.flatMap(known), bytes.contains(element) { bytes = element..<element + 1 }
    let flags = column.needsAllocation ? layout.column(place.record, Layout.allocatedField) : nil
    for row in rows {
      for byte in bytes { reads?.insert(column.base + row * column.stride + byte) }
      if let flags { reads?.insert(flags.base + row * flags.stride) }
    }
  }
}

extension Program {
  /// Whether a part of a property holds. One that itself follows a NULL pointer does not.
  public func holds(question: Int, _ state: UnsafePointer<UInt8>) -> Bool {
    holds(at: Int(questionEntries[question]), state, thread: 0)
  }

  /// Whether a property holds.
  public func holds(_ property: Int, _ state: UnsafePointer<UInt8>) -> Bool {
    asksThreads(property)
      ? !threads.indices.contains { forbids(property, state, thread: $0) }
      : questionsOf[property].allSatisfy { holds(question: $0, state) }
  }

  /// Whether a property asks about threads before a step, and not about the state.
  public func asksThreads(_ property: Int) -> Bool { approachOf[property] >= 0 }

  /// The bytes that such a property looks at, whatever the thread and its step; of the thread asked its own as well.
  public func readsOfThreads(_ property: Int) -> Set<Int> { approachReads[approachOf[property]] }

  /// Whether such a property forbids a thread its next step.
  @inline(__always)
  public func forbids(_ property: Int, _ state: UnsafePointer<UInt8>, thread: Int) -> Bool {
    let entry = approachEntries[approachOf[property]][counter(state, thread)]
    return entry >= 0 && !holds(at: Int(entry), state, thread: thread)
  }

  /// The first thread, from 0, whose next step a property forbids; nil if there is none, or if the property asks about
  /// no steps.
  public func breaker(of property: Int, _ state: [UInt8]) -> Int? {
    guard asksThreads(property) else { return nil }
    return state.withUnsafeBufferPointer { bytes in
      threads.indices.first { forbids(property, bytes.baseAddress!, thread: $0) }
    }
  }
}
