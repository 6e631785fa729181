import Interface
import Screen

/// When colours are used.
public enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

/// What a person sets once for all runs: how the screen looks and moves, and the keys.
public struct Settings: Equatable, Sendable {
  public var theme = ThemeName.auto
  public var color = ColorChoice.auto
  /// ASCII in place of box lines and glyphs, whatever the locale.
  public var ascii = false
  /// Values that travel in a step are shown on their way.
  public var animation = true
  public var mouse = false
  /// Begin with the large layout for a projector.
  public var present = false
  /// How fast playing begins: one of `View.speeds`.
  public var speed = View(columns: 0, rows: 0).speedText
  /// Of printed screens.
  public var size = Size(columns: 120, rows: 36)
  public var keys = KeyTable.standard

  public init() {}
}
