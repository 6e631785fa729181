/// A panel by the name that lessons and scripts give it.
public enum PanelName: String, Equatable, Hashable, Sendable, CaseIterable {
  case cpu, device, ranges, notifiers, frames, threads, driver, kernel, why, time
}

/// A piece of a paragraph that looks the same throughout.
public struct ProseSpan: Equatable, Sendable {
  public enum Style: Equatable, Sendable { case plain, code, emphasis, strong }
  public var text: String
  public var style: Style

  public init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// A paragraph, an item of a list, or text that is shown as it stands.
public struct ProseBlock: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case paragraph
    /// With what stands before it: `-`, `2.`.
    case item(String)
    /// Lines that are not wrapped, one a span.
    case verbatim
  }
  public var kind: Kind
  public var spans: [ProseSpan]

  public init(_ kind: Kind, _ spans: [ProseSpan]) {
    self.kind = kind
    self.spans = spans
  }

  /// Without its styles.
  public var text: String { spans.map(\.text).joined(separator: kind == .verbatim ? "\n" : "") }
}
