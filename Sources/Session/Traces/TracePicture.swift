import Scene
import Trace

/// Makes the scene of one event: what is known after it, beside what was known before.
struct TracePicture {
  let timeline: TraceTimeline
  let event: Event
  let state: TraceState
  let before: TraceState
  let focus: Focus

  init(timeline: TraceTimeline, event: Event, state: TraceState, before: TraceState) {
    self.timeline = timeline
    self.event = event
    self.state = state
    self.before = before
    focus = timeline.focuses.focus(at: event)
  }

  var trace: Trace { timeline.trace }
  var line: Int { event.line }

  /// The mm that the scene is about, as it is now and as it was.
  var memory: MMState? { focus.mm.flatMap { state.mms[$0] } }
  var memoryBefore: MMState? { focus.mm.flatMap { before.mms[$0] } }
  var device: DeviceState? { focus.device.flatMap { state.devices[$0] } }

  /// The task whose loop is shown: the one that acted, or the one in whose call we are, or any that is in one.
  var looping: (task: Int, loop: DeviceLoop)? {
    if let loop = state.tasks[event.task]?.loop { return (event.task, loop) }
    if let pid = focus.call?.pid, let loop = state.tasks[pid]?.loop { return (pid, loop) }
    let all = state.tasks.compactMap { task, state in state.loop.map { (task: task, loop: $0) } }
    return all.max { $0.loop.began < $1.loop.began }
  }

  /// The interval notifier that matters here, by its address.
  var notifier: UInt64? { looping?.loop.notifier ?? focus.device.map { TraceState.notifier(of: $0) } }

  func scene() -> Scene {
    var scene = Scene()
    scene.heading = heading()
    scene.cpu = cpuTable()
    scene.device = deviceTable()
    scene.ranges = intervals()
    scene.notifiers = notifiers()
    scene.evidence = evidence()
    let sheet = timeline.sheet(for: focus.lines)
    scene.threads = tasks(sheet.tasks)
    scene.locks = locks()
    scene.driver = listing()
    scene.traceLines = traceLines()
    scene.why = why()
    scene.time = time(sheet)
    scene.moves = moves(scene.device)
    scene.history = historyRows()
    return scene
  }

  private func heading() -> Heading {
    var heading = Heading()
    heading.title = timeline.name
    heading.edition = "Linux 6.1 trace"
    heading.stamp = event.stamp
    heading.isRun = false
    var notes: [String] = []
    if let cpus = trace.header.cpus { notes.append(cpus == 1 ? "1 CPU" : "\(cpus) CPUs") }
    let unknown = trace.unknownCount
    if unknown > 0 { notes.append(unknown == 1 ? "1 line not understood" : "\(unknown) lines not understood") }
    if trace.cutOff != nil { notes.append("cut off") }
    if !trace.gaps.isEmpty { notes.append(trace.gaps.count == 1 ? "1 gap" : "\(trace.gaps.count) gaps") }
    heading.note = notes.joined(separator: ", ")
    return heading
  }

  /// The lines around now, without what would only fill the row.
  private func traceLines() -> [TraceLine] {
    let range = max(0, event.number - 12)...min(trace.count - 1, event.number + 16)
    return range.map { number in
      let other = trace.event(number)
      return TraceLine(
        number: other.line, task: taskLabel(other.task), text: other.shortText, isNow: number == event.number)
    }
  }

  /// A task by its pid, or idle by its CPU.
  func taskLabel(_ task: Int) -> String { task < 0 ? "idle/\(-1 - task)" : "\(task)" }
}

extension TraceTimeline {
  /// The lanes of some lines, drawn once and kept until other lines are asked for.
  func sheet(for lines: ClosedRange<Int>) -> LaneSheet {
    if let lanes, lanes.lines == lines { return lanes }
    let sheet = LaneSheet(self, lines)
    lanes = sheet
    return sheet
  }
}

extension Event {
  /// The body without the location and without pointers, which mean nothing to a reader of this screen.
  var shortText: String {
    let whole = text
    guard kind != .sys_enter, kind != .sys_exit, let colon = whole.firstIndex(of: ":") else { return whole }
    if kind == .tracing_mark_write { return whole[whole.index(after: colon)...].drop { $0 == " " }.description }
    var rest = whole[whole.index(after: colon)...].drop { $0 == " " }
    if rest.first == "(", let close = rest.firstIndex(of: ")") {
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    let kept = rest.split(separator: " ").filter { field in
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return true }
      return !parts[1].isEmpty && !Self.pointers.contains(parts[0])
        && !(parts[1].count == 18 && parts[1].hasPrefix("0xffff"))
    }
    return whole[...colon] + (kept.isEmpty ? "" : " ") + kept.joined(separator: " ")
  }

  /// Fields that are pointers, whatever their value.
  private static let pointers: Set<Substring> = [
    "mm", "mni", "subs", "range", "dmirror", "owner", "mdevice", "vma", "node", "args", "fault_page", "dst_mm",
    "src_mm",
  ]
}
