/// One step of a program: what happens at once when a thread moves. Its number is the program counter.
public struct Step: Sendable {
  /// Which procedure, and which of its steps, from 0: an identity that does not depend on the scenario.
  public let procedure: Int
  public let index: Int
  /// `IS4`; nil where the reference has no name.
  public let name: String?
  /// The rows of the procedure's listing that it runs.
  public let rows: [Int]
  /// The line of a driver's text.
  public let line: Int?
  public let isBare: Bool
  /// How many alternatives it has; each is a choice of its own.
  public let alternatives: Int
  package let kind: Flat
  package let next: Int
  package let other: Int
  /// Where the code of each alternative begins.
  let entries: [Int32]
  /// It touches nothing but the thread's own stack, has one outcome and never blocks: no other thread can tell when it
  /// happened.
  public let isLocal: Bool
  /// Bookkeeping that it does first.
  package let before: [Statement]
  /// The locks that guard what it touches, by record and field; none for a statement that is marked as doing so bare.
  public let guards: [Guard]

  /// A lock that guards cells of its own record.
  public struct Guard: Sendable, Hashable {
    public let record: String
    public let lock: String
  }

  /// To wait here for ever is a valid end: nothing to do, or something outside of the kernel has not come.
  public var mayStay: Bool {
    switch kind {
    case .await, .rest: true
    default: false
    }
  }

  /// A thread that has nothing to do here counts as one that has ended.
  public var isRest: Bool { if case .rest = kind { true } else { false } }

  /// It sleeps on a wait queue until a condition holds.
  public var isWait: Bool { if case .wait = kind { true } else { false } }
}

/// A procedure as this program holds it.
public struct CompiledProcedure: Sendable {
  public let procedure: Procedure
  public let rows: [Row]
  public let locals: [Local]
  /// The program counter of its first step, and how many it has.
  public let first: Int
  public let count: Int

  public var name: String { procedure.name }
}

/// Where a thread's bytes lie.
public struct ThreadLayout: Sendable {
  public let name: String
  public let base: Int
  public let stack: Int
  public let procedure: Int
  public let arguments: [Int]
}

/// A scenario, laid out and compiled: the machine that runs, is drawn, recorded and searched.
public final class Program: Sendable {
  public let setup: Setup
  public let layout: Layout
  public let procedures: [CompiledProcedure]
  /// By program counter; 0 stands for a thread that has ended.
  public let steps: [Step]
  public let threads: [ThreadLayout]
  /// Bytes of a state, a multiple of eight.
  public let size: Int
  /// Procedures that cells can hold, in the order of their numbers, from 1.
  public let callable: [Int]
  public let properties: [Property]

  nonisolated(unsafe) let code: UnsafeMutablePointer<Instruction>
  /// What a step of the interpreter needs of `steps` and `threads`, where nothing is counted or checked.
  nonisolated(unsafe) let hotSteps: UnsafeMutablePointer<HotStep>
  nonisolated(unsafe) let hotEntries: UnsafeMutablePointer<Int32>
  nonisolated(unsafe) let bases: UnsafeMutablePointer<Int>
  let codeCount: Int
  let callSites: [CallSite]
  nonisolated(unsafe) let rules: UnsafeMutablePointer<RowRule>
  /// Where the code of each question begins.
  nonisolated(unsafe) let questionEntries: UnsafeMutablePointer<Int32>
  let allocations: [Allocation]
  /// The parts of all properties, property by property.
  public let questions: [Question]
  let questionsOf: [Range<Int>]
  let approachOf: [Int]
  let approachEntries: [[Int32]]
  let approachReads: [Set<Int>]
  let entryOfCallable: [Int32]
  private let procedureIndex: [ObjectIdentifier: Int]

  /// Compiles every procedure that the threads can reach.
  public init(_ setup: Setup) {
    var compiler = Compiler(setup)
    compiler.compile()
    self.setup = setup
    layout = compiler.layout
    procedures = compiler.procedures
    steps = compiler.steps
    threads = compiler.threads
    size = compiler.size
    callable = compiler.callable
    properties = setup.properties
    callSites = compiler.callSites
    allocations = compiler.allocations
    questions = compiler.questions
    questionsOf = compiler.questionsOf
    approachOf = compiler.approachOf
    approachEntries = compiler.approachEntries
    approachReads = compiler.approachReads
    entryOfCallable = compiler.callable.map { Int32(compiler.procedures[$0].first) }
    procedureIndex = compiler.index
    codeCount = compiler.code.count
    code = .allocate(capacity: max(1, codeCount))
    code.initialize(from: compiler.code, count: codeCount)
    hotSteps = .allocate(capacity: steps.count)
    hotEntries = .allocate(capacity: max(1, steps.reduce(0) { $0 + $1.entries.count }))
    var entries = 0
    for (counter, step) in steps.enumerated() {
      let locals = step.procedure < 0 ? 0 : procedures[step.procedure].locals.count
      hotSteps[counter] = HotStep(entries: Int32(entries), next: Int32(step.next), locals: Int32(locals))
      for entry in step.entries {
        hotEntries[entries] = entry
        entries += 1
      }
    }
    rules = .allocate(capacity: max(1, compiler.rowRules.count))
    rules.initialize(from: compiler.rowRules, count: compiler.rowRules.count)
    questionEntries = .allocate(capacity: max(1, questions.count))
    for (number, question) in questions.enumerated() { questionEntries[number] = question.entry }
    bases = .allocate(capacity: max(1, threads.count))
    bases[0] = 0
    for (index, thread) in threads.enumerated() { bases[index] = thread.base }
  }

  deinit {
    code.deallocate()
    hotSteps.deallocate()
    hotEntries.deallocate()
    bases.deallocate()
    rules.deallocate()
    questionEntries.deallocate()
  }

  /// The first state.
  public func initialState() -> [UInt8] {
    if let start = setup.start { return start }
    var state = [UInt8](repeating: 0, count: size)
    for cell in setup.cells {
      guard let address = layout.address(cell.record, cell.row, cell.field, cell.element) else {
        preconditionFailure("no cell \(cell.record)[\(cell.row)].\(cell.field)[\(cell.element)]")
      }
      switch cell.value {
      case .number(let number): state[address] = UInt8(truncatingIfNeeded: number)
      case .procedure(let procedure): state[address] = UInt8(number(of: procedure) ?? 0)
      }
    }
    for thread in threads {
      let first = procedures[thread.procedure].first
      state[thread.base] = UInt8(first & 0xff)
      state[thread.base + 1] = UInt8(first >> 8)
      for (index, argument) in thread.arguments.enumerated() {
        state[thread.base + Self.threadHeader + index] = UInt8(truncatingIfNeeded: argument)
      }
    }
    return state
  }

  /// The same program from another of its states.
  public func starting(at state: [UInt8]) -> Program {
    precondition(state.count == size, "this is a state of another program")
    var setup = setup
    setup.start = state
    return Program(setup)
  }

  /// The same program in which some threads never move: they have ended before the first state, in which they must not
  /// have moved yet.
  public func without(threads absent: Set<Int>) -> Program {
    var state = initialState()
    for thread in absent {
      let layout = threads[thread]
      for address in layout.base..<layout.base + Self.threadHeader + layout.stack { state[address] = 0 }
    }
    return starting(at: state)
  }

  /// The number by which a cell holds a procedure; nil if nothing in this program can call it so.
  public func number(of procedure: Procedure) -> Int? {
    guard let index = procedureIndex[ObjectIdentifier(procedure)] else { return nil }
    return callable.firstIndex(of: index).map { $0 + 1 }
  }

  /// Program counter, frame base, spinlocks held; then the stack.
  static let threadHeader = 4
  /// The call (two bytes), frame base of the caller, where the result goes.
  package static let frameHeader = 4

  /// The procedure with this name, if the program has it.
  public func procedure(named name: String) -> Int? { procedures.firstIndex { $0.name == name } }
}

/// A step as the interpreter reads it.
struct HotStep {
  /// Where the code of its first alternative is noted.
  var entries: Int32
  var next: Int32
  /// How many locals its procedure has.
  var locals: Int32
}

/// What a call needs to know of its caller.
struct CallSite: Sendable {
  var callerLocals: Int32
  /// The local that takes the result; -1 for none.
  var into: Int32
}

/// What a row of a column must obey.
struct RowRule: Sendable {
  var rows: Int32
  /// Where the bytes lie that say which rows are allocated; -1 for records that always are.
  var allocated: Int32
}

/// What is zeroed when a row is allocated or freed.
struct Allocation: Sendable {
  var allocated: Int32
  var rows: Int32
  var columns: [(base: Int32, stride: Int32)]
}
