import Scene

/// The panels, in the order of Tab and of Alt-1, Alt-2 …
public enum Panel: Int, CaseIterable, Sendable, Hashable {
  case cpu, device, ranges, notifiers, frames, threads, driver, kernel, time
  /// These have a place of their own on a large screen only.
  case history, watches, branches
  case why
  /// Both page tables in one, where two have no room.
  case tables
  /// What takes the place of Why and Time while a thread is chosen.
  case choices
  /// What a lesson says, or asks; it takes the place of Why, and of Time where it needs the rows.
  case lesson

  /// Those that Tab goes through. Why is opened by its own key.
  static let inTurn: [Panel] = allCases.filter { $0.rawValue <= Panel.branches.rawValue }
  /// Those that have a number.
  static let numbered: [Panel] = allCases.filter { $0.rawValue <= Panel.time.rawValue }
}

extension Panel {
  /// The panel that lessons and scripts call so.
  public init(_ name: PanelName) {
    self =
      switch name {
      case .cpu: .cpu
      case .device: .device
      case .ranges: .ranges
      case .notifiers: .notifiers
      case .frames: .frames
      case .threads: .threads
      case .driver: .driver
      case .kernel: .kernel
      case .why: .why
      case .time: .time
      }
  }
}
