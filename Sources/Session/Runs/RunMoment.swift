import Kernel
import Machine
import Scene

/// One moment of a run, with the step that led to it: what the parts of a scene are made from.
struct RunMoment {
  let program: Program
  let labels: Labels
  /// The number of the step that led here; 0 before the first.
  let number: Int
  /// The state before the step; the same as `after` at the beginning.
  let before: [UInt8]
  let after: [UInt8]
  /// Who made the step; nil at the beginning.
  let choice: Choice?
  let touched: Touched
  /// Ranges whose driver's function has returned, by row.
  let endedRanges: Set<Int>
  /// Who moves next in the known future, or would by the scheduler.
  let next: Choice?
  /// The last step up to this moment that wrote a byte: who made it, and where its step was in the program.
  let lastWriter: (Int) -> (thread: Int, counter: Int)?

  /// The step that led here.
  var step: Step? { choice.flatMap { program.nextStep(before, $0.thread) } }

  var thread: String { choice.map { program.threads[$0.thread].name } ?? "" }

  /// Where a thread last wrote a byte, if nobody has written it since.
  func writer(of address: Int, by thread: Int) -> String? {
    guard let writer = lastWriter(address), writer.thread == thread else { return nil }
    return program.place(of: program.steps[writer.counter])
  }

  func now(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int {
    program.value(after, record, row, field, element) ?? 0
  }

  func old(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int {
    program.value(before, record, row, field, element) ?? 0
  }

  func rows(_ record: String) -> Int { program.layout.rows[record] ?? 0 }

  func isAllocated(_ record: String, _ row: Int) -> Bool { now(record, row, Layout.allocatedField) != 0 }

  /// What the step did to the cells of some fields of a row, one element of arrays.
  func mark(_ record: String, _ row: Int, _ fields: [String], element: Int = 0) -> Mark {
    var mark = Mark.none
    for field in fields {
      guard let address = program.layout.address(record, row, field, element) else { continue }
      if before[address] != after[address] { return .changed }
      if touched.reads.contains(address) || touched.writes.contains(address) { mark = .read }
    }
    return mark
  }

  /// A counter made from one cell.
  func counter(_ name: String, _ record: String, _ row: Int, _ field: String, text: (Int) -> String) -> Counter {
    let value = now(record, row, field)
    let previous = old(record, row, field)
    let address = program.layout.address(record, row, field)
    let cell = address.flatMap { program.layout.cell(at: $0)?.name } ?? ""
    return Counter(
      name, text(value), before: value == previous ? nil : text(previous), mark: mark(record, row, [field]),
      cell: cell)
  }

  /// The name by which a cell is watched.
  func cell(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> String {
    program.layout.address(record, row, field, element).flatMap { program.layout.cell(at: $0)?.name } ?? ""
  }

  /// The names of the threads in a bit mask.
  func threads(_ mask: Int) -> [String] {
    program.threads.indices.filter { mask & 1 << $0 != 0 }.map { program.threads[$0].name }
  }

  /// An entry of pfns or of a device's table as it is drawn.
  func entry(_ bits: Int, none: String) -> EntryValue {
    let bits = bits & 0xff
    if bits == 0 { return EntryValue(.none, none) }
    if bits == 2 { return EntryValue(.error, "ERROR") }
    if bits == 4 { return EntryValue(.special, "SPECIAL") }
    let frame = labels.frame(Entries.frame(bits))
    if bits & 5 == 5 { return EntryValue(.devicePrivate, "\(frame) \(Entries.isWritable(bits) ? "rw" : "ro") dev") }
    return Entries.isWritable(bits) ? EntryValue(.readWrite, "\(frame) rw") : EntryValue(.readOnly, "\(frame) ro")
  }
}
