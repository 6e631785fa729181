import Kernel
import Machine
import Replay
import Scene

/// What is kept of every step of a run, so that lanes, counts and marks need no second look at the states.
struct StepFact {
  var thread: UInt8
  /// The program counter before the step.
  var counter: UInt16
  /// Properties that do not hold after it, a bit each.
  var broken: UInt32
  var marks: Marks
  /// Sections and retries up to and including this step.
  var sections: UInt32
  var retries: UInt32
  /// Ranges that were on the stack of a function that has returned, a bit a row.
  var ended: UInt8

  var endedRanges: Set<Int> { Set((0..<8).filter { ended & 1 << $0 != 0 }.map { $0 + 1 }) }

  struct Marks: OptionSet {
    let rawValue: UInt16
    static let sectionOpen = Marks(rawValue: 1)
    static let sectionClose = Marks(rawValue: 2)
    static let retry = Marks(rawValue: 4)
    static let committed = Marks(rawValue: 8)
    /// A property broke in this step.
    static let breaks = Marks(rawValue: 16)
    /// The operation that had the section is over.
    static let sectionGone = Marks(rawValue: 32)
    static let fault = Marks(rawValue: 64)
    /// The driver's test found that its round is lost; the jump back follows.
    static let lost = Marks(rawValue: 128)
    /// The device wrote into a frame that the process does not own.
    static let harm = Marks(rawValue: 256)
    /// A range became valid again while its driver carries what it had read before.
    static let comesBack = Marks(rawValue: 512)
  }
}

/// The facts of one branch.
struct StepFacts {
  private(set) var facts: [StepFact] = []
  private(set) var failure: Int?

  var count: Int { facts.count }
  subscript(step: Int) -> StepFact { facts[step - 1] }

  /// Adds the facts of a step.
  mutating func append(_ program: Program, loops: DriverLoops, _ before: [UInt8], _ choice: Choice, _ after: [UInt8]) {
    let counter = program.counter(before, choice.thread)
    var marks: StepFact.Marks = []
    // A step that ends an inner section does not change the outer one.
    let row = program.innermostSection(of: choice.thread, in: before, after)
    let old = program.value(before, MmuNotifierRange.name, row, "phases") ?? 0
    let new = program.value(after, MmuNotifierRange.name, row, "phases") ?? 0
    if old & 2 == 0, new & 2 != 0 { marks.insert(.sectionOpen) }
    if old & 16 == 0, new & 16 != 0 { marks.insert(.sectionClose) }
    if old != 0, new == 0 { marks.insert(.sectionGone) }
    if loops.isRetry(program, counter, program.counter(after, choice.thread)) { marks.insert(.retry) }
    if program.fault(after) != nil { marks.insert(.fault) }
    if Self.losesRound(program, before, choice, after) { marks.insert(.lost) }
    if Self.comesBack(program, before, after) { marks.insert(.comesBack) }
    if Self.doesHarm(program, counter, before, after) { marks.insert(.harm) }
    if let column = program.layout.column(Driver.name, "dpt") {
      let cells = column.base..<column.base + column.stride * column.rows
      if cells.contains(where: { before[$0] == 0 && after[$0] != 0 }) { marks.insert(.committed) }
    }
    var broken: UInt32 = 0
    let hasEnded = program.hasEnded(after)
    after.withUnsafeBufferPointer { bytes in
      for (index, property) in program.properties.enumerated() where index < 32 {
        if property.onlyAtEnd, !hasEnded { continue }
        if !program.holds(index, bytes.baseAddress!) { broken |= 1 << UInt32(index) }
      }
    }
    if broken & ~(facts.last?.broken ?? 0) != 0 || marks.contains(.fault) {
      marks.insert(.breaks)
      if failure == nil { failure = facts.count + 1 }
    }
    let last = facts.last
    facts.append(
      StepFact(
        thread: UInt8(choice.thread), counter: UInt16(counter), broken: broken, marks: marks,
        sections: (last?.sections ?? 0) + (marks.contains(.sectionOpen) ? 1 : 0),
        retries: (last?.retries ?? 0) + (marks.contains(.retry) ? 1 : 0),
        ended: Self.ended(program, before, after, last?.ended ?? 0)))
  }
}

extension StepFacts {
  /// Whether a driver's line has read `valid` and found it false.
  private static func losesRound(
    _ program: Program, _ before: [UInt8], _ choice: Choice, _ after: [UInt8]
  ) -> Bool {
    guard let step = program.nextStep(before, choice.thread), step.line != nil,
      let condition = program.condition(of: step)
    else { return false }
    return program.operands(condition, before, choice.thread).contains {
      ($0.text.hasSuffix(">valid") || $0.text.hasSuffix(".valid")) && $0.value == 0
    }
  }

  /// The ranges that are gone: freed in this step or before, and not in use again.
  private static func ended(_ program: Program, _ before: [UInt8], _ after: [UInt8], _ bits: UInt8) -> UInt8 {
    guard let used = program.layout.column(HmmRange.name, Layout.allocatedField) else { return bits }
    var result = bits
    for row in 0..<min(8, used.rows) {
      if after[used.base + row] != 0 { result &= ~(1 << UInt8(row)) }
      if before[used.base + row] != 0, after[used.base + row] == 0 { result |= 1 << UInt8(row) }
    }
    return result
  }

  /// Whether the flag of a range has come back while pfns of the running round are in use (B1).
  private static func comesBack(_ program: Program, _ before: [UInt8], _ after: [UInt8]) -> Bool {
    guard let valid = program.layout.column(HmmRange.name, "valid"),
      let written = program.layout.column(HmmRange.name, "written")
    else { return false }
    for row in 0..<valid.rows where before[valid.base + row] == 0 && after[valid.base + row] != 0 {
      let start = written.base + row * written.stride
      let isCarried = after[start..<start + written.stride].contains(1)
      if isCarried, program.value(after, HmmRange.name, row + 1, "failed") == 0 { return true }
    }
    return false
  }

  /// Whether a device's access changed what is in a frame that the mirrored process, number 1, does not own.
  private static func doesHarm(_ program: Program, _ counter: Int, _ before: [UInt8], _ after: [UInt8]) -> Bool {
    let step = program.steps[counter]
    guard step.procedure >= 0, program.procedures[step.procedure].name == "device_access",
      let letters = program.layout.column(Frame.name, "letter")
    else { return false }
    for row in 0..<letters.rows where before[letters.base + row] != after[letters.base + row] {
      if program.value(after, Frame.name, row + 1, "owner") != 1 { return true }
    }
    return false
  }
}

/// Where each driver's retry loop lies: from its label to its end.
struct DriverLoops {
  /// By the procedure's number.
  var loops: [Int: ClosedRange<Int>] = [:]

  /// Whether a step goes back to the beginning of the loop.
  func isRetry(_ program: Program, _ before: Int, _ after: Int) -> Bool {
    guard before > 0, after > 0 else { return false }
    let (from, to) = (program.steps[before], program.steps[after])
    guard from.procedure == to.procedure, let loop = loops[from.procedure], let old = from.line, let new = to.line
    else { return false }
    return new < old && loop.contains(old) && new <= firstLine(program, loop, from.procedure)
  }

  /// A step that returns into the loop's head is a retry too: the call was the last statement before it.
  private func firstLine(_ program: Program, _ loop: ClosedRange<Int>, _ procedure: Int) -> Int {
    let first = program.procedures[procedure].first
    let lines = program.steps[first..<first + program.procedures[procedure].count].compactMap(\.line)
    return lines.filter { loop.contains($0) }.min() ?? loop.lowerBound
  }
}
