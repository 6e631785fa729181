/// One printed row of a listing.
public struct Row: Sendable, Equatable {
  /// The name of the step that begins here: `IS4`; for a driver, the number of its line.
  public var label: String
  public var indent: Int
  public var isGhost: Bool
  /// The switches that decide whether this row stands here, the innermost first.
  public var switches: [RowSwitch] = []
  /// Forms that would stand behind this row if their switch were turned.
  public var others: [OtherForm] = []

  /// What is printed. Made when it is asked for: of all rows of a program few are ever seen.
  public var text: String { print() }
  private let print: @Sendable () -> String

  public init(label: String, indent: Int, text: @autoclosure @escaping @Sendable () -> String, isGhost: Bool) {
    self.label = label
    self.indent = indent
    self.isGhost = isGhost
    print = text
  }

  public static func == (a: Row, b: Row) -> Bool {
    a.label == b.label && a.indent == b.indent && a.isGhost == b.isGhost && a.switches == b.switches
      && a.others == b.others && a.text == b.text
  }
}

/// A switch that a row depends on.
public struct RowSwitch: Sendable, Equatable {
  public let name: String
  /// Whether the row stands here because the switch is turned.
  public let isChanged: Bool
}

/// The form of a place that is not run, behind the last row of the one that is.
public struct OtherForm: Sendable, Equatable {
  /// The switch.
  public let name: String
  /// Whether these rows are the changed form, which the switch would bring.
  public let isChanged: Bool
  public let rows: [Row]
}
