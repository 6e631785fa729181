import Machine

extension Laws {
  /// I17. Whoever asks for pages of a dead address space is told so at once. A call that had begun before goes on.
  static let deathIsSeen = Property(
    "I17", "A snapshot or a fault that begins after the mm is dead returns -EFAULT, and a wait returns false.",
    holds: every(window, implies(allocated(window), !window.survived)))

  /// Bookkeeping of the beginning of such a call, and of what it returns: what says that the mm is dead, and what does
  /// not.
  static func noteDeath(_ range: Pointer<HmmRange>) -> [Statement] {
    ghost { range.isLate <- range.hmm.isSet && range.hmm.dead }
  }

  static func sawDeath(_ range: Pointer<HmmRange>) -> [Statement] { ghost { range.isLate <- false } }

  static func missedDeath(_ range: Pointer<HmmRange>) -> [Statement] {
    ghost {
      when(range.isLate) { range.survived <- true }
      range.isLate <- false
    }
  }
}
