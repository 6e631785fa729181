import Kernel
import Machine
import Replay
import Scene

/// One row of the account of a run: a step, or several that are told as one.
public struct PathRow: Equatable, Sendable {
  /// The steps that it stands for.
  public var steps: ClosedRange<Int>
  public var thread: String
  /// `retry-loop.c:21`, `hmm_invalidate_range_end IE3`; with the call where a whole one stands here.
  public var place: String
  /// What changed, in the words of the steps.
  public var what: String
  /// Why it could run: the lock that was free, the condition with its values; empty where nothing was asked.
  public var because: String
}

extension RunTimeline {
  /// Every step by itself.
  public func account(of steps: Range<Int>) -> [PathRow] { steps.map { row($0...$0) } }

  /// The steps in few rows: a call that has ended before another thread ran is one row, and a step that changes nothing
  /// and asks for no lock stands with the one that follows.
  ///
  /// - Parameter kept: steps that are rows of their own whatever they are in.
  public func foldedAccount(of steps: Range<Int>, keeping kept: Set<Int> = []) -> [PathRow] {
    var rows: [PathRow] = []
    var step = steps.lowerBound
    while step < steps.upperBound {
      let thread = run.choice(step).thread
      var end = step
      while end + 1 < steps.upperBound, run.choice(end + 1).thread == thread { end += 1 }
      rows += folded(step...end, thread, kept)
      step = end + 1
    }
    return rows
  }

  /// The steps of one thread in a row.
  private func folded(_ steps: ClosedRange<Int>, _ thread: Int, _ kept: Set<Int>) -> [PathRow] {
    let root = run.program.threads[thread].procedure
    // What calls the operations of a thread one after the other is nobody's text: the operations are looked into.
    let outermost = run.program.procedures[root].procedure.text.isEmpty ? 2 : 1
    var rows: [PathRow] = []
    var step = steps.lowerBound, start = steps.lowerBound
    while step <= steps.upperBound {
      if let end = endOfCall(step, within: steps, thread, outermost), !kept.contains(where: { step <= $0 && $0 <= end })
      {
        rows.append(row(start...end))
        step = end + 1
        start = step
        continue
      }
      let isPlain = step < steps.upperBound && !kept.contains(step) && isPlain(step) && !kept.contains(step + 1)
      if !isPlain {
        rows.append(row(start...step))
        start = step + 1
      }
      step += 1
    }
    return rows
  }

  /// The step with which a call ends that this step makes; nil if it makes none, or none that ends in time.
  private func endOfCall(_ step: Int, within steps: ClosedRange<Int>, _ thread: Int, _ outermost: Int) -> Int? {
    let before = depth(step - 1, thread)
    guard before >= outermost, depth(step, thread) > before else { return nil }
    return (step...steps.upperBound).first { $0 > step && depth($0, thread) <= before }
  }

  /// Whether a step is no line of a driver, changes nothing that is seen and asks for no lock.
  private func isPlain(_ step: Int) -> Bool {
    let moment = runMoment(step)
    guard let code = moment.step, code.line == nil, run.program.lock(of: code) == nil, !code.isWait else {
      return false
    }
    return moment.cellChanges(from: moment.before, to: moment.after).isEmpty
  }

  private func row(_ steps: ClosedRange<Int>) -> PathRow {
    let first = runMoment(steps.lowerBound), last = runMoment(steps.upperBound)
    var row = PathRow(
      steps: steps, thread: first.thread, place: last.place, what: last.shortWords, because: last.guardWords)
    guard steps.count > 1 else { return row }
    let net = Set(first.cellChanges(from: first.before, to: last.after).map(\.address))
    var words: [String] = []
    for step in steps {
      let moment = runMoment(step)
      let changed = moment.cellChanges(from: moment.before, to: moment.after).map(\.address)
      if !net.isDisjoint(with: changed), !words.contains(moment.shortWords) { words.append(moment.shortWords) }
      if row.because.isEmpty { row.because = moment.guardWords }
    }
    let call = steps.lazy.map { self.runMoment($0) }.first { moment in
      moment.step.flatMap { self.run.program.callee(of: $0) } != nil
    }
    if let call, let code = call.step, last.stackDepth <= call.depthBefore {
      row.place = "\(code.line == nil ? code.name ?? "" : call.place) \(call.calledName(code))()".withoutLeadingBlank
      row.what = words.isEmpty ? "nothing that lasts" : ""
    }
    if !words.isEmpty { row.what = words.prefix(4).joined(separator: "; ") + (words.count > 4 ? "; ⋯" : "") }
    return row
  }
}

extension RunMoment {
  /// Where the step stands: a line of a text, or a procedure with the name of the step.
  var place: String {
    guard let step else { return "" }
    let procedure = program.procedures[step.procedure]
    if let line = step.line { return "\(procedure.procedure.file):\(line)" }
    return procedure.name + (step.name.map { " \($0)" } ?? "")
  }

  /// What the step did, in a few words, without the thread's name and without a full stop.
  var shortWords: String {
    let short = why(broken: [], stop: nil, intro: "").short
    let words = short.hasPrefix(thread + ": ") ? short.dropFirst(thread.count + 2) : short[...]
    return String(words.hasSuffix(".") ? words.dropLast() : words)
  }

  /// Why the step could be made: who held no lock, what a condition came to. Empty where nothing was asked.
  var guardWords: String {
    guard let choice, let step else { return "" }
    if let lock = program.lock(of: step), let address = program.address(of: lock.place, before, choice.thread) {
      let name = lockName(address)
      switch lock.verb {
      case .mutexLock, .spinLock, .downWrite: return "\(name) was free"
      case .downRead: return "nobody wrote under \(name)"
      default: return ""
      }
    }
    if choice.alternative > 0, program.isWait(before, choice.thread) { return "its time had run out" }
    if let reason = program.awaited(step) { return reason }
    guard let condition = program.condition(of: step) else { return "" }
    return values(condition, program.preparesItsTest(step) ? after : before, choice.thread)
  }

  /// Cells that the kernel has too and that differ; no locks, no locals, no bookkeeping.
  func cellChanges(from old: [UInt8], to new: [UInt8]) -> [Change] {
    program.difference(old, new).filter { change in
      guard let field = program.layout.cell(at: change.address)?.field, !field.isGhost else { return false }
      switch field.kind {
      case .mutex, .rwsem, .spinlock, .waitQueue: return false
      default: return true
      }
    }
  }

  fileprivate var stackDepth: Int { choice.map { program.stack(after, $0.thread).count } ?? 0 }
  fileprivate var depthBefore: Int { choice.map { program.stack(before, $0.thread).count } ?? 0 }

  /// The procedure that a call has entered.
  fileprivate func calledName(_ step: Step) -> String {
    guard let choice, let frame = program.stack(after, choice.thread).first else { return "" }
    return program.procedures[frame.procedure].name
  }
}

extension String {
  fileprivate var withoutLeadingBlank: String { hasPrefix(" ") ? String(dropFirst()) : self }
}
