import Yams

/// A bug that Linux really had: what is known of it, and what a check of its scenario finds. It stands in the
/// scenario's own file, under `bug`.
public struct Bug: Equatable, Sendable {
  /// The first version that had it, and the first that had it no more, as far as that is known.
  public var existed = ""
  public var fixed = ""
  /// Short ids of the commits that mended it, where they are known.
  public var commit: String?
  /// The rule that it breaks, in a word: `NO-STALE`.
  public var rule = ""
  /// What a check reports first, by its name: `I1`, `freed memory was used`; `nothing` for a negative control.
  public var breaks = ""
  /// Steps of the shortest counterexample, and states that were seen when it was found; of a negative control, all
  /// states. Recorded facts, which a test holds.
  public var steps: Int?
  public var states: Int?
  /// States of the mended form: all of them.
  public var mendedStates: Int?
  /// How it is mended; nil for a negative control, which needs no mending.
  public var mended: Mended?

  /// What makes the mended form of the scenario.
  public struct Mended: Equatable, Sendable {
    /// Switches, besides those of the scenario itself.
    public var fixes: [String] = []
    public var edition: String?
    /// Other drivers in the place of the scenario's, by their names.
    public var drivers: [String: String] = [:]
  }

  /// Nothing is wrong, although it looks as if.
  public var isControl: Bool { breaks == Self.nothing }

  public static let nothing = "nothing"

  /// `5.2 → 5.5`.
  public var kernels: String { "\(existed) → \(fixed)" }
}

/// What a list of bugs shows of one, read without its world.
public struct BugSummary: Equatable, Sendable {
  /// The name of its file without the ending: `H01`.
  public var id: String
  public var title: String
  public var about: String
  public var bug: Bug
}

/// A bug of the list that no edition here can show.
public struct AbsentBug: Equatable, Sendable {
  public var id: String
  public var title: String
  public var kernels: String
  /// What is missing to show it.
  public var why: String
}

extension Scenario {
  /// The same scenario without its bug; nil for one that is not about a bug, or about one that is none.
  public func mended(file: (String) -> [UInt8]?) throws(ScenarioProblem) -> Scenario? {
    guard let mended = bug?.mended else { return nil }
    var overrides = ScenarioOverrides()
    overrides.fixes = Set(mended.fixes)
    overrides.edition = mended.edition
    overrides.replacing = mended.drivers
    return try Scenario.shipped(name, overrides: overrides, file: file)
  }

  /// What a bug's file says of it, without its world. Nil for a scenario that is not about a bug.
  public static func bugSummary(_ bytes: [UInt8], file: String) throws(ScenarioProblem) -> BugSummary? {
    var reader = ScenarioReader(file: file, text: String(decoding: bytes, as: UTF8.self))
    return try reader.bugSummary()
  }

  /// The bugs that no edition here can show, from the file that lists them.
  public static func absentBugs(_ bytes: [UInt8], file: String) throws(ScenarioProblem) -> [AbsentBug] {
    var reader = ScenarioReader(file: file, text: String(decoding: bytes, as: UTF8.self))
    return try reader.absentBugs()
  }
}
