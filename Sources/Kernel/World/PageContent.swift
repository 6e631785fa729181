extension PageContent {
  /// The kind of the pte, as a cell holds it: one of `PteKind`.
  var kind: Int {
    switch self {
    case .none, .huge, .devmapPud: 0
    case .present, .protnone: 1
    case .swap: 2
    case .migration: 3
    case .devicePrivate: 4
    case .special: 5
    case .poison: 6
    case .devmap: 7
    }
  }

  /// The frame that it names.
  public var frame: String? {
    switch self {
    case .none, .swap, .special, .poison: nil
    case .present(let frame, _), .protnone(let frame, _), .migration(let frame, _), .devicePrivate(let frame, _),
      .devmap(let frame, _), .huge(let frame, _), .devmapPud(let frame, _):
      frame
    }
  }

  var isWritable: Bool {
    switch self {
    case .none, .swap, .special, .poison: false
    case .present(_, let write), .protnone(_, let write), .migration(_, let write), .devicePrivate(_, let write),
      .devmap(_, let write), .huge(_, let write), .devmapPud(_, let write):
      write
    }
  }

  var isHugePud: Bool { if case .devmapPud = self { true } else { false } }
  var isHuge: Bool { if case .huge = self { true } else { false } }
}
