import Machine

/// What must hold: the invariants of the reference that this core can break, and what must be left at the end.
///
/// Not among them, because the machine itself sees to them: locks released that are not held, sleeping with a spinlock
/// held (I8), use after free, counts below zero; and the checker: deadlock, the second half of I7.
public enum Laws {
  /// Every law of an edition, in the order of their names.
  public static func all(_ edition: Edition) -> [Property] {
    // The count of sections came with 5.2, and with it dead, and what valid says of sections that were open before.
    // What 5.1 does in a section that may not block is not known: here it sleeps.
    guard edition.version != "5.1" else {
      return all(.linux5_2).filter { !["I3", "I5", "I6", "I9", "I17", "leak: notifiers"].contains($0.name) }
    }
    return [
      coherence, quietWindow, counted, registered, validMeansQuiet(edition), quietMeansValid, inOrder, neverWaits,
      notNested, noFreedFrame, recipe, noOrphan, references, onlySuccess, guarded, deathIsSeen, noStaleFrame,
      noFreedPage, noRangeLeft, noSectionLeft, countedBack, onlyMirrorsLeft, noLockLeft, noPageLeft, noWalkLeft,
      deviceMemoryIdle,
    ]
  }

  /// An address space.
  static let space = Pointer<Mm>("mm")
  /// What HMM knows of it, where it knows it.
  static let object = space.hmm
  static var isMirrored: Value { allocated(space) && object.isSet }

  static let device = Pointer<Driver>("driver")
  static let section = Pointer<MmuNotifierRange>("section")
  static let window = Pointer<HmmRange>("range")
  /// A row of the pte table, from 1; the page has the number before it.
  static let row = Pointer<Pte>("page")
  static var page: Value { row.value - 1 }
  static var mapping: Value { device.element(\.dpt, page) }

  /// If the first holds, so must the second.
  static func implies(_ condition: Value, _ consequence: Value) -> Value { !condition || consequence }

  static func covers(_ section: Pointer<MmuNotifierRange>, _ page: Value) -> Value {
    section.start <= page && page < section.end
  }

  /// Between the step that counts a section and the step that takes the count back.
  static var isOpen: Value { has(section.phases, Phases.counted) && !has(section.phases, Phases.end) }
}
