import Screen

/// The lines around panels. Where they meet, the right corner is drawn, whatever the layout.
struct Border {
  private let columns: Int
  private var arms: [UInt8]
  private static let up: UInt8 = 1, down: UInt8 = 2, left: UInt8 = 4, right: UInt8 = 8

  init(columns: Int, rows: Int) {
    self.columns = columns
    arms = Array(repeating: 0, count: columns * rows)
  }

  /// Draws a box around the inside of a panel.
  mutating func surround(_ inner: Rectangle) {
    let top = inner.row - 1, left = inner.column - 1
    for column in left...inner.right {
      for row in [top, inner.bottom] {
        if column > left { add(Self.left, column, row) }
        if column < inner.right { add(Self.right, column, row) }
      }
    }
    for row in top...inner.bottom {
      for column in [left, inner.right] {
        if row > top { add(Self.up, column, row) }
        if row < inner.bottom { add(Self.down, column, row) }
      }
    }
  }

  private mutating func add(_ arm: UInt8, _ column: Int, _ row: Int) {
    let index = row * columns + column
    guard column >= 0, column < columns, arms.indices.contains(index) else { return }
    arms[index] |= arm
  }

  func draw(on frame: inout Frame) {
    let glyphs: [Unicode.Scalar] = [
      " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
    ]
    for index in arms.indices where arms[index] != 0 {
      frame[index % columns, index / columns] = Cell(scalar: glyphs[Int(arms[index])].value, role: .quiet)
    }
  }
}
