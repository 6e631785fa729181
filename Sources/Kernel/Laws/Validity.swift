import Machine

extension Laws {
  private static var isRegistered: Value { allocated(window) && window.registered }

  /// I5. A range that is valid is hit by no open invalidation.
  static func validMeansQuiet(_ edition: Edition) -> Property {
    let hit = !(section.end < window.start || section.start >= window.end)
    let hitExactly = !(section.end <= window.start || section.start >= window.end)
    return Property(
      "I5", "No open invalidation overlaps a valid range.",
      holds: every(
        window,
        implies(
          isRegistered && window.valid && window.hmm.isSet && allocated(window.hmm),
          !some(section, isOpen && isOfSameSpace && (edition.cures("B13") ? hitExactly : hit)))))
  }

  /// The pages of all address spaces are numbered through, so that the last of one touches the first of the next.
  private static var isOfSameSpace: Value { section.mm.value == window.hmm.mm.value }

  /// I6. When no invalidation is open, every range is valid.
  static let quietMeansValid = Property(
    "I6", "With notifiers at 0 and the mm alive, every registered range is valid.",
    holds: every(
      space, implies(isMirrored && object.notifiers == 0 && !object.dead, every(window, implies(isOurs, window.valid))))
  )

  private static var isOurs: Value { isRegistered && window.hmm.value == object.value }
}
