import Kernel
import Machine
import Scene

/// Where a driver's thread stands and what its last line gave; found by the timeline, which knows the past.
struct DriverPlace {
  /// The thread that runs the driver.
  var thread: Int
  var procedure: Int
  /// The line that the thread stands at or waits in; nil when it has left the driver.
  var line: Int?
  /// The line that ran last, with the values that it worked on.
  var lastLine: Int?
  var value = ""
  /// Whether the step that led here was of that line or of a call in it.
  var ran: Bool
  var round: Int
  var loop: ClosedRange<Int>?
  var inferred: Set<Int> = []
}

extension RunMoment {
  /// The driver's text with the place where its thread stands.
  func driverListing(_ place: DriverPlace?, breaks: Set<String>) -> Listing {
    var listing = Listing()
    listing.name = "Driver"
    guard let place else {
      listing.title = "no driver runs"
      return listing
    }
    let compiled = program.procedures[place.procedure]
    let file = compiled.procedure.file
    let line = place.line ?? place.lastLine ?? 1
    listing.title = "\(file):\(line), round \(place.round)"
    let obstacle = program.obstacle(after, place.thread)
    let isWaiting = obstacle != nil && obstacle != .ended
    listing.rows = compiled.rows.enumerated().map { index, row in
      var result = ListingRow(label: row.label, text: row.text)
      let number = index + 1
      result.ran = place.ran && number == place.lastLine
      result.isNext = number == place.line && !isWaiting
      result.waits = number == place.line && isWaiting
      if number == place.lastLine { result.value = place.value }
      result.isInferred = place.inferred.contains(number)
      result.isBreak = breaks.contains(row.label)
      return result
    }
    listing.focus = line - 1
    listing.loop = place.loop.map { $0.lowerBound - 1...$0.upperBound - 1 }
    return listing
  }

  /// The kernel procedure, or callback, of the thread that ran last, or one in which another thread stands.
  func kernelListing(breaks: Set<String>) -> Listing {
    var listing = Listing()
    listing.name = "Kernel"
    listing.title = "nobody is inside"
    guard let (thread, procedure) = kernelProcedure() else { return listing }
    let compiled = program.procedures[procedure]
    listing.title = "\(program.threads[thread].name): \(compiled.name)"
    let ran = choice?.thread == thread && step?.procedure == procedure ? Set(step?.rows ?? []) : []
    let frame = program.stack(after, thread).first { $0.procedure == procedure }
    let next = Set(frame.map { program.steps[$0.counter].rows } ?? [])
    let isWaiting = program.obstacle(after, thread) != nil
    var shown: [Int: Int] = [:]
    for (index, row) in compiled.rows.enumerated() {
      if row.isGhost {
        // What would follow bookkeeping follows the row before it.
        if let last = listing.rows.indices.last { listing.rows[last].add(row.others) }
        continue
      }
      var result = ListingRow(row)
      result.add(row.others)
      result.ran = ran.contains(index)
      result.isNext = next.contains(index) && !isWaiting
      result.waits = next.contains(index) && isWaiting
      result.isBreak = !row.label.isEmpty && breaks.contains(row.label)
      if result.ran, !ran.contains(where: { shown[$0] != nil }) { result.value = ranValue(thread) }
      shown[index] = listing.rows.count
      listing.rows.append(result)
    }
    let ranRows = ran.compactMap { shown[$0] }
    let nextRows = next.compactMap { shown[$0] }
    listing.focus = nextRows.min() ?? ranRows.min()
    // What ran and what comes next, in sight together where there is room.
    if let low = (ranRows + nextRows).min(), let high = (ranRows + nextRows).max() { listing.loop = low...high }
    return listing
  }

  /// Whether a procedure is the driver's main loop or what it calls itself, rather than kernel or callback.
  func isDriverText(_ procedure: Int) -> Bool { !program.procedures[procedure].procedure.text.isEmpty }

  private func kernelProcedure() -> (thread: Int, procedure: Int)? {
    if let choice {
      if step != nil, let procedure = shown(choice.thread, in: before) { return (choice.thread, procedure) }
      if let procedure = shown(choice.thread, in: after) { return (choice.thread, procedure) }
    }
    for thread in program.threads.indices where !isToBegin(thread) {
      if let procedure = shown(thread, in: after) { return (thread, procedure) }
    }
    return nil
  }

  /// A thread that has not moved is not inside yet, although its first step is the kernel's.
  private func isToBegin(_ thread: Int) -> Bool {
    let stack = program.stack(after, thread)
    return stack.count == 1 && stack[0].counter == program.procedures[program.threads[thread].procedure].first
  }

  /// Where a thread stands in the kernel, or in a callback that it runs for a driver that brings no text for it.
  private func shown(_ thread: Int, in state: [UInt8]) -> Int? {
    let stack = program.stack(state, thread)
    guard let inner = stack.first, !isDriverText(inner.procedure),
      stack.contains(where: { program.procedures[$0.procedure].procedure.isKernel })
    else { return nil }
    return inner.procedure
  }

  /// What the step that ran worked on, for the comment behind its row.
  private func ranValue(_ thread: Int) -> String {
    guard let step else { return "" }
    if let condition = program.condition(of: step) {
      return values(condition, program.preparesItsTest(step) ? after : before, thread)
    }
    return assignments(from: before, to: after).first ?? ""
  }

  /// What a step changed that the kernel has too, `name old ⇒ new`: no bookkeeping of the model or of stacks.
  func changes(from old: [UInt8], to new: [UInt8]) -> [String] {
    visible(old, new).map { change in
      let (before, after) = (space(of: change, in: old), space(of: change, in: new))
      return
        "\(change.name.withoutThread) \(number(change.before, change.kind, in: before)) ⇒ "
        + number(change.after, change.kind, in: after)
    }
  }

  private func assignments(from old: [UInt8], to new: [UInt8]) -> [String] {
    visible(old, new).map { change in
      let name = change.name.withoutThread
      let value = number(change.after, change.kind, in: space(of: change, in: new))
      return "\(name.split(separator: ">").last.map(String.init) ?? name) = \(value)"
    }
  }

  /// The address space that what a step has changed belongs to: of a local, that of the thread.
  private func space(of change: Change, in state: [UInt8]) -> Int? {
    let cell = program.layout.cell(at: change.address)
    return cell.flatMap { program.space(of: $0.record, $0.row, in: state) }
      ?? choice.map { program.space(of: $0.thread, in: before) }
  }

  private func visible(_ old: [UInt8], _ new: [UInt8]) -> [Change] {
    program.difference(old, new).filter { change in
      !change.name.hasSuffix("next step") && !(program.layout.cell(at: change.address)?.field.isGhost ?? false)
    }
  }

  /// `ret = 4`, `valid = false`: the operands of a condition with their values.
  func values(_ condition: Value, _ state: [UInt8], _ thread: Int) -> String {
    var seen: [String] = []
    let space = program.space(of: thread, in: state)
    for operand in program.operands(condition, state, thread) {
      let name = operand.text.split(separator: ">").last.map(String.init) ?? operand.text
      let text = "\(name) = \(number(operand.value, operand.kind, in: space))"
      if !seen.contains(text) { seen.append(text) }
    }
    return seen.prefix(2).joined(separator: ", ")
  }

  /// A value in the words of its kind.
  ///
  /// - Parameter space: the address space that a page which may be an end is the end of, by its row.
  func number(_ value: Int, _ kind: Kind, in space: Int? = nil) -> String {
    switch kind {
    case .flag: return value != 0 ? "true" : "false"
    case .errno: return Errno.name(value) ?? "\(value)"
    case .procedure: return value == 0 ? "NULL" : program.procedures[program.callable[value - 1]].name
    case .thread: return value == 0 ? "nobody" : program.threads[value - 1].name
    case .letter: return value == 0 ? "-" : "'\(UnicodeScalar(UInt8(truncatingIfNeeded: value)))'"
    case .tag("page"): return labels.page(value, in: space)
    case .tag("page of child"): return labels.page(value)
    case .tag("entry"):
      let drawn = entry(value, none: "NONE")
      return drawn.text
    case .tag("process"): return labels.process(value)
    case .pointer(Frame.name): return value == 0 ? "NULL" : labels.frame(value)
    case .pointer(let record): return value == 0 ? "NULL" : "&\(record)[\(value - 1)]"
    default: return Errno.name(value) ?? "\(value)"
    }
  }
}

extension ListingRow {
  fileprivate init(_ row: Row) {
    self.init(label: row.label, text: String(repeating: "  ", count: max(0, row.indent - 1)) + row.text)
    switches = row.switches.map(\.name).joined(separator: " ")
    form = row.switches.first.map { $0.isChanged ? .changed : .original }
  }

  /// Keeps the rows that a switch would bring behind this one, and the name of the switch with it.
  fileprivate mutating func add(_ forms: [OtherForm]) {
    for form in forms {
      let rows = form.rows.filter { !$0.isGhost }
      guard !rows.isEmpty else { continue }
      if !switches.split(separator: " ").contains(Substring(form.name)) {
        switches += (switches.isEmpty ? "" : " ") + form.name
      }
      others += rows.map { row in
        var other = ListingRow(row)
        (other.label, other.switches) = ("", form.name)
        other.form = form.isChanged ? .changed : .original
        return other
      }
    }
  }
}

extension String {
  /// `ret` of `gpu: ret`.
  fileprivate var withoutThread: String { split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? self }
}
