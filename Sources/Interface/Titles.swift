import Scene

/// What a panel is called, and the number that still tells the essential when nothing else of it is in sight.
struct Title: Equatable {
  var name: String
  var count: String

  var text: String { count.isEmpty ? name : name + " ── " + count }

  /// Short forms belong to narrow panels; `showsInFlight` where the panel Notifiers is not on the screen.
  init(_ panel: Panel, _ scene: Scene, isNarrow: Bool = false, isAlone: Bool = false, showsInFlight: Bool = false) {
    let isShort = isNarrow || isAlone
    switch panel {
    case .cpu: (name, count) = (scene.cpu.name, isShort ? scene.cpu.shortCount : scene.cpu.count)
    case .device: (name, count) = (scene.device.name, isShort ? scene.device.shortCount : scene.device.count)
    case .tables:
      name = "Page tables"
      count = Self.mapped(cpu: [scene.cpu], device: [scene.device])
    case .ranges:
      name = scene.ranges.isIntervals ? "Intervals" : "Ranges"
      count = scene.ranges.count
      if showsInFlight { count += ", \(NotifierList.inFlight(scene.notifiers)) in flight" }
    case .notifiers:
      let open = NotifierList.inFlight(scene.notifiers)
      (name, count) = ("Notifiers", open == 0 ? (isNarrow ? "none" : "none in flight") : "\(open) in flight")
    case .frames:
      if scene.frames.isEmpty, !scene.heading.isRun {
        (name, count) = ("Evidence", "\(scene.evidence.count) inferred")
      } else {
        let frames = scene.frames.filter { !$0.isSwap }, free = frames.filter { $0.owner == "free" }.count
        (name, count) = ("Frames", "\(frames.count - free) used" + (isShort ? "" : ", \(free) free"))
        // Of several memories each has its number: used, and how many there are.
        let groups = FrameGroup.all(scene.frames)
        if groups.count > 1 {
          let parts = groups.map { group in
            let name = group.memory.isEmpty && isShort ? "" : " " + group.title.prefix { $0 != " " }
            return "\(group.used)/\(group.size)" + name
          }
          count = parts.joined(separator: ", ")
        }
      }
    case .threads:
      name = scene.heading.isRun ? "Threads" : "Tasks"
      let waiting = scene.threads.filter { $0.state == .waits }.count
      let locks = scene.locks.filter { !$0.holders.isEmpty && !$0.isInferred }.count
      count = waiting == 1 ? "1 waits" : "\(waiting) wait"
      if !isShort { count += locks == 1 ? ", 1 lock" : ", \(locks) locks" }
    case .driver:
      name = scene.driver.name.isEmpty ? "Driver" : scene.driver.name
      count = isAlone ? String(scene.driver.title.prefix { $0 != "," }) : scene.driver.title
    case .kernel where !scene.traceLines.isEmpty:
      (name, count) = ("Trace", "line \(scene.time.now) of \(scene.time.last)")
    case .kernel: (name, count) = (scene.kernel.name.isEmpty ? "Kernel" : scene.kernel.name, scene.kernel.title)
    case .why:
      let short = scene.why.shortTitle
      (name, count) = ("Why", isNarrow && !short.isEmpty ? short : scene.why.title)
    case .time: (name, count) = ("Time", "")
    case .history: (name, count) = ("History", "\(scene.history.count) last")
    case .watches: (name, count) = ("Watches", "\(scene.watches.count) watched")
    case .branches:
      (name, count) = ("Branches", scene.branches.count < 2 ? "this one only" : "\(scene.branches.count) futures")
    case .lesson: (name, count) = scene.lesson.map { LessonRows.title($0, isShort: isShort) } ?? ("Lesson", "")
    case .choices:
      let waiting = scene.choices.filter { !$0.isEnabled }.count
      let ready = scene.choices.count - waiting
      (name, count) = ("Next thread", "\(waiting) \(waiting == 1 ? "waits" : "wait"), \(ready) can run")
    }
  }

  /// The title of Time speaks of the part that is in sight.
  static func time(_ scene: Scene, _ scale: TimeScale, rows: Int) -> String {
    let time = scene.time, hidden = time.lanes.count - rows
    let more = hidden <= 0 ? "" : hidden == 1 ? ", +1 lane" : ", +\(hidden) lanes"
    if scene.heading.isRun { return "Time ── \(position(time)), \(time.summary)" + more }
    let stride = scale.stride == 1 ? "one a column" : "\(scale.stride) a column"
    return "Time ── lines \(scale.start) to \(scale.end), \(stride); \(time.summary)" + more
  }

  /// `step 35 of 106`; `106+` where a run could go on after the last step that is known.
  static func position(_ time: Time) -> String {
    if time.hidesFuture { return "step \(time.now) of ?" }
    if time.isComplete { return "step \(time.now) of \(time.last)" }
    return time.now == time.last ? "step \(time.now)" : "step \(time.now) of \(time.last)+"
  }

  /// How much each table has: `2 cpu, 0 gpu`. A page of a device's memory is mapped for devices only.
  static func mapped(cpu: [Table], device: [Table]) -> String {
    let texts =
      cpu.map { "\($0.mapped(\.isPresent)) \($0.owner)" } + device.map { "\($0.mapped(\.isMapped)) \($0.owner)" }
    return texts.joined(separator: ", ")
  }
}

extension Table {
  fileprivate func mapped(_ isMapped: (EntryKind) -> Bool) -> Int {
    entries.reduce(0) { $0 + (isMapped($1.value.kind) ? $1.pages.count : 0) }
  }
}

extension EntryKind {
  fileprivate var isMapped: Bool { isPresent || self == .devicePrivate || self == .exclusive }
}
