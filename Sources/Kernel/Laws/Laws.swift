import Machine

/// What must hold: the invariants of the reference that this core can break, and what must be left at the end.
public enum Laws {
  /// Every law of an edition, in the order of their names.
  public static func all(_ edition: Edition) -> [Property] { [] }
}
