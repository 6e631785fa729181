import Kernel
import Machine
import Scene

/// A step of a run as the kernel's words look at it.
struct RunGlance: Glance {
  let program: Program
  let labels: Labels
  let old: [UInt8]
  let new: [UInt8]
  let index: Int

  func page(_ page: Int) -> String { labels.page(page, in: mm) }
  func span(_ start: Int, _ end: Int) -> String { labels.span(start, end) }
  func frame(_ row: Int) -> String { labels.frame(row) }
  func slot(_ row: Int) -> String { labels.slot(row) }
  func process(_ number: Int) -> String { labels.process(number) }
  func device(_ row: Int) -> String { labels.device(row) }
  func threadName(_ number: Int) -> String {
    program.threads.indices.contains(number - 1) ? program.threads[number - 1].name : "nobody"
  }
}

extension RunMoment {
  /// The hand-written words of the step that led here; nil where there are none.
  func reason(_ step: Step) -> Reason? {
    guard let choice else { return nil }
    let glance = RunGlance(program: program, labels: labels, old: before, new: after, index: choice.thread)
    let procedure = program.procedures[step.procedure].procedure
    if let line = step.line {
      return Reasons.reason(
        driverLine: program.text(of: step), at: "line \(line)", file: "\(procedure.file):\(line)", glance)
    }
    return Reasons.reason(step: step.name, in: procedure.name, text: program.text(of: step), glance)
  }

  /// In words that fit after the thread's name, what its next step would do; nil where there are none.
  func plan(_ thread: Int, _ step: Step) -> String? {
    let text = program.text(of: step)
    if program.isReturn(step) {
      if let name = step.name, Reasons.words(for: name, text: text) { return named(thread, step, text) }
      return returning(text)
    }
    if step.line != nil, let words = Reasons.intention(driverLine: text) { return words }
    return named(thread, step, text) ?? assigning(step, text)
  }

  private func named(_ thread: Int, _ step: Step, _ text: String) -> String? {
    let glance = RunGlance(program: program, labels: labels, old: after, new: after, index: thread)
    return Reasons.intention(step: step.name, text: text, glance)
  }

  /// `returns ret` of `if (ret) return ret;`.
  private func returning(_ text: String) -> String? {
    guard let place = text.ranges(of: "return").last else { return nil }
    return String(text[place.lowerBound...]).withoutSemicolon.replacingReturn
  }

  /// `adds 1 to addr` of `addr++;`, `sets addr` of `addr = span_end;`.
  private func assigning(_ step: Step, _ text: String) -> String? {
    guard step.isPlain else { return nil }
    if let words = returning(text) { return words }
    let text = text.withoutSemicolon
    if text.hasPrefix("free(") || text.hasPrefix("kfree(") { return "frees its memory" }
    if text.hasSuffix("++") { return "adds 1 to \(text.dropLast(2))" }
    if text.hasSuffix("--") { return "takes 1 from \(text.dropLast(2))" }
    guard let place = text.ranges(of: " = ").first, !text.hasPrefix("if"), !text.hasPrefix("for") else { return nil }
    let target = text[..<place.lowerBound].split(separator: " ").last ?? ""
    return "sets \(target.drop { $0 == "*" })"
  }
}

extension Step {
  /// Whether it only changes cells: it tests, locks, calls and waits for nothing.
  fileprivate var isPlain: Bool { if case .run = kind { true } else { false } }
}
