import Screen

/// The measures of a cell in a picture, in whole pixels: so the bytes are the same everywhere.
enum CellSize {
  static let width = 9
  static let height = 18
  static let font = 15
  /// From the top of a cell to the line on which letters stand.
  static let baseline = 14
  static let margin = 12
}

extension Frame {
  /// The frame as a picture that needs nothing beside itself: no script, no font file, no other address.
  ///
  /// Every run of text has its length, so columns stay in line in any fixed-width font; the frames of panels are lines,
  /// not letters, so they close without gaps.
  public func svg(_ theme: ThemeName, title: String) -> String {
    let palette = Palette(theme)
    var text = Self.svgHead(
      columns: columns, rows: rows, title: title, style: Self.svgStyle(of: roles, palette), paper: palette.paper)
    for row in 0..<rows { text += svgRow(row, palette) }
    return text + svgLines(palette) + Self.svgTail
  }

  /// Everything before the rows.
  static func svgHead(columns: Int, rows: Int, title: String, style: String, paper: String) -> String {
    let width = columns * CellSize.width + 2 * CellSize.margin
    let height = rows * CellSize.height + 2 * CellSize.margin
    let families = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',ui-monospace,monospace"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      role="img" font-family="\(families)" font-size="\(CellSize.font)" xml:space="preserve">
      <title>\(title.escaped)</title>
      <style>text{white-space:pre}\(style)</style>
      <rect width="\(width)" height="\(height)" rx="8" fill="\(paper)"/>
      <g transform="translate(\(CellSize.margin) \(CellSize.margin))">

      """
  }

  /// The numbers of the roles that occur.
  var roles: Set<UInt8> { Set(cells.map(\.role.rawValue)) }

  static let svgTail = "</g>\n</svg>\n"

  /// The text of a row, and what is behind it.
  func svgRow(_ row: Int, _ palette: Palette) -> String {
    let runs = Run.runs(of: self[row: row], palette)
    let grounds = runs.filter(\.look.isReversed).map { $0.ground(row) }
    return grounds.joined() + runs.map { $0.element(row) }.joined()
  }

  /// The lines around panels.
  func svgLines(_ palette: Palette) -> String {
    Ruling(self, palette).paths.map { role, path in "<path class=\"l\(role)\" d=\"\(path)\"/>\n" }.joined()
  }

  /// A class for each role that occurs: `t` text, `g` the ground of reversed text, `l` lines.
  static func svgStyle(of roles: Set<UInt8>, _ palette: Palette) -> String {
    roles.sorted().compactMap { Role(rawValue: $0) }.map { role in
      let look = palette.look(of: role)
      let colour = palette.colour(of: look)
      var rule = ".t\(role.rawValue){fill:\(look.isReversed ? palette.paper : colour)"
      if look.isBold { rule += ";font-weight:bold" }
      if look.isUnderlined { rule += ";text-decoration:underline" }
      rule += "}.l\(role.rawValue){fill:none;stroke:\(look.isReversed ? palette.paper : colour)}"
      if look.isReversed { rule += ".g\(role.rawValue){fill:\(colour)}" }
      return rule
    }.joined()
  }
}

/// Neighbouring cells of one row that are written together.
struct Run {
  var column: Int
  var columns: Int
  var role: Role
  var look: Look
  var text: String

  /// Cells of one role. A letter outside ASCII may come from another font, whose letters are wider or narrower: only
  /// equal ones stand together, so that no run is stretched unevenly.
  static func runs(of cells: ArraySlice<Cell>, _ palette: Palette) -> [Run] {
    var runs: [Run] = []
    var last: Unicode.Scalar = " "
    for (column, cell) in cells.enumerated() {
      guard let scalar = cell.visible else {
        if !runs.isEmpty { runs[runs.count - 1].columns += 1 }
        continue
      }
      // A line is drawn, not written; its place may still have a ground.
      let shown: Unicode.Scalar = Arms(scalar) == nil ? scalar : " "
      let joins = shown.isASCII ? last.isASCII : shown == last
      if joins, let index = runs.indices.last, runs[index].role == cell.role {
        runs[index].columns += 1
        runs[index].text.unicodeScalars.append(shown)
      } else {
        runs.append(
          Run(column: column, columns: 1, role: cell.role, look: palette.look(of: cell.role), text: String(shown)))
      }
      last = shown
    }
    return runs
  }

  /// What is behind reversed text.
  func ground(_ row: Int) -> String {
    """
    <rect class="g\(role.rawValue)" x="\(column * CellSize.width)" y="\(row * CellSize.height)" \
    width="\(columns * CellSize.width)" height="\(CellSize.height)"/>

    """
  }

  /// The text without the blanks around it; nothing where there are only blanks.
  func element(_ row: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { $0 != " " }), let last = scalars.lastIndex(where: { $0 != " " })
    else { return "" }
    let cut = first + (scalars.count - 1 - last)
    let shown = String(String.UnicodeScalarView(scalars[first...last]))
    return """
      <text class="t\(role.rawValue)" x="\((column + first) * CellSize.width)" \
      y="\(row * CellSize.height + CellSize.baseline)" textLength="\((columns - cut) * CellSize.width)" \
      lengthAdjust="spacingAndGlyphs">\(shown.escaped)</text>

      """
  }
}

extension String {
  /// Safe between tags and in attributes.
  var escaped: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      // XML has no way to write these.
      case _ where scalar.value < 0x20 || scalar.value & 0xfffe == 0xfffe: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
