/// The procedures of one kernel version, and the known bugs of it that are cured.
public struct Edition: Sendable, Hashable {
  /// `5.2`.
  public var version: String
  /// Names of bugs: `B1`.
  public var fixes: Set<String>

  public init(version: String = "5.2", fixes: Set<String> = []) {
    self.version = version
    self.fixes = fixes
  }

  /// Linux 5.2 as it is, bugs included.
  public static let linux5_2 = Edition()

  /// Whether a bug is cured: `B1`, `B2`, `B3`, `B5` and `B13` have a cure.
  public func cures(_ bug: String) -> Bool { fixes.contains(bug) }

  /// The bugs of 5.2 that can be cured, each with what the cure does.
  public static let cures: [(bug: String, sentence: String)] = [
    (
      "B1", "A driver compares numbers: the range counts what has hit it, and remembers the count from before the walk."
    ),
    ("B2", "A start that gives up takes back its count, and a callback's -EAGAIN reaches the caller."),
    ("B3", "A register that fails leaves range->hmm empty."),
    ("B5", "An hmm outlives the notifiers that run, and a notifier without one returns."),
    ("B13", "A section that only touches a range does not hit it."),
  ]
}
