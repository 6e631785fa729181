import Scene
import Screen

/// Prose of a lesson as rows: wrapped at blanks, items hanging, code and emphasis with their roles.
public enum ProseText {
  /// The rows as text, for where there is no screen.
  public static func rows(_ blocks: [ProseBlock], columns: Int) -> [String] {
    lines(blocks, columns: columns).map(\.text)
  }

  /// With a blank row between paragraphs.
  static func lines(_ blocks: [ProseBlock], columns: Int) -> [Line] {
    var lines: [Line] = []
    var last: ProseBlock?
    for block in blocks {
      if let last, !(last.isItem && block.isItem) { lines.append(Line()) }
      lines += self.lines(block, columns: columns)
      last = block
    }
    return lines
  }

  private static func lines(_ block: ProseBlock, columns: Int) -> [Line] {
    switch block.kind {
    case .paragraph: return wrapped(block.spans, columns: columns)
    case .item(let marker):
      let indent = marker.columns + 1
      return wrapped(block.spans, columns: columns - indent).enumerated().map { index, text in
        var line = Line(index == 0 ? marker : "")
        line.pad(to: indent)
        line.append(text)
        return line
      }
    case .verbatim:
      return block.spans.map { span in
        var line = Line("  " + span.text.replacingTabs, .value)
        line.cut(to: columns)
        return line
      }
    }
  }

  private static func role(_ style: ProseSpan.Style) -> Role {
    switch style {
    case .plain: .plain
    case .code: .value
    case .emphasis, .strong: .now
    }
  }

  /// Breaks at blanks; a word that is longer than a row is broken where it must be.
  private static func wrapped(_ spans: [ProseSpan], columns: Int) -> [Line] {
    let columns = max(1, columns)
    var lines: [Line] = [], line = Line(), word = Line()
    func put(_ blank: Role) {
      guard word.width > 0 else { return }
      if line.width > 0, line.width + 1 + word.width > columns {
        lines.append(line)
        line = Line()
      }
      if line.width > 0 { line.append(" ", blank) }
      line.append(word)
      word = Line()
      while line.width > columns {
        var head = Line(), rest = Line()
        for (index, cell) in line.cells.enumerated() {
          if index < columns { head.append(cell) } else { rest.append(cell) }
        }
        lines.append(head)
        line = rest
      }
    }
    for span in spans {
      let role = role(span.style)
      for (index, piece) in span.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
        if index > 0 { put(.plain) }
        word.append(String(piece), role)
      }
    }
    put(.plain)
    if line.width > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }
}

extension ProseBlock {
  fileprivate var isItem: Bool { if case .item = kind { true } else { false } }
}

extension String {
  /// A tab is as wide as the column wants it; in a listing of a lesson two blanks do.
  fileprivate var replacingTabs: String {
    var result = ""
    for character in self { result += character == "\t" ? "  " : String(character) }
    return result
  }
}
