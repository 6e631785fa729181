/// The procedures of one kernel version, and the known bugs of it that are cured.
public struct Edition: Sendable, Hashable {
  public var version: String
  /// Names of bugs: `B1`.
  public var fixes: Set<String>

  public init(version: String = "5.2", fixes: Set<String> = []) {
    self.version = version
    self.fixes = fixes
  }

  /// Linux 5.2 as it is, bugs included.
  public static let linux5_2 = Edition()

  public func cures(_ bug: String) -> Bool { fixes.contains(bug) }
}
