/// Turns a setup's procedures into a program. Used once, by `Program.init`.
struct Compiler {
  let setup: Setup
  let layout: Layout
  var procedures: [CompiledProcedure] = []
  var steps: [Step] = []
  var threads: [ThreadLayout] = []
  var size = 0
  var code: [Instruction] = []
  var callable: [Int] = []
  /// Which procedures a field can hold, and the fields that hold what cannot be told from the text.
  var held: [String: Set<Int>] = [:]
  var open: Set<String> = []
  var index: [ObjectIdentifier: Int] = [:]
  var callSites: [CallSite] = []
  var rowRules: [RowRule] = []
  var allocations: [Allocation] = []
  var questions: [Question] = []
  /// By property: its questions, none for one that asks about threads before a step; and which of those it is, -1 for
  /// none.
  var questionsOf: [Range<Int>] = []
  var approachOf: [Int] = []
  /// For each property that asks about threads before a step: where its code for a step is, -1 for none.
  var approachEntries: [[Int32]] = []
  /// The bytes that such a property looks at, whatever the step and the thread.
  var approachReads: [Set<Int>] = []

  var outlines: [Outline] = []
  var found: [Procedure] = []
  var allocationIndex: [String: Int] = [:]
  var ruleIndex: [String: Int] = [:]
  /// The procedure being compiled: slots of its locals, and rows that stand for locals in an unrolled loop.
  var slots: [String: Int] = [:]
  var fixed: [String: Int] = [:]
  var touchesCells = false
  var guards: [Step.Guard] = []
  /// The bytes that what is compiled looks at; nil while nobody wants to know.
  var reads: Set<Int>?

  init(_ setup: Setup) {
    self.setup = setup
    layout = Layout(setup)
  }

  mutating func compile() {
    for thread in setup.threads { discover(thread.procedure) }
    for cell in setup.cells {
      let key = "\(cell.record).\(cell.field)"
      switch cell.value {
      case .procedure(let procedure):
        offer(procedure)
        hold(procedure, in: key)
      case .number: if layout.column(cell.record, cell.field)?.field.kind == .procedure { open.insert(key) }
      }
    }
    var counter = 1
    var firsts: [Int] = []
    for outline in outlines {
      firsts.append(counter)
      counter += outline.steps.count
    }
    for (index, procedure) in found.enumerated() {
      procedures.append(
        CompiledProcedure(
          procedure: procedure, rows: outlines[index].rows, locals: outlines[index].locals, first: firsts[index],
          count: outlines[index].steps.count))
    }
    precondition(counter < 65_536, "too many steps")
    steps.append(
      Step(
        procedure: -1, index: 0, name: nil, rows: [], line: nil, isBare: false, alternatives: 0, kind: .result(nil),
        next: 0, other: 0, entries: [], isLocal: true, before: [], guards: []))
    // The end of a thread, which the first step stands for, approaches nothing.
    approachEntries = setup.properties.filter { $0.before != nil }.map { _ in [-1] }
    approachReads = approachEntries.map { _ in [] }
    for index in found.indices { compileProcedure(index) }
    slots = [:]
    compileProperties()
    layOutThreads()
  }
}
