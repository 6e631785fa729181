import Machine

/// Cells whose values only rise while a search goes on: why a space that does not end looks as if it never would.
struct Growth {
  /// What the cells of a layer hold at most, whenever there are twice as many states as at the last look.
  private var tops: [[Int8]] = []
  private var nextLook = 1024

  private static let statesLookedAt = 4096
  private static let looks = 4

  /// Looks at a layer if it is time.
  mutating func look(_ program: Program, _ layer: [Page], states: Int) {
    guard states >= nextLook else { return }
    nextLook = states * 2
    var top = [Int8](repeating: .min, count: program.layout.size)
    var left = Self.statesLookedAt
    for page in layer {
      for index in 0..<page.count where left > 0 {
        left -= 1
        let state = page.state(index)
        for address in top.indices { top[address] = max(top[address], Int8(bitPattern: state[address])) }
      }
    }
    tops.append(top)
  }

  /// The cells that held more at each of the last looks than at the one before, by name, with what they held at most.
  func growing(_ program: Program) -> [Growing] {
    guard tops.count >= Self.looks else { return [] }
    let last = tops.suffix(Self.looks)
    return (0..<program.layout.size).compactMap { address in
      let values = last.map { Int($0[address]) }
      guard zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }), let cell = program.layout.cell(at: address),
        [.number, .reference].contains(cell.field.kind)
      else { return nil }
      return Growing(cell: cell.name, values: values)
    }
  }
}

/// A cell that has only grown.
public struct Growing: Sendable, Hashable {
  /// `driver->retries`.
  public let cell: String
  /// What it held at most, from look to look.
  public let values: [Int]
}
