import Scene

/// What of the tables is folded away, and whose tables are shown: part of the view, not of the moment.
struct Folds: Equatable, Sendable {
  /// The levels above the ptes stand in rows of their own; otherwise one row names the path.
  var showsLevels = false
  /// What the person has folded (true) or unfolded (false), by the key of its row. What is not here goes by itself.
  var folded: [String: Bool] = [:]
  /// The one address space and the one device that are shown; nil for all, as far as there is room.
  var space: Int?
  var device: Int?

  static func key(_ level: Level) -> String { "\(level.depth) \(level.label) \(level.pages.lowerBound)" }
  static func key(memory: String) -> String { "memory " + memory }
}

/// The tables of one side: the CPU's by address space, or the devices'.
struct Side {
  var tables: [Table]
  /// The one that the person asked for.
  var chosen: Int?
  var isDevice: Bool

  static func cpu(_ scene: Scene, _ folds: Folds) -> Side {
    Side([scene.cpu] + scene.otherSpaces, folds.space, isDevice: false)
  }

  static func device(_ scene: Scene, _ folds: Folds) -> Side {
    Side([scene.device] + scene.otherDevices, folds.device, isDevice: true)
  }

  private init(_ tables: [Table], _ chosen: Int?, isDevice: Bool) {
    self.tables = tables
    self.isDevice = isDevice
    self.chosen = chosen.flatMap { tables.count > 1 && tables.indices.contains($0) ? $0 : nil }
  }

  /// Where values of a page start and arrive.
  func anchor(_ page: Int) -> Anchor { isDevice ? Anchor.devicePte(page) : Anchor.pte(page) }

  /// A column for each of these tables; values fly to the first of all.
  func columns(_ indices: [Int]) -> [SideBySide.Column] {
    indices.map { SideBySide.Column(table: tables[$0], isDevice: isDevice, hasAnchors: $0 == 0) }
  }

  /// The one that is shown where there is room for one: that which was asked for, else the one that the step has
  /// changed, or looked at, else the first.
  var one: Int {
    chosen ?? tables.firstIndex { $0.strongestMark == .changed } ?? tables.firstIndex { $0.strongestMark == .read } ?? 0
  }

  /// Those to show if there is room.
  var wanted: [Int] { chosen.map { [$0] } ?? Array(tables.indices) }

  /// As many of the wanted as have room, a column each.
  func shown(columns: Int) -> [Int] {
    let wanted = wanted
    guard wanted.count > 1 else { return wanted }
    return SideBySide.fits(wanted.map { tables[$0] }, columns: columns) ? wanted : [one]
  }

  /// What the title says: of one table as ever, of several whose they are and what each has.
  func title(_ single: Title, several: String, columns: Int, showsOne: Bool, isAlone: Bool) -> Title {
    guard tables.count > 1 else { return single }
    var title = single
    let shown = showsOne && !tables[one].levels.isEmpty ? [one] : shown(columns: columns)
    if let only = shown.first, shown.count == 1 {
      title.name = tables[only].owner + " page table" + (isAlone ? "" : " \(only + 1) of \(tables.count)")
      title.count = columns < 44 || isAlone ? tables[only].shortCount : tables[only].count
    } else {
      title.name = several
      title.count = shown.map { tables[$0].shortCount }.joined(separator: ", ")
    }
    return title
  }
}

extension Table {
  fileprivate var strongestMark: Mark {
    let marks = entries.map(\.mark) + levels.map(\.mark)
    return marks.contains(.changed) ? .changed : marks.contains(.read) ? .read : .none
  }
}

extension View {
  /// Folds or unfolds what a row stands for.
  mutating func toggle(_ fold: Fold) {
    folds.folded[fold.key] = !fold.isFolded
  }

  /// The key of folding: the chosen row, if it can be folded; of the frames all groups; otherwise the levels of the
  /// tables.
  mutating func toggleLevels(_ scene: Scene) {
    if let fold = foldOfChosenRow(scene) {
      toggle(fold)
      return
    }
    let memories = FrameGroup.all(scene.frames).map(\.memory)
    if focus == .frames, memories.count > 1 {
      let keys = memories.map(Folds.key(memory:)), isFolded = keys.contains { folds.folded[$0] == true }
      for key in keys { folds.folded[key] = !isFolded }
      return
    }
    let tables = [scene.cpu, scene.device] + scene.otherSpaces + scene.otherDevices
    guard tables.contains(where: { !$0.levels.isEmpty }) else {
      show(note: "nothing is known of the levels above the ptes here")
      return
    }
    folds.showsLevels.toggle()
    folds.folded = folds.folded.filter { $0.key.hasPrefix("memory ") }
    (chosen[.cpu], chosen[.device], chosen[.tables]) = (nil, nil, nil)
    show(note: folds.showsLevels ? "a level a row; v or Enter folds the chosen one" : "the levels in one row")
  }

  /// All tables side by side, then each alone, and so on.
  mutating func turnTable(_ path: WritableKeyPath<Folds, Int?>, _ tables: [Table], called: String) {
    guard tables.count > 1 else {
      show(note: "there is one \(called) only")
      return
    }
    let next = folds[keyPath: path].map { $0 + 1 } ?? 0
    folds[keyPath: path] = next < tables.count ? next : nil
    show(note: next < tables.count ? "\(tables[next].owner), \(next + 1) of \(tables.count)" : "all that have room")
  }
}
