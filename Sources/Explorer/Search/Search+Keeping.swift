import Machine
import Synchronization

/// Where a search comes from and where it is kept when it is stopped.
public struct Keeping {
  /// What the search is of, in lines: a file of another one is refused by the first line that differs.
  public var lines: [String]
  /// What an earlier search kept; nil to begin at the beginning.
  public var start: UnsafeRawBufferPointer?
  /// Takes what is kept where a bound or an interruption stops the search; nil to keep nothing.
  public var sink: SavedSearch.Sink?

  public init(lines: [String], start: UnsafeRawBufferPointer? = nil, sink: SavedSearch.Sink? = nil) {
    self.lines = lines
    self.start = start
    self.sink = sink
  }
}

/// Stopping, and going on later.
extension Search {
  /// Writes all that it takes to go on: what was counted and found, what was met, what waits.
  func save(_ writer: consuming SavedSearch.Writer) throws {
    let tally = tally
    for number in [
      program.size, manner.isExact ? 1 : 0, manner.chains ? 1 : 0, depth, isSettled ? 1 : 0, tally.transitions,
      tally.expanded, tally.endings,
    ] { try writer.put(number) }
    try writer.put(tally.endingsDigest)
    try writer.put(program.steps.count)
    for counter in program.steps.indices { try writer.put(wasTaken(counter) ? 1 : 0) }
    try writer.put(found.count)
    for (flaw, depth) in found.sorted(by: { $0.key.order.lexicographicallyPrecedes($1.key.order) }) {
      try writer.put(depth)
      try writer.put(flaw.order.count)
      for number in flaw.order { try writer.put(number) }
    }
    try writer.put(states)
    try shared.pointee.store.visit { try writer.put($0, manner.isExact ? program.size : 8) }
    // States of the layer that are done with but for the moves to the next one, those that wait, those of the next one.
    try put(layer, &writer) { isSettled ? 0..<0 : 0..<$0.first }
    try put(layer, &writer) { $0.first..<$0.count }
    try put(ahead, &writer) { 0..<$0.count }
    try writer.close()
  }

  private func put(_ pages: [Page], _ writer: inout SavedSearch.Writer, _ range: (Page) -> Range<Int>) throws {
    try writer.put(pages.reduce(0) { $0 + range($1).count })
    for page in pages { for index in range(page) { try writer.put(page.state(index), program.size) } }
  }

  /// Goes on where another search stopped.
  mutating func resume(_ reader: consuming SavedSearch.Reader) throws(SavedSearch.Problem) {
    guard try reader.takeInt() == program.size, try reader.takeInt() == (manner.isExact ? 1 : 0),
      try reader.takeInt() == (manner.chains ? 1 : 0)
    else { throw .cut }
    depth = try reader.takeInt()
    isSettled = try reader.takeInt() != 0
    var tally = Tally()
    tally.transitions = try reader.takeInt()
    tally.expanded = try reader.takeInt()
    tally.endings = try reader.takeInt()
    tally.endingsDigest = try reader.take()
    guard try reader.takeInt() == program.steps.count else { throw .cut }
    var taken: [Bool] = []
    for _ in program.steps.indices { taken.append(try reader.take() != 0) }
    workers[0].pointee.resume(tally, taken)
    for _ in 0..<(try reader.takeInt()) {
      let depth = try reader.takeInt()
      var order: [Int] = []
      for _ in 0..<(try reader.takeInt()) { order.append(try reader.takeInt()) }
      guard let flaw = Flaw(order: order) else { throw .cut }
      found[flaw] = depth
      for index in 0..<manner.cores { workers[index].pointee.forget(flaw) }
    }
    let count = try reader.takeInt()
    while shared.pointee.store.room(beyond: count) < 0 { shared.pointee.store.grow() }
    for _ in 0..<count {
      try reader.take(workers[0].pointee.moves.next, manner.isExact ? program.size : 8)
      shared.pointee.store.restore(workers[0].pointee.moves.next) { workers[0].pointee.moves.fingerprint($0) }
    }
    shared.pointee.states.store(count, ordering: .relaxed)
    layer = try takeStates(&reader)
    for index in layer.indices { layer[index].first = layer[index].count }
    layer += try takeStates(&reader)
    ahead = try takeStates(&reader)
  }

  private func takeStates(_ reader: inout SavedSearch.Reader) throws(SavedSearch.Problem) -> [Page] {
    for _ in 0..<(try reader.takeInt()) {
      try reader.take(workers[0].pointee.pages.next, program.size)
      workers[0].pointee.keepRestored()
    }
    return workers[0].pointee.takePages()
  }
}
