import Machine

/// One thread as a process: a label and a choice of `d_step`s for each step. A procedure that one step calls is written
/// out where it stands; for the others see `PromelaCalls`.
struct PromelaProcess {
  let cells: PromelaCells
  private let callees: PromelaCallees
  let thread: Int
  let countsEnded: Bool
  /// Properties that ask about a thread before a step are asserted where the step is.
  let asserts: Bool
  private var items: [Item] = []
  /// Label 0 is the end of the process.
  private var labels = 0
  private var width = 0
  private let calls: PromelaCalls
  /// The frames of procedures that several steps call, and where each of these goes on, and where the result goes.
  private var shared: [Int: Frame] = [:]
  private(set) var returns: [Int: [(back: Int, into: String?)]] = [:]
  /// Shared procedures that are called, and not written yet.
  private var waiting: Set<Int> = []

  /// One step, in one place of the call tree.
  struct Item {
    var label: Int
    var comment: String
    var options: [Option]
    /// To stay here is a valid end.
    var mayStay = false
    /// Where the process counts as ended: the negation of this, while it is here.
    var rest: String?
  }

  /// One way to take a step: a guard, what happens, where it goes on.
  struct Option {
    var condition: String?
    var effect: String?
    var target: Int
  }

  struct Frame {
    var procedure: Int
    var scope: PromelaScope
    /// What the machine's stack holds below the frame, for the same overflow.
    var bytes: Int
    /// Where the caller goes on, and where the result goes.
    var back: Int
    var into: String?
    var first: Int
  }

  init(_ cells: PromelaCells, _ callees: PromelaCallees, thread: Int, countsEnded: Bool, asserts: Bool) {
    self.cells = cells
    self.callees = callees
    self.thread = thread
    self.countsEnded = countsEnded
    self.asserts = asserts
    let program = cells.program
    calls = PromelaCalls(program, root: program.threads[thread].procedure) { procedure in
      let compiled = program.procedures[procedure]
      return Self.reachable(compiled, program).flatMap { counter -> [Int] in
        guard case .call(let callee, let arguments, _) = program.steps[counter].kind else { return [] }
        switch callee {
        case .procedure(let target): return program.procedures.firstIndex { $0.procedure === target }.map { [$0] } ?? []
        case .cell(let place): return callees.callees(place, arguments: arguments).map(\.procedure)
        }
      }
    }
  }

  var program: Program { cells.program }

  /// The process as text.
  mutating func text() -> String {
    let layout = program.threads[thread]
    let root = frame(layout.procedure, base: 0, bytes: 0, back: 0, into: nil)
    write(root)
    while let procedure = calls.first(of: waiting), let frame = shared[procedure] {
      waiting.remove(procedure)
      write(frame)
    }
    var values = layout.arguments.map { Int(Int8(truncatingIfNeeded: $0)) }
    values += Array(repeating: 0, count: max(0, width - values.count))
    let name = PromelaCells.identifier(layout.name)
    var text = "active proctype thread\(thread + 1)_\(name)() {\n"
    if width > 0 { text += "  short v[\(width)]\(PromelaCells.initialiser(values));\n" }
    if cells.hasSpinlocks { text += "  byte spins;\n" }
    return text + printed() + "end:\n  false\n}\n"
  }

  // MARK: The call tree

  private mutating func frame(_ procedure: Int, base: Int, bytes: Int, back: Int, into: String?) -> Frame {
    let compiled = program.procedures[procedure]
    var slots: [String: Int] = [:]
    for (slot, local) in compiled.locals.enumerated() { slots[local.name] = slot }
    let first = labels + 1
    labels += compiled.count
    width = max(width, base + compiled.locals.count + (calls.isShared(procedure) ? 1 : 0))
    return Frame(
      procedure: procedure, scope: PromelaScope(cells, slots: slots, base: base, thread: thread), bytes: bytes,
      back: back, into: into, first: first)
  }

  private mutating func write(_ frame: Frame) {
    let compiled = program.procedures[frame.procedure]
    for counter in Self.reachable(compiled, program) {
      let step = program.steps[counter]
      let label = frame.first + counter - compiled.first
      let next = frame.first + step.next - compiled.first
      let other = frame.first + step.other - compiled.first
      let comment = commentText("\(compiled.name) \(step.name ?? ""): \(program.text(of: step))")
      guard case .call(let callee, let arguments, let local) = step.kind else {
        var item = Item(
          label: label, comment: comment,
          options: options(step, frame, own: label, next: next, other: other) + assertions(step, frame.scope))
        item.mayStay = step.mayStay
        if case .rest(let condition, _, _) = step.kind, countsEnded { item.rest = frame.scope.text(condition) }
        items.append(item)
        continue
      }
      let into = local.map { frame.scope.variable($0) }
      var called: [Frame] = []
      var item = Item(label: label, comment: comment, options: [])
      switch callee {
      case .procedure(let procedure):
        guard let target = program.procedures.firstIndex(where: { $0.procedure === procedure }) else { continue }
        item.options.append(call(target, nil, arguments, frame, back: next, into: into, &called))
      case .cell(let place):
        let cell = frame.scope.cell(place)
        let candidates = callees.callees(place, arguments: arguments)
        for candidate in candidates {
          item.options.append(
            call(
              candidate.procedure, "\(cell) == \(candidate.number)", arguments, frame, back: next, into: into, &called))
        }
        let known = candidates.map { "\(cell) != \($0.number)" } + ["1"]
        item.options.append(Option(condition: known.joined(separator: " && "), effect: "assert(false)", target: 0))
      }
      items.append(item)
      for inner in called { write(inner) }
    }
  }

  /// The program counters of a procedure that can be reached in it, in order.
  private static func reachable(_ compiled: CompiledProcedure, _ program: Program) -> [Int] {
    var found: Set<Int> = []
    var waiting = [compiled.first]
    while let counter = waiting.popLast() {
      guard counter != 0, found.insert(counter).inserted else { continue }
      let step = program.steps[counter]
      if case .result = step.kind { continue }
      waiting.append(step.next)
      if case .test = step.kind { waiting.append(step.other) }
    }
    return found.sorted()
  }

  private mutating func call(
    _ target: Int, _ condition: String?, _ arguments: [Value], _ frame: Frame, back: Int, into: String?,
    _ called: inout [Frame]
  ) -> Option {
    let locals = program.procedures[frame.procedure].locals.count
    let bytes = frame.bytes + locals + Program.frameHeader
    guard calls.isFlat || bytes + program.procedures[target].locals.count <= program.threads[thread].stack else {
      return Option(condition: condition, effect: "assert(false)", target: 0)
    }
    let base = calls.bases[target] ?? frame.scope.base + locals
    var inner: Frame
    if calls.isShared(target) {
      inner = shared[target] ?? self.frame(target, base: base, bytes: bytes, back: back, into: nil)
      shared[target] = inner
      waiting.insert(target)
    } else {
      inner = self.frame(target, base: base, bytes: bytes, back: back, into: into)
      called.append(inner)
    }
    var effect = arguments.enumerated().map { "v[\(inner.scope.base + $0)] = \(frame.scope.stored($1))" }
    if calls.isShared(target) {
      returns[target, default: []].append((back, into))
      effect.append("\(origin(inner)) = \(returns[target]?.count ?? 0)")
    }
    return Option(
      condition: condition, effect: effect.isEmpty ? nil : effect.joined(separator: "; "), target: inner.first)
  }

  /// Which of several calls a shared procedure goes back to, counted from 1.
  func origin(_ frame: Frame) -> String {
    "v[\(frame.scope.base + program.procedures[frame.procedure].locals.count)]"
  }

  // MARK: Text

  private func printed() -> String {
    var wanted: Set<Int> = []
    for (position, item) in items.enumerated() {
      let following = position + 1 < items.count ? items[position + 1].label : 0
      for option in item.options where option.target != following { wanted.insert(option.target) }
    }
    var text = ""
    for (position, item) in items.enumerated() {
      let following = position + 1 < items.count ? items[position + 1].label : 0
      if wanted.contains(item.label) { text += "L\(item.label):\n" }
      if item.mayStay { text += "end_\(item.label):\n" }
      text += "  /* \(item.comment) */\n  if\n"
      for option in item.options {
        text += "  :: \(Self.text(noting(option, from: item)))"
        if option.target != following { text += option.target == 0 ? "; goto end" : "; goto L\(option.target)" }
        text += "\n"
      }
      text += "  fi;\n"
    }
    return text
  }

  // MARK: Threads that serve others

  /// The global variable that says at which place the process has nothing to do; 0 for none. It follows from where the
  /// process is, so that it adds no states.
  private var place: String { "rests\(thread + 1)" }

  /// Where the process may have nothing to do, with the conditions that end it.
  private var rests: [(label: Int, condition: String)] {
    items.compactMap { item in item.rest.map { (item.label, $0) } }
  }

  /// The option, with a note of where it leads to.
  private func noting(_ option: Option, from item: Item) -> Option {
    let isThere = rests.contains { $0.label == option.target }
    guard isThere || item.rest != nil else { return option }
    var copy = option
    copy.effect = [option.effect, "\(place) = \(isThere ? option.target : 0)"].compactMap(\.self).joined(
      separator: "; ")
    return copy
  }

  /// What the monitor adds to the number of processes that have ended; nil for a process that never rests.
  var restText: (declaration: String, count: String)? {
    guard !rests.isEmpty else { return nil }
    let first = items.first.flatMap { $0.rest == nil ? nil : $0.label } ?? 0
    let parts = rests.map { "\(place) == \($0.label) && !(\($0.condition))" }
    return ("short \(place) = \(first);\n", "((\(parts.joined(separator: " || "))) -> 1 : 0)")
  }

  private static func text(_ option: Option) -> String {
    switch (option.condition, option.effect) {
    case (let condition?, let effect?): "d_step { \(condition) -> \(effect) }"
    case (let condition?, nil): "\(condition)"
    case (nil, let effect?): "d_step { \(effect) }"
    case (nil, nil): "skip"
    }
  }
}
