import Scene
import Screen

/// A place on the screen at which a moving value starts or arrives.
enum Anchor: Hashable {
  case pte(Int), pfn(Int), devicePte(Int)
  case section, range, told
}

/// What a row can hide.
struct Fold: Equatable {
  var key: String
  var isFolded: Bool

  init(_ key: String, isFolded: Bool) {
    self.key = key
    self.isFolded = isFolded
  }
}

/// One row of a panel: what it shows, and what the keys do with it.
struct Row {
  var line: Line
  var mark: Mark
  /// The cell that `w` watches and `W` asks for; empty for none.
  var cell = ""
  /// The row of a listing at which `b` stops; empty for none.
  var label = ""
  /// The answer to a question that a click gives.
  var answer: Int?
  /// The moment to which Enter goes.
  var moment: Int?
  /// What Enter and the key of levels fold and unfold.
  var fold: Fold?
  /// Where values fly from and to: columns within the row.
  var anchors: [(anchor: Anchor, column: Int)] = []

  /// Begins with the gutter, which is `»` where the step has been at work.
  init(mark: Mark = .none, cell: String = "") {
    self.mark = mark
    self.cell = cell
    line = mark == .none ? Line(" ") : Line("»", .now)
  }

  init(_ text: String, mark: Mark = .none, cell: String = "") {
    self.init(mark: mark, cell: cell)
    line.appendMarked(text, base)
  }

  /// How the text of the row looks where nothing else is to be said of it.
  var base: Role { mark == .none ? .plain : .now }

  var isSelectable: Bool { !cell.isEmpty || !label.isEmpty || moment != nil || fold != nil }
}

/// What a panel shows, before it is known which rows of it are in sight.
struct Content {
  /// These stay in sight above and below the others.
  var header: [Row] = []
  var rows: [Row] = []
  var footer: [Row] = []
  /// Where choosing begins: the line of a listing that is next, or that ran.
  var current: Int?
  /// The first row to show, where the panel has a reason; otherwise the marked rows are kept in sight.
  var top: Int?
}

/// The room that a panel has.
struct Room {
  var columns: Int
  var rows: Int
  /// The panel has the screen to itself, without a frame.
  var isAlone = false

  /// Less than the 33 columns of the square at 120x36.
  var isNarrow: Bool { columns < 32 }
}
