/// What a cell means; a theme says how it looks.
public enum Role: UInt8, CaseIterable, Sendable {
  /// Text.
  case plain
  /// Frames, rails, absence, earlier rounds, the future.
  case quiet
  /// The title of a panel, and of the one that takes the keys.
  case title, focus
  /// What just ran or was looked at, and what stands after a change.
  case now, changed
  /// A value beside a line of a listing.
  case value
  /// What is as it should be; what asks for attention; what must never be.
  case holds, caution, broken
  /// What was concluded, not read; what nobody told.
  case inferred, unknown
  /// The chosen row, and a value on its way.
  case selection, moving
  /// The rows of title and keys, and the letter of a key.
  case bar, key
}
