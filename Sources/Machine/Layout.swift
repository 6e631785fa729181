/// Placeholder until the layout is written.
public struct Layout: Sendable {
  static let allocatedField = "allocated"
}
