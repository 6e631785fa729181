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
    case .special: "*"
    case .error: "!"
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
    case .special: "special"
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
      } else if value.kind == .error {
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

  /// Appends an entry, with what it was before if this step changed it and there is room; the new value stays.
  mutating func append(_ entry: Entry, room: Int, base: Role) {
    guard entry.mark == .changed, let before = entry.before else {
      let role: Role? = entry.isBroken ? .broken : base == .plain || entry.value.kind == .none ? nil : base
      append(entry.value, isStale: entry.isStale, as: entry.isStale ? nil : role)
      if entry.isBroken { append(" ✗", .broken) }
      return
    }
    var old = Line()
    old.append(before, isStale: entry.wasStale)
    old.append(" ")
    var new = Line("⇒ ", base)
    new.append(entry.value, isStale: entry.isStale, as: entry.isBroken ? .broken : .changed)
    if entry.isBroken { new.append(" ✗", .broken) }
    if old.width + new.width <= room { append(old) }
    append(new)
  }
}
