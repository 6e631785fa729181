import Screen

/// Which ways a box line goes from the middle of its cell.
struct Arms {
  var up = false
  var down = false
  var left = false
  var right = false

  /// Nil for what is no box line.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "─": (left, right) = (true, true)
    case "│": (up, down) = (true, true)
    case "┌": (down, right) = (true, true)
    case "┐": (down, left) = (true, true)
    case "└": (up, right) = (true, true)
    case "┘": (up, left) = (true, true)
    case "├": (up, down, right) = (true, true, true)
    case "┤": (up, down, left) = (true, true, true)
    case "┬": (down, left, right) = (true, true, true)
    case "┴": (up, left, right) = (true, true, true)
    case "┼": (up, down, left, right) = (true, true, true, true)
    default: return nil
    }
  }
}

/// The box lines of a frame as paths: pieces that lie behind one another are one line.
struct Ruling {
  /// By role, in their order: the number of the role and its path.
  let paths: [(role: UInt8, path: String)]

  /// Half a cell of line: where it begins, counted in half cells along its row or column.
  private struct Half: Hashable {
    var role: UInt8
    var line: Int
    var place: Int
  }

  init(_ frame: Frame, _ palette: Palette) {
    var across: [Half] = []
    var down: [Half] = []
    for row in 0..<frame.rows {
      for (column, cell) in frame[row: row].enumerated() {
        guard let scalar = cell.visible, let arms = Arms(scalar) else { continue }
        let role = cell.role.rawValue
        if arms.left { across.append(Half(role: role, line: row, place: 2 * column)) }
        if arms.right { across.append(Half(role: role, line: row, place: 2 * column + 1)) }
        if arms.up { down.append(Half(role: role, line: column, place: 2 * row)) }
        if arms.down { down.append(Half(role: role, line: column, place: 2 * row + 1)) }
      }
    }
    var found: [UInt8: String] = [:]
    // The middle of a cell lies on half a pixel, so that a line of one pixel is sharp.
    let (width, height) = (CellSize.width, CellSize.height)
    for piece in Self.joined(across) {
      let y = Self.half(piece.line * height * 2 + height + 1)
      found[piece.role, default: ""] +=
        "M\(Self.half(piece.start * width)) \(y)H\(Self.half(piece.end * width))"
    }
    for piece in Self.joined(down) {
      let x = Self.half(piece.line * width * 2 + width)
      found[piece.role, default: ""] +=
        "M\(x) \(Self.half(piece.start * height))V\(Self.half(piece.end * height))"
    }
    paths = found.sorted { $0.key < $1.key }.map { (role: $0.key, path: $0.value) }
  }

  /// Lines from half cells; `start` and `end` are counted in half cells.
  private static func joined(_ halves: [Half]) -> [(role: UInt8, line: Int, start: Int, end: Int)] {
    let sorted = halves.sorted { ($0.role, $0.line, $0.place) < ($1.role, $1.line, $1.place) }
    var lines: [(role: UInt8, line: Int, start: Int, end: Int)] = []
    for half in sorted {
      if let last = lines.last, last.role == half.role, last.line == half.line, last.end == half.place {
        lines[lines.count - 1].end += 1
      } else {
        lines.append((half.role, half.line, half.place, half.place + 1))
      }
    }
    return lines
  }

  /// Half of a number, with `.5` where it is odd.
  private static func half(_ number: Int) -> String { "\(number / 2)" + (number % 2 == 0 ? "" : ".5") }
}
