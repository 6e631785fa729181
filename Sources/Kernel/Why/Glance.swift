import Machine

/// A look at one step of a run: what the cells held before and after it, and how things are called on the screen.
///
/// To say what a thread will do next, before and after are the same moment.
public protocol Glance {
  var program: Program { get }
  /// The states before and after the step.
  var old: [UInt8] { get }
  var new: [UInt8] { get }
  /// The thread that moved, or is about to, from 0.
  var index: Int { get }
  /// `001`.
  func page(_ page: Int) -> String
  /// `[7f0000001000 +1p)`.
  func span(_ start: Int, _ end: Int) -> String
  /// `1a1`.
  func frame(_ row: Int) -> String
  /// The number of a swap slot: `5`.
  func slot(_ row: Int) -> String
  /// `app`, `free`.
  func process(_ number: Int) -> String
  /// `gpu`.
  func device(_ row: Int) -> String
  /// The name of the thread with this number, from 1.
  func threadName(_ number: Int) -> String
}

extension Glance {
  /// The name of the thread that moved, or is about to.
  var thread: String { program.threads[index].name }
  /// Its number, from 1: the row of what lies on its stack.
  var me: Int { index + 1 }
  /// A cell before the step; rows count from 1, elements from 0; 0 for a cell that is not there.
  func old(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int {
    program.value(old, record, row, field, element) ?? 0
  }
  /// The same cell after the step.
  func new(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int {
    program.value(new, record, row, field, element) ?? 0
  }
  /// A local of the thread as it was before the step, of the innermost call that has one of this name.
  func local(_ name: String) -> Int? { program.local(old, index, name) }
  /// Whether the condition of the step held; nil for a step that tests nothing, and before it is made.
  public var isTaken: Bool? { program.outcome(old, new, index) }
  /// The line of the driver where the step has gone back to, in the same function; nil if it went on.
  var wentBack: Int? { program.wentBack(old, new, index) }
  /// Whether the edition has the mended form of what a switch is about, where that has rows of its own.
  func isMended(_ name: String) -> Bool {
    program.procedures.contains { procedure in
      procedure.rows.contains { row in row.switches.contains { $0.name == name && $0.isChanged } }
    }
  }
  /// The lock over the ranges and the count of sections: with B2c mended it is another one.
  var rangesLock: String { isMended("B2c") ? "hmm->ranges_lock" : "hmm->lock" }
  /// How many rows a record has.
  func rows(_ record: String) -> Int { program.layout.rows[record] ?? 0 }

  /// `0 ⇒ 1`, or just `1` where nothing changed.
  func change(_ record: String, _ row: Int, _ field: String) -> String {
    let (old, new) = (old(record, row, field), new(record, row, field))
    return old == new ? "\(new)" : "\(old) ⇒ \(new)"
  }

  // MARK: What a step is about

  /// The row of the address space that the step works on.
  public var mm: Int { program.space(of: index, in: old) }
  /// The row of what HMM knows of it; while it is being freed, the last one.
  var hmm: Int { program.hmm(of: index, old, new) }
  var notifiers: Int { new(Hmm.name, hmm, "notifiers") }
  var kref: String { change(Hmm.name, hmm, "kref") }
  /// The range that the innermost call is about.
  var rangeRow: Int { local("range") ?? 0 }
  var rangeName: String { "range #\(rangeRow - 1)" }
  var isValid: Bool { new(HmmRange.name, rangeRow, "valid") != 0 }
  var rangeSpan: String { span(new(HmmRange.name, rangeRow, "start"), new(HmmRange.name, rangeRow, "end")) }
  /// The page that a local `addr` names.
  var addr: Int { local("addr") ?? 0 }
  /// The row of the thread's own invalidation, of the innermost where one lies in another.
  var sectionRow: Int { program.innermostSection(of: index, in: old, new) }
  /// The window of the thread's own invalidation.
  var section: (start: Int, end: Int) {
    let (name, row) = (MmuNotifierRange.name, sectionRow)
    let isOver = new(name, row, "phases") == 0
    return isOver
      ? (old(name, row, "start"), old(name, row, "end")) : (new(name, row, "start"), new(name, row, "end"))
  }
  var sectionSpan: String { span(section.start, section.end) }
  var event: String {
    let (name, row) = (MmuNotifierRange.name, sectionRow)
    return Event.name(max(new(name, row, "event"), old(name, row, "event")))
  }
  /// The pages of the section: `001`, or `001 to 003`.
  func pages(_ start: Int, _ end: Int) -> String {
    end - start <= 1 ? page(start) : "\(page(start)) to \(page(end - 1))"
  }

  // MARK: Entries

  /// `● 1a1 rw`, `◦ none`, `◊ swap 5`.
  func pte(_ number: Int, isAfter: Bool = true) -> String {
    let value = { (field: String) in
      isAfter ? self.new(Pte.name, number + 1, field) : self.old(Pte.name, number + 1, field)
    }
    switch value("kind") {
    case 1 where value("protnone") != 0: return "◌ \(frame(value("frame"))) protnone"
    case 1, 7: return mapping(value("frame"), isWritable: value("write") != 0)
    case 2: return "◊ swap \(slot(value("slot")))"
    case 3:
      let target = program.destination(of: number, in: isAfter ? new : old)
      return "⇄ \(frame(value("frame"))) \(target > 0 ? "to \(frame(target))" : "moving")"
    case 4: return "◨ \(frame(value("frame"))) device"
    case 5: return "* special"
    case 6: return "! poison"
    default: return "◦ none"
    }
  }

  /// An entry of pfns or of a device's table: `● 1a1 rw`, `◦ NONE`.
  func entry(_ bits: Int, none: String = "◦ NONE") -> String {
    let row = Entries.frame(bits)
    if row > 0 { return mapping(row, isWritable: Entries.isWritable(bits)) }
    return switch bits & 0xff {
    case 2: "! ERROR"
    case 4: "* SPECIAL"
    default: none
    }
  }

  private func mapping(_ row: Int, isWritable: Bool) -> String {
    isWritable ? "● \(frame(row)) rw" : "◓ \(frame(row)) ro"
  }

  /// The letter of a cell, quoted.
  func letter(_ code: Int) -> String {
    code > 32 && code < 127 ? "'\(Character(UnicodeScalar(UInt8(code))))'" : "nothing"
  }

  /// The rows of a record for which something holds.
  func which(_ record: String, _ holds: (Int) -> Bool) -> [Int] {
    rows(record) == 0 ? [] : (1...rows(record)).filter(holds)
  }

  /// `range #0 and range #1`.
  func names(_ rows: [Int], of thing: String) -> String {
    rows.map { "\(thing) #\($0 - 1)" }.joined(separator: " and ")
  }

  /// The threads that a wait queue or a semaphore lets go of or holds, as a bit each.
  func threads(_ mask: Int) -> String {
    (0..<8).filter { mask & 1 << $0 != 0 }.map { threadName($0 + 1) }.joined(separator: " and ")
  }
}

extension [String] {
  /// `000, 001 and 003`.
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
