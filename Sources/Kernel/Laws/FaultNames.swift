import Machine

/// Laws that the machine itself sees to, by stopping.
extension Laws {
  /// What a stop of the machine is called: the law of the reference, or what everybody calls such a bug.
  public static func name(of fault: Fault) -> String {
    broken(by: fault)?.name ?? faults.first { $0.fault == fault }?.name ?? "fault"
  }

  static let faults: [(fault: Fault, name: String, sentence: String)] = [
    (.nullPointer, "NULL", "No NULL pointer is followed."),
    (.useAfterFree, "use after free", "Memory that was freed is not used."),
    (.freedTwice, "double free", "Memory is freed once."),
    (.notHeld, "unlock", "Only who holds a lock releases it."),
    (.alreadyHeld, "lock twice", "Nobody takes a lock that he holds already."),
    (.referenceFromZero, "get", "No reference is taken of what has none left."),
    (.referenceBelowZero, "put", "Nobody drops a reference that he does not have."),
    (.listHasIt, "register twice", "Nothing is put on a list that it is on already."),
    (.listLacksIt, "unregister twice", "Nothing is taken off a list that it is not on."),
    (.noProcedure, "no callback", "No callback is called that is not set."),
    (.outOfRange, "out of range", "No index lies outside of its array."),
    (.written, "check", "No check that the kernel itself makes fails."),
  ]
}
