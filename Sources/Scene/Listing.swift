/// One printed line of a procedure.
public struct ListingRow: Equatable, Sendable {
  /// The line number of a driver (`13`), or the name of a kernel step (`IS4`); empty where a row has neither.
  public var label: String
  /// With its indentation.
  public var text: String
  /// A value that belongs to the line, drawn as a comment at the right: `ret = 4`.
  public var value = ""
  /// It just ran.
  public var ran = false
  /// The thread shown here runs it next.
  public var isNext = false
  /// The thread shown here waits at it.
  public var waits = false
  /// Which line it is was concluded, not read.
  public var isInferred = false
  /// Bookkeeping of the model, not kernel text: drawn dim.
  public var isGhost = false
  public var isBreak = false
  /// The switches that decide whether the row stands here: `B2a`, or `B13 B1`; empty for none.
  public var switches = ""
  /// How the row stands to its switch; nil for a row that is in both forms.
  public var form: Form?
  /// What would stand behind this row with a switch turned the other way.
  public var others: [ListingRow] = []

  /// The two forms that a switch decides between.
  public enum Form: Equatable, Sendable {
    /// As the edition has it.
    case original
    /// As the switch makes it.
    case changed
  }

  public init(label: String, text: String) {
    self.label = label
    self.text = text
  }
}

/// A procedure on the screen, with the place where a thread stands in it.
public struct Listing: Equatable, Sendable {
  /// What the title says: `retry-loop.c:13, round 1`, `gpu: hmm_range_snapshot`, `nobody is inside`.
  public var title = ""
  /// The panel's name: `Driver`, `Loop`, `Kernel`.
  public var name = ""
  public var rows: [ListingRow] = []
  /// The row that must stay in sight, usually where the thread stands.
  public var focus: Int?
  /// The rows of the loop, which should be in sight as a whole while `focus` is among them and there is room.
  public var loop: ClosedRange<Int>?

  public init() {}

  /// Whether a switch changes a row of it.
  public var hasTwoForms: Bool { rows.contains { !$0.switches.isEmpty } }
}
