/// A fact that travelled in this step, along a side of the square.
public struct Move: Equatable, Sendable {
  public enum Route: Equatable, Sendable {
    /// pte to pfns.
    case reading
    /// pfns to device pte.
    case committing
    /// section to range.
    case marking
    /// callback to device pte.
    case takingAway
  }
  public var route: Route
  /// What moves: `● 1a1 rw`, `[7f0000001000 +1p)`, `zap 001`.
  public var text: String
  /// The page it is about, where there is one.
  public var page: Int?

  public init(_ route: Route, text: String, page: Int? = nil) {
    self.route = route
    self.text = text
    self.page = page
  }
}
