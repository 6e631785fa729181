import Machine

/// The procedures of one kernel version, and the known bugs of it that are mended.
public struct Edition: Sendable, Hashable {
  /// `5.2`.
  public var version: String
  /// Names of switches that are turned: `B1`. `B2` stands for its four parts.
  public var fixes: Set<String> { didSet { fixes = Self.parts(of: fixes) } }

  public init(version: String = "5.2", fixes: Set<String> = []) {
    self.version = version
    self.fixes = Self.parts(of: fixes)
  }

  /// Linux 5.2 as it is, bugs included.
  public static let linux5_2 = Edition()

  /// Whether a bug is mended, by a switch or because the edition came after the fix.
  public func cures(_ bug: String) -> Bool { fixes.contains(bug) || Self.mended(version).contains(bug) }

  /// `5.2 without B1, B3`.
  public var words: String {
    fixes.isEmpty
      ? version : "\(version) without \(Switch.all.map(\.name).filter(fixes.contains).joined(separator: ", "))"
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
    return Switch.all.map(\.name).filter { !others.contains($0) }
  }

  /// What a snapshot or a fault returns for a range that is not valid.
  public var invalidRange: Value { version == "5.3" ? Errno.EBUSY : Errno.EAGAIN }
}
