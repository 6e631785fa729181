/// What a cell means; a theme says how it looks.
public enum Role: UInt8, CaseIterable, Sendable { case plain, rule, title, selection }

/// One character cell.
public struct Cell: Equatable, Sendable {
  /// Zero in the right half of a double-width character.
  public var scalar: UInt32 = 0x20
  public var role = Role.plain
}

/// A finished picture: a grid of cells. The view layer makes it, a backend shows it.
public struct Frame: Equatable, Sendable {
  public let columns: Int
  public let rows: Int
  public private(set) var cells: [Cell]

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Cell(), count: columns * rows)
  }

  public subscript(row row: Int) -> ArraySlice<Cell> { cells[row * columns..<(row + 1) * columns] }

  /// Writes text rightwards from a cell, and clips it at the right edge.
  public mutating func write(_ text: String, column: Int, row: Int, as role: Role = .plain) {
    guard (0..<rows).contains(row) else { return }
    var column = column
    for scalar in text.unicodeScalars {
      let width = scalar.columns
      guard column >= 0, width > 0, column + width <= columns else { continue }
      cells[row * columns + column] = Cell(scalar: scalar.value, role: role)
      if width == 2 { cells[row * columns + column + 1] = Cell(scalar: 0, role: role) }
      column += width
    }
  }

  /// The frame as lines of text, for tests and for piping.
  public var text: String {
    (0..<rows).map { row in
      String(String.UnicodeScalarView(self[row: row].compactMap { $0.scalar == 0 ? nil : Unicode.Scalar($0.scalar) }))
    }.joined(separator: "\n")
  }
}

extension Unicode.Scalar {
  /// How many columns a terminal gives this scalar.
  var columns: Int {
    switch value {
    case ..<0x20, 0x7f..<0xa0: 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      2
    default: properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }
}
