/// One character cell.
public struct Cell: Equatable, Sendable {
  /// Zero in the right half of a double-width character.
  public var scalar: UInt32
  public var role: Role

  public init(scalar: UInt32 = 0x20, role: Role = .plain) {
    self.scalar = scalar
    self.role = role
  }
}

/// A finished picture: a grid of cells. The interface makes it, a terminal or an export shows it.
public struct Frame: Equatable, Sendable {
  public let columns: Int
  public let rows: Int
  public private(set) var cells: [Cell]

  /// Blank, and never larger than a terminal could be.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(0, columns), 10_000)
    self.rows = min(max(0, rows), 10_000)
    cells = Array(repeating: Cell(), count: self.columns * self.rows)
  }

  /// The cells of one row.
  public subscript(row row: Int) -> ArraySlice<Cell> { cells[row * columns..<(row + 1) * columns] }

  /// One cell; outside the frame it reads as a blank, and a write is lost.
  public subscript(column: Int, row: Int) -> Cell {
    get {
      guard column >= 0, column < columns, row >= 0, row < rows else { return Cell() }
      return cells[row * columns + column]
    }
    set {
      guard column >= 0, column < columns, row >= 0, row < rows else { return }
      cells[row * columns + column] = newValue
    }
  }

  /// Writes a line rightwards from a cell; what lies outside the frame, or beyond `limit` columns, is lost.
  public mutating func write(_ line: Line, column: Int, row: Int, limit: Int = .max) {
    guard row >= 0, row < rows else { return }
    let base = row * columns
    for (index, cell) in line.cells.enumerated() {
      guard index < limit, column + index < columns else { return }
      guard column + index >= 0 else { continue }
      cells[base + column + index] = cell
    }
  }

  /// Writes text rightwards from a cell, and clips it at the right edge.
  public mutating func write(_ text: String, column: Int, row: Int, as role: Role = .plain) {
    write(Line(text, role), column: column, row: row)
  }

  /// Gives the cells of a part another role.
  public mutating func draw(_ part: Rectangle, as role: Role) {
    for row in max(0, part.row)..<max(0, min(rows, part.bottom), part.row) {
      for column in max(0, part.column)..<max(0, min(columns, part.right), part.column) where row < rows {
        cells[row * columns + column].role = role
      }
    }
  }

  /// Replaces every scalar by another one of the same width.
  public mutating func replaceScalars(_ replacement: (UInt32) -> UInt32) {
    for index in cells.indices { cells[index].scalar = replacement(cells[index].scalar) }
  }

  /// The frame as lines of text, for tests and for piping.
  public var text: String {
    (0..<rows).map { Screen.text(of: self[row: $0]) }.joined(separator: "\n")
  }
}
