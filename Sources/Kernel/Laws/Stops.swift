import Machine

/// Laws of the reference that no property states, because the machine itself sees to them: it stops, or nobody can
/// move.
extension Laws {
  /// I7. What a deadlock is called; its first half, the order of locks, is a property.
  public static let noRing = (
    name: "I7", sentence: "Locks are taken in the kernel's order, and no threads wait for one another's in a ring."
  )
  /// I8. What the machine stops at when it happens.
  public static let noSleep = (name: "I8", sentence: "No thread sleeps while it holds a spinlock.")

  /// All of them.
  public static let stops = [noRing, noSleep]

  /// The law that a stop of the machine breaks; nil for one that no law of the reference names.
  public static func broken(by fault: Fault) -> (name: String, sentence: String)? {
    fault == .sleepsWithSpinlock ? noSleep : nil
  }

  /// What is wrong although no law of the reference names it: what stops the machine, and what only a search can see.
  public static let others: [(name: String, sentence: String)] =
    faults.map { ($0.name, $0.sentence) } + [
      ("deadlock", "As long as a thread has not ended, some thread can move."),
      ("lost wake-up", "Nobody sleeps whom nobody is left to wake."),
      ("livelock", "No thread goes round for ever while nobody else can move."),
      ("bare", "A cell that a lock guards is touched with the lock held, but where the kernel itself does not."),
      ("never commits", "Some interleaving brings every driver that runs to map what it has read."),
    ]

  /// Every law of an edition by its name and its sentence, in the order of the reference.
  public static func described(_ edition: Edition) -> [(name: String, sentence: String)] {
    var laws = all(edition).map { (name: $0.name, sentence: $0.sentence) }
    let place = laws.firstIndex { ["I9", "I10"].contains($0.name) } ?? laws.count
    laws.insert(noSleep, at: place)
    return laws
  }
}
