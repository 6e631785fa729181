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

  var thread: String { program.threads[index].name }
  var me: Int { index + 1 }
  func before(_ record: String, _ row: Int, _ field: String, _ element: Int) -> Int {
    program.value(old, record, row, field, element) ?? 0
  }
  func after(_ record: String, _ row: Int, _ field: String, _ element: Int) -> Int {
    program.value(new, record, row, field, element) ?? 0
  }
  func local(_ name: String) -> Int? { program.local(old, index, name) }
  func rows(_ record: String) -> Int { program.layout.rows[record] ?? 0 }
  func page(_ page: Int) -> String { labels.page(page) }
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

  /// In words, what a thread's next step would do; nil where there are none.
  func plan(_ thread: Int, _ step: Step) -> String? {
    if step.line != nil { return Reasons.intention(driverLine: program.text(of: step)) }
    let glance = RunGlance(program: program, labels: labels, old: after, new: after, index: thread)
    return Reasons.intention(step: step.name, text: program.text(of: step), glance)
  }
}
