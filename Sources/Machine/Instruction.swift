/// What the interpreter can do; operands stand in an instruction's `a`, `b` and `c`, values on a small stack.
enum Op: UInt8 {
  case constant, local, cell
  /// Pops a row, pushes the address of its cell: a = base, b = stride, c = rule. Or its value; or pops a value into it.
  case row, loadRow, storeRow
  /// The same of the row e behind the one that a local holds, d.
  case rowOfLocal, loadOfLocal, storeOfLocal
  /// Pushes the value of the cell a of a row that must be in use: b. Or looks at the second only.
  case cellInUse, inUse
  /// Pops an index, adds it to the address below: a = elements.
  case element
  case load
  case setLocal
  /// Pops a value into the cell a.
  case setCell
  /// Puts the constant b into the local a.
  case setLocalTo
  /// Pops an address, then a value.
  case store
  case add, subtract, multiply, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case bitAnd, bitOr, shiftLeft, shiftRight
  /// With a constant on the right: a.
  case addTo, subtractFrom, equalTo, notEqualTo, bitAndWith
  case negate
  case me
  case jump
  /// Pops a value; jumps to a if those of its bits that c has are the constant b, or are not.
  case jumpIfEqualTo, jumpIfNotEqualTo
  /// The same of the local d, and of the cell d.
  case jumpIfLocalEqualTo, jumpIfLocalNotEqualTo, jumpIfCellEqualTo, jumpIfCellNotEqualTo
  /// Pops a value; jumps to a if it stands so to the constant b.
  case jumpIfLess, jumpIfLessOrEqual, jumpIfGreater, jumpIfGreaterOrEqual
  /// Faults if the thread holds a spinlock.
  case mightSleep
  /// Ends a property that holds; one that does not, or the step of a thread that cannot move.
  case accept, refuse
  /// Ends the step: a = the next program counter.
  case go
  /// Pops the arguments: a = entry, b = count, c = index of the call site.
  case call
  /// Pops a procedure's number, then the arguments.
  case callCell
  /// Pops the result: a = locals of the frame.
  case leave
  case mutexLock, mutexUnlock, mutexTrylock
  case downRead, downReadTrylock, upRead, downWrite, downWriteTrylock, upWrite, downgradeWrite
  case spinLock, spinUnlock, spinTrylock
  /// Leaves the address of the wait queue; blocks while the thread sleeps on it.
  case blockWhileAsleep
  /// Pops the address; the thread sleeps on it: a = the program counter that it stays at.
  case sleep
  /// Pops the address; blocks unless the thread sleeps on it, else takes it off.
  case wakeSelf
  case wakeAll
  /// Pops the address, and for next and contains first the entry: a = capacity.
  case listFirst, listNext, listIsEmpty, listContains, listCount
  case listAdd, listAddTail, listRemove
  case referenceGet, referenceGetUnlessZero, referencePut
  /// a = record; pushes the row.
  case allocate
  /// Pops the row.
  case free
  case holds
  case drop
  case fault
}

struct Instruction {
  var op: Op
  /// These two lie where there would be a gap.
  var e: Int8 = 0
  var d: Int16 = 0
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
}

/// Why a machine stopped: what the kernel would have crashed on, or what a lock's rules forbid.
public enum Fault: UInt8, Sendable, CaseIterable {
  case nullPointer = 1
  case outOfRange, useAfterFree, notHeld, alreadyHeld, referenceFromZero, referenceBelowZero
  case stackOverflow, sleepsWithSpinlock, listHasIt, listLacksIt, noProcedure, freedTwice, endlessStep, written

  /// The fault in words.
  public var text: String {
    switch self {
    case .nullPointer: "a NULL pointer was followed"
    case .outOfRange: "an index lies outside of its array"
    case .useAfterFree: "freed memory was used"
    case .notHeld: "a lock was released that the thread does not hold"
    case .alreadyHeld: "a lock was taken that the thread holds already"
    case .referenceFromZero: "a reference count was raised from zero"
    case .referenceBelowZero: "a reference was dropped that nobody held"
    case .stackOverflow: "calls are nested too deeply"
    case .sleepsWithSpinlock: "a thread that holds a spinlock would sleep"
    case .listHasIt: "an entry was added to a list that it is on already"
    case .listLacksIt: "an entry was removed from a list that it is not on"
    case .noProcedure: "a callback that is not set was called"
    case .freedTwice: "memory was freed twice"
    case .endlessStep: "a step does not end"
    case .written: "the kernel's own check failed"
    }
  }
}
