import Scene
import Screen

/// Why the moment is as it is: sentences in the order of their kinds, each with its glyph.
enum WhyText {
  /// Open, it tells everything, to be scrolled; otherwise what has room, in fewer words if need be.
  static func content(_ why: Why, room: Room, isOpen: Bool) -> Content {
    let width = max(1, room.columns - 4)
    let sentences = SentenceKind.allCases.flatMap { kind in why.sentences.filter { $0.kind == kind } }
    let full = sentences.map { paragraphs($0.text, to: width) }
    if isOpen {
      var rows = rows(sentences, full)
      if !why.source.isEmpty { rows += [Row()] + wrap(origin(of: why), to: width).map { Row("  " + $0) } }
      return Content(rows: rows)
    }
    if full.reduce(0, { $0 + $1.count }) <= room.rows { return Content(rows: rows(sentences, full)) }
    let short = sentences.map { paragraphs($0.short.isEmpty ? $0.text : $0.short, to: width) }
    if short.reduce(0, { $0 + $1.count }) <= room.rows { return Content(rows: rows(sentences, short)) }
    return Content(rows: squeezed(sentences, short, into: room.rows, width: width))
  }

  /// The function with its step, and the file and version it is of.
  private static func origin(of why: Why) -> String {
    guard let colon = why.title.firstIndex(of: ":") else { return why.source }
    let place = trimmed(String(why.title[why.title.index(after: colon)...]))
    // A driver's line is `loop.c:13`, which says it all.
    if place.contains(why.source) { return place }
    return why.source.contains(place.prefix { $0 != " " }) ? why.source : place + "; " + why.source
  }

  /// How many rows it takes at length, with what is watched.
  static func whole(_ scene: Scene, columns: Int) -> Int {
    content(scene.why, room: Room(columns: columns, rows: 0), isOpen: true).rows.count
      + (scene.watches.isEmpty ? 0 : 1)
  }

  /// A sentence may have parts that begin on rows of their own.
  private static func paragraphs(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n").flatMap { wrap(String($0), to: width) }
  }

  private static func rows(_ sentences: [Sentence], _ texts: [[String]]) -> [Row] {
    var rows: [Row] = []
    for (sentence, lines) in zip(sentences, texts) {
      for (index, line) in lines.enumerated() {
        rows.append(row(index == 0 ? sentence.kind : .more, line, isOf: sentence.kind))
      }
    }
    return rows
  }

  private static func row(_ glyph: SentenceKind, _ text: String, isOf kind: SentenceKind) -> Row {
    var row = Row()
    let look: Role =
      switch kind {
      case .happened: .now
      case .waits, .stop: .caution
      case .broken: .broken
      case .inferred: .inferred
      case .more, .next: .plain
      }
    row.line.append(Self.glyph(glyph), glyph == .more ? .plain : look)
    row.line.append(" ", glyph == .broken ? .broken : .plain)
    var rest = text[...]
    if glyph == .broken {
      // The name of what is broken stands out; its sentence is to be read.
      let name = rest.prefix { $0 != " " }
      row.line.append(String(name), .broken)
      rest = rest.dropFirst(name.count)
    }
    row.line.appendMarked(String(rest), kind == .inferred ? .inferred : .plain)
    return row
  }

  private static func glyph(_ kind: SentenceKind) -> String {
    switch kind {
    case .happened: "»"
    case .more: " "
    case .waits: "░"
    case .broken: "✗"
    case .inferred: "~"
    case .stop: "▾"
    case .next: "►"
    }
  }

  /// One row a sentence, the least needed ones left out first; rows that are left go to the first sentences.
  private static func squeezed(_ sentences: [Sentence], _ texts: [[String]], into rows: Int, width: Int) -> [Row] {
    let need: [SentenceKind] = [.broken, .happened, .waits, .stop, .next, .inferred, .more]
    var chosen: [Int] = []
    for kind in need {
      for index in sentences.indices where sentences[index].kind == kind && chosen.count < rows { chosen.append(index) }
    }
    chosen.sort()
    var spare = rows - chosen.count
    var result: [Row] = [], isCut = chosen.count < sentences.count, lastCut: Int?
    for index in chosen {
      let given = min(texts[index].count, 1 + spare)
      spare -= given - 1
      for (number, line) in texts[index].prefix(given).enumerated() {
        var row = row(number == 0 ? sentences[index].kind : .more, line, isOf: sentences[index].kind)
        if number == given - 1, given < texts[index].count {
          // The cut must show even where the words end before the edge.
          row.line.append(" ")
          row.line.append(texts[index][given])
          row.line.cut(to: width + 1)
          (isCut, lastCut) = (true, result.count)
        }
        result.append(row)
      }
    }
    // The key that tells the rest stands where the words end.
    if isCut, width > 12, let index = lastCut ?? result.indices.last {
      if lastCut == nil {
        result[index].line.cut(to: width - 1)
        result[index].line.append(" ⋯", .quiet)
      }
      result[index].line.append(" ")
      result[index].line.append("e", .key)
    }
    return result
  }

  /// The first sentence in one row, with its glyph.
  static func single(_ scene: Scene) -> Line {
    let kind: SentenceKind = scene.heading.broken.isEmpty ? .happened : .broken
    let first = scene.why.sentences.first { $0.kind == kind } ?? scene.why.sentences.first
    let text =
      scene.why.short.isEmpty ? (first.map { $0.short.isEmpty ? $0.text : $0.short } ?? "") : scene.why.short
    var line = Line()
    guard !text.isEmpty else { return line }
    let begins = scene.time.now == scene.time.first && first?.kind != .happened
    line.append(begins ? "  " : "» ", .now)
    line.appendMarked(text, .now)
    return line
  }
}
