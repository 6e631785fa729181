import Machine

/// The procedures of one kernel version, and the known bugs of it that are mended.
public struct Edition: Sendable, Hashable {
  /// `5.2`.
  public var version: String
  /// Names of switches that are turned: `B1`. `B2` stands for its four parts.
  public var fixes: Set<String> { didSet { fixes = Self.parts(of: fixes) } }

  /// Bugs of other versions that are put into this one.
  public var added: Set<String> = []

  /// Whether drivers subscribe to sections themselves, beside HMM: then the notifier core walks a list of subscribers.
  public var hasSubscribers = false

  public init(version: String = "5.2", fixes: Set<String> = [], added: Set<String> = []) {
    self.version = version
    self.fixes = Self.parts(of: fixes)
    self.added = added
  }

  /// The same for a world in which drivers subscribe to sections themselves.
  public var withSubscribers: Edition {
    var copy = self
    copy.hasSubscribers = true
    return copy
  }

  /// Linux 5.2 as it is, bugs included.
  public static let linux5_2 = Edition()

  /// Whether a bug is mended, by a switch or because the edition came after the fix, or never had it.
  public func cures(_ bug: String) -> Bool {
    fixes.contains(bug) || Self.mended(version).contains(bug) || lacks(bug)
  }

  /// Whether a bug is one of other versions that nobody has put into this one.
  func lacks(_ bug: String) -> Bool { !added.contains(bug) && Switch.added.contains { $0.name == bug } }

  /// `5.2 without B1, B3`, `5.2 with H09`.
  public var words: String {
    func names(_ chosen: Set<String>) -> String {
      Switch.all.map(\.name).filter(chosen.contains).joined(separator: ", ")
    }
    // What was put in and mended again is as if it had never been there.
    let (more, less) = (names(added.subtracting(fixes)), names(fixes.subtracting(added)))
    return version + (more.isEmpty ? "" : " with \(more)") + (less.isEmpty ? "" : " without \(less)")
  }

  /// The switches that a name stands for: itself, or for `B2` its parts.
  public static func switches(named name: String) -> [String] {
    if Switch.all.contains(where: { $0.name == name }) { return [name] }
    return name == "B2" ? Switch.all.map(\.name).filter { $0.hasPrefix("B2") } : []
  }

  private static func parts(of names: Set<String>) -> Set<String> {
    guard names.contains("B2") else { return names }
    return names.subtracting(["B2"]).union(switches(named: "B2"))
  }

  /// The bugs of 5.2 that a version has mended.
  public static func mended(_ version: String) -> Set<String> { all.first { $0.version == version }?.mended ?? [] }

  /// The bugs of 5.2 that a version cannot have, since it has nothing of what they are in.
  public static func foreign(_ version: String) -> Set<String> { all.first { $0.version == version }?.foreign ?? [] }

  /// The bugs that a switch can mend in this edition.
  public var bugs: [String] {
    let others = Self.mended(version).union(Self.foreign(version))
    return Switch.all.map(\.name).filter { !others.contains($0) && !lacks($0) }
  }
}
