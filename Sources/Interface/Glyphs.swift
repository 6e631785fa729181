import Scene
import Screen

extension EntryKind {
  /// One glyph, one meaning, everywhere.
  var glyph: String {
    switch self {
    case .readWrite: "●"
    case .readOnly: "◓"
    case .protnone: "◌"
    case .none: "◦"
    case .swap: "◊"
    case .moving: "⇄"
    case .devicePrivate: "◨"
    case .exclusive: "◧"
    case .devmap: "◉"
    case .special: "*"
    case .poison, .error: "!"
    case .unknown: "?"
    case .unwritten: "-"
    }
  }

  /// The word of the legend.
  var word: String {
    switch self {
    case .readWrite: "rw"
    case .readOnly: "ro"
    case .protnone: "protnone"
    case .none: "none"
    case .swap: "swap"
    case .moving: "moving"
    case .devicePrivate: "device"
    case .exclusive: "exclusive"
    case .devmap: "devmap"
    case .special: "special"
    case .poison: "poison"
    case .error: "error"
    case .unknown: "not known"
    case .unwritten: "not written"
    }
  }
}

extension Line {
  /// Appends what an entry says: `● 1a0 rw`, `~◓ ? ro`; in parentheses when it is of an earlier round.
  mutating func append(_ value: EntryValue, isStale: Bool = false, as role: Role? = nil) {
    let look: Role =
      if let role {
        role
      } else if isStale || value.kind == .none || value.kind == .unwritten {
        .quiet
      } else if value.kind == .unknown {
        .unknown
      } else if value.isInferred {
        .inferred
      } else if value.kind == .error || value.kind == .poison {
        .caution
      } else {
        .plain
      }
    if isStale { append("(", look) }
    if value.isInferred { append("~", look) }
    append(value.kind.glyph, look)
    if !value.text.isEmpty {
      append(" ", look)
      append(value.text, look)
    }
    if isStale { append(")", look) }
  }

  /// Appends an entry, with what it was before if this step changed it and there is room; the new value stays. One
  /// that is new has nothing before it.
  mutating func append(_ entry: Entry, room: Int, base: Role, isNew: Bool = false) {
    guard isNew || (entry.mark == .changed && entry.before != nil) else {
      let role: Role? = entry.isBroken ? .broken : base == .plain || entry.value.kind == .none ? nil : base
      var line = Line()
      line.append(entry.value)
      let value = line.width > room ? entry.value.short : entry.value
      append(value, isStale: entry.isStale, as: entry.isStale ? nil : role)
      if entry.isBroken { append(" ✗", .broken) }
      return
    }
    func new(_ arrow: String, _ value: EntryValue) -> Line {
      var new = Line(arrow, base)
      new.append(value, isStale: entry.isStale, as: entry.isBroken ? .broken : .changed)
      if entry.isBroken { new.append(" ✗", .broken) }
      return new
    }
    var line = new("⇒ ", entry.value)
    if !isNew, let before = entry.before {
      var old = Line()
      old.append(before, isStale: entry.wasStale)
      old.append(" ")
      if old.width + line.width <= room { append(old) }
    }
    if line.width > room { line = new("⇒", entry.value) }
    if line.width > room { line = new("⇒", entry.value.withoutRight) }
    if line.width > room { line = new("⇒", entry.value.withoutRight.short) }
    append(line)
  }
}

extension EntryValue {
  /// Without `rw` or `ro`, which the glyph says too.
  var withoutRight: EntryValue {
    let words = text.split(separator: " ").filter { $0 != "rw" && $0 != "ro" }
    return EntryValue(kind, words.joined(separator: " "), isInferred: isInferred)
  }

  /// A huge entry that no CPU may use says so in three letters.
  var short: EntryValue {
    EntryValue(kind, text.replacing(" invalid", with: " inv"), isInferred: isInferred)
  }
}
