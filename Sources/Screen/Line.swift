/// A row of cells in the making: text with roles, cut or padded to a width.
public struct Line: Equatable, Sendable {
  public private(set) var cells: [Cell] = []

  public init() {}

  public init(_ text: String, _ role: Role = .plain) {
    append(text, role)
  }

  /// How many columns it takes.
  public var width: Int { cells.count }

  public mutating func append(_ text: String, _ role: Role = .plain) {
    eachCell(of: text) { scalar, width in
      cells.append(Cell(scalar: scalar, role: role))
      if width == 2 { cells.append(Cell(scalar: 0, role: role)) }
    }
  }

  public mutating func append(_ cell: Cell) { cells.append(cell) }

  public mutating func append(_ line: Line) {
    cells.append(contentsOf: line.cells)
  }

  /// Appends blanks until it is so wide.
  public mutating func pad(to width: Int, _ role: Role = .plain) {
    while cells.count < width { cells.append(Cell(scalar: 0x20, role: role)) }
  }

  /// Takes away what is beyond a width, and says so with `⋯`.
  public mutating func cut(to width: Int) {
    guard cells.count > width else { return }
    guard width > 0 else { return cells.removeAll() }
    let role = cells[width - 1].role
    let splits = cells[width - 1].scalar == 0
    cells.removeLast(cells.count - width + 1)
    if splits { cells[width - 2] = Cell(scalar: 0x20, role: role) }
    cells.append(Cell(scalar: 0x22ef, role: role))
  }

  /// The same text, all in one role.
  public func drawn(as role: Role) -> Line {
    var line = self
    for index in line.cells.indices { line.cells[index].role = role }
    return line
  }

  /// The text alone.
  public var text: String { Screen.text(of: cells[...]) }
}

/// The text of cells, without the right halves.
func text(of cells: ArraySlice<Cell>) -> String {
  var text = String.UnicodeScalarView()
  for cell in cells where cell.scalar != 0 {
    if let scalar = Unicode.Scalar(cell.scalar) { text.append(scalar) }
  }
  return String(text)
}
