import Scene
import Trace

/// The lanes of some lines: what every task did or waited for, a column a line, as if all of it were past.
struct LaneSheet {
  let lines: ClosedRange<Int>
  /// The tasks that have an event here, in the order of their numbers.
  let tasks: [Int]
  private var marks: [Int: [LaneMark]] = [:]
  /// The mm's number where it changes, by the line from which it holds.
  private var numbers: [UInt64: [LaneText]] = [:]

  init(_ timeline: TraceTimeline, _ lines: ClosedRange<Int>) {
    self.lines = lines
    let trace = timeline.trace
    let first = trace.event(atOrBefore: lines.lowerBound) ?? 0
    let last = trace.event(atOrBefore: lines.upperBound) ?? 0
    tasks = Set((first...last).map { trace.task(of: $0) }).sorted()
    for task in tasks { marks[task] = [LaneMark](repeating: .blank, count: lines.count) }

    var state = timeline.history.state(at: first - 1)
    for (mm, memory) in state.mms {
      guard let sequence = memory.sequence else { continue }
      numbers[mm] = [LaneText(lines.lowerBound, Self.text(sequence.value))]
    }
    for number in first...last {
      let event = trace.event(number)
      let isPrinted = Self.printsNumbers(event.kind)
      let old = isPrinted ? state.mms.mapValues(\.sequence?.value) : [:]
      state.apply(event)
      let column = event.line - lines.lowerBound
      guard column >= 0, column < lines.count else { continue }
      for task in tasks { marks[task]?[column] = Self.mark(task, event, state, timeline.marks) }
      guard isPrinted else { continue }
      for (mm, memory) in state.mms {
        guard let sequence = memory.sequence, sequence.event == number, old[mm] != sequence.value else { continue }
        // What an end leaves is true only behind it.
        let from = event.line + (sequence.isInferred ? 1 : 0)
        numbers[mm, default: []].append(LaneText(from, Self.text(sequence.value)))
      }
    }
  }

  private static func printsNumbers(_ kind: EventKind) -> Bool {
    kind == .mn_itree_inv_start_locked || kind == .mn_itree_inv_end_locked || kind == .mmu_interval_read_begin_locked
  }

  private static func text(_ sequence: UInt64) -> String { sequence & 1 == 1 ? "[\(sequence)]" : "\(sequence)" }

  private static func mark(_ task: Int, _ event: Event, _ state: TraceState, _ marks: TraceMarks) -> LaneMark {
    if task == event.task {
      switch event.kind {
      case .mn_itree_inv_start_locked: return .sectionOpen
      case .mn_itree_inv_end_locked: return .sectionClose
      case .dmirror_do_fault: return .committed
      case .mmu_interval_read_begin where marks.retries.contains(event.number): return .inferred
      default: return .ran
      }
    }
    guard let known = state.tasks[task] else { return .blank }
    if known.isExited { return .blank }
    return known.waiting == nil ? .idle : .waits
  }

  /// The marks of a task as they stand when `now` is the last line that has happened.
  func marks(of task: Int, now: Int) -> [LaneMark] {
    guard var marks = marks[task] else { return [] }
    for column in max(0, now - lines.lowerBound + 1)..<max(marks.count, now - lines.lowerBound + 1)
    where column < marks.count {
      switch marks[column] {
      case .ran, .inferred: marks[column] = .future
      case .idle, .waits: marks[column] = .blank
      default: break
      }
    }
    return marks
  }

  func numbers(of mm: UInt64) -> [LaneText] { numbers[mm] ?? [] }
}

extension TracePicture {
  func time(_ sheet: LaneSheet) -> Time {
    var time = Time()
    time.now = line
    time.first = timeline.first
    time.last = timeline.last
    time.isComplete = true
    time.window = sheet.lines
    time.stops = timeline.marks.stops
    time.granularity = "by line"
    let next = event.number + 1 < trace.count ? trace.task(of: event.number + 1) : nil
    time.lanes = sheet.tasks.map { task in
      let known = state.tasks[task]
      let status: ThreadState =
        known?.isExited == true ? .finished : known?.waiting == nil ? .ready : .waits
      return Lane(
        name: taskLabel(task), state: status, ran: task == event.task, isNext: task == next,
        marks: sheet.marks(of: task, now: line))
    }
    if let mm = focus.mm {
      time.lanes.append(
        Lane(name: "mm seq", state: .unknown, ran: false, isNext: false, marks: [], texts: sheet.numbers(of: mm)))
    }
    time.summary = summary()
    return time
  }

  /// `section 65 of 91 is open, ~1 retry in this call`.
  private func summary() -> String {
    let all = trace.count(of: .__mmu_notifier_invalidate_range_start)
    let open = state.mms.values.flatMap(\.open).filter { $0.ordinal > 0 }
    var text: String
    if open.isEmpty {
      text = "\(state.sectionsBegun) of \(all) sections have ended"
    } else if open.count == 1 {
      text = "section \(open[0].ordinal) of \(all) is open"
    } else {
      text = "\(open.count) of \(all) sections are open"
    }
    if let loop = looping?.loop, let round = loop.round {
      text += ", \(retries(round.number - 1)) in this call"
    } else {
      text += ", \(retries(state.retries)) so far"
    }
    return text
  }

  private func retries(_ count: Int) -> String {
    count == 0 ? "no retry" : count == 1 ? "~1 retry" : "~\(count) retries"
  }
}
