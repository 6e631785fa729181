import Machine

/// Which words of a state a property can look at, a bit a word; words that are 64 apart share a bit.
///
/// A property that held before a step still holds if the step changed none of these words. It is the reason why most
/// properties need not be asked in most states.
struct Footprint {
  private(set) var words: UInt64 = 0

  init(_ property: Property, _ layout: Layout) {
    // What threads are about to do changes with every step.
    if property.before != nil { words = .max }
    add(property.holds, layout)
  }

  /// The words in which two states differ.
  @inline(__always)
  static func difference(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ size: Int) -> UInt64 {
    let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var result: UInt64 = 0
    var offset = 0
    while offset < size {
      let isChanged =
        a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      result |= (isChanged ? 1 : 0) &<< UInt64(offset >> 3)
      offset += 8
    }
    return result
  }

  private mutating func add(_ value: Value, _ layout: Layout) {
    switch value {
    case .constant, .local, .rows, .me, .procedure: break
    case .cell(let place), .holds(let place): add(place, layout)
    case .not(let inner), .negated(let inner), .named(_, _, let inner), .every(_, _, let inner), .some(_, _, let inner),
      .count(_, _, let inner):
      add(inner, layout)
    case .binary(_, let a, let b):
      add(a, layout)
      add(b, layout)
    case .list(_, let place, let entry):
      add(place, layout)
      if let entry { add(entry, layout) }
    }
  }

  /// All rows of the field, for which one is meant is not known, and which of them are in use.
  private mutating func add(_ place: Place, _ layout: Layout) {
    add(place.row, layout)
    if let element = place.element { add(element, layout) }
    for field in [place.field.name, Layout.allocatedField] {
      guard let column = layout.column(place.record, field), column.rows * column.stride > 0 else { continue }
      for word in (column.base >> 3)...((column.base + column.rows * column.stride - 1) >> 3) {
        words |= 1 &<< UInt64(word)
      }
    }
  }
}
