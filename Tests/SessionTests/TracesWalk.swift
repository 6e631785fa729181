import Scene
import Session
import Testing
import Trace

@Suite("Walking through a trace")
struct TracesWalkTests {
  @Test("Moments of every recording that ships have scenes that fit together", arguments: Shipped.names)
  func scenes(name: String) throws {
    let timeline = try Shipped.timeline(name)
    var moment: Int? = timeline.first
    var count = 0
    // All moments of a short recording, every third of a long one.
    let stride = timeline.trace.count > 800 ? 3 : 1
    while let now = moment {
      count += 1
      moment = timeline.moment(after: now, .forward)
      guard count % stride == 0 else { continue }
      let scene = timeline.scene(at: now)
      try #require(scene.time.now == now)
      try #require(scene.time.window.contains(now))
      for table in [scene.cpu, scene.device] where !table.entries.isEmpty {
        try #require(table.entries.first?.pages.lowerBound == 0)
        for (one, other) in zip(table.entries, table.entries.dropFirst()) {
          try #require(one.pages.upperBound + 1 == other.pages.lowerBound)
        }
      }
      for lane in scene.time.lanes where !lane.marks.isEmpty {
        try #require(lane.marks.count == scene.time.window.count)
      }
      try #require(scene.why.sentences.first?.kind == .happened)
      try #require(scene.traceLines.contains { $0.isNow && $0.number == now })
    }
    #expect(count == timeline.trace.count)
  }

  @Test("Forward and back are inverse, and the scene is the same from either side")
  func inverse() throws {
    let timeline = try Shipped.timeline("contend-default")
    let path = stride(from: 2400, through: 2520, by: 1).map { timeline.scene(at: $0) }
    for (offset, line) in stride(from: 2520, through: 2400, by: -1).enumerated() {
      #expect(timeline.scene(at: line) == path[path.count - 1 - offset])
    }
    for line in 2400..<2520 {
      let next = try #require(timeline.moment(after: line, .forward))
      #expect(timeline.moment(after: next, .back) == line)
    }
    #expect(timeline.moment(after: timeline.last, .forward) == nil)
    #expect(timeline.moment(after: timeline.first, .back) == nil)
  }

  @Test("Over runs a call whole, out leaves it, and both find their way back")
  func calls() throws {
    let timeline = try Shipped.timeline("contend-default")
    // hmm_range_fault of 139 in its second round: lines 2473 to 2510.
    #expect(timeline.over(from: 2473, .forward) == 2510)
    #expect(timeline.over(from: 2510, .back) == 2473)
    #expect(timeline.out(from: 2476, .forward) == 2510)
    #expect(timeline.out(from: 2476, .back) == 2473)
    // A line that begins no call: the task's next one.
    #expect(timeline.over(from: 2512, .forward) == 2513)
    #expect(timeline.out(from: 2513, .forward) == 2516)
  }

  @Test("Who wrote this: a page, a number, a device's page")
  func writers() throws {
    let timeline = try Shipped.timeline("contend-default")
    #expect(timeline.lastWriter(of: "cpu[11f]", at: 2466) == 2438)
    #expect(timeline.lastWriter(of: "cpu[121]", at: 2466) == 2453)
    #expect(timeline.lastWriter(of: "device[121]", at: 2466) == 2458)
    #expect(timeline.lastWriter(of: "device[11f]", at: 2513) == 2513)
    #expect(timeline.lastWriter(of: "mm_seq", at: 2513) == 2468)
    #expect(timeline.lastWriter(of: "nothing", at: 2513) == nil)
  }

  @Test("Names of the predicate language: numbers where the trace has them, unknown where it tells nothing")
  func names() throws {
    let timeline = try Shipped.timeline("contend-default")
    #expect(timeline.value(of: "mm_seq", at: 2466) == .number(121))
    #expect(timeline.value(of: "mni_seq", at: 2466) == .number(121))
    #expect(timeline.value(of: "active", at: 2466) == .number(1))
    #expect(timeline.value(of: "sections", at: 2466) == .number(1))
    #expect(timeline.value(of: "round", at: 2466) == .number(2))
    #expect(timeline.value(of: "EBUSY", at: 2466) == .number(16))
    #expect(timeline.value(of: "cpu[121]", at: 2466) == .unknown)
    #expect(timeline.value(of: "cpu[11f]", at: 2466) == .number(0))
    #expect(timeline.value(of: "device[11d]", at: 2466) == .number(1))
    #expect(timeline.value(of: "hmm_range_fault", at: 2473) == .number(1))
    #expect(timeline.value(of: "ret", at: 2462) == .number(-16))
    #expect(timeline.value(of: "ebusy", at: 3024) == .number(18))
    #expect(timeline.value(of: "mm_seq", at: 13) == .unknown)
    #expect(timeline.value(of: "no such name", at: 2466) == nil)
  }

  @Test("A trace can't take another future, and says so")
  func refuses() throws {
    let timeline = try Shipped.timeline("snapshot")
    #expect(throws: Refusal.self) { try timeline.choose(thread: "1", alternative: 0, at: timeline.first).get() }
    #expect(throws: Refusal.self) { try timeline.branch(.forward, at: timeline.first).get() }
  }
}

@Suite("What a trace's scene has beside its panels")
struct TracesBesideTests {
  @Test("Stops are retries and commits, and the ends of sections where these are few")
  func stops() throws {
    let busy = try Shipped.timeline("contend-default").scene(at: 2466).time.stops
    #expect(busy.filter { $0.kind == .retry }.count == 20)
    #expect(busy.filter { $0.kind == .committed }.count == 18)
    #expect(busy.contains { $0.step == 2465 && $0.kind == .retry })
    #expect(busy.contains { $0.step == 2513 && $0.kind == .committed })
    #expect(!busy.contains { $0.kind == .sectionClose })
    let quiet = try Shipped.timeline("snapshot").scene(at: 413).time.stops
    #expect(quiet.contains { $0.kind == .sectionClose })
  }

  @Test("What travels is told: a section marks, a commit fills, a callback takes away")
  func moves() throws {
    let timeline = try Shipped.timeline("contend-default")
    #expect(timeline.scene(at: 2454).moves == [Move(.marking, text: "[7fa2ad321000 +10p)")])
    #expect(timeline.scene(at: 2513).moves == [Move(.committing, text: "◓ 11f-12a", page: 3)])
    #expect(timeline.scene(at: 2519).moves == [Move(.takingAway, text: "zap 121-122", page: 5)])
    #expect(timeline.scene(at: 2466).moves == [])
  }

  @Test("The last lines, and where the next section begins")
  func history() throws {
    let scene = try Shipped.timeline("contend-default").scene(at: 2513)
    #expect(scene.history.last?.step == 2513)
    #expect(scene.history.last?.isNow == true)
    #expect(scene.history.last?.line == "dmirror_do_fault")
    #expect(scene.notifiers.next == "line 2514")
  }

  @Test("A recording of another form is refused in words, with the place")
  func refused() {
    let text = Array("# tracer: function_graph\n#\n".utf8)
    do {
      _ = try TraceTimeline(text, name: "x")
      Issue.record("it was read")
    } catch {
      #expect(
        error.message(file: "x.txt").hasPrefix(
          "x.txt:1:11: error: this is an ftrace recording by tracer function_graph"))
      #expect("x.txt\(error)" == error.message(file: "x.txt"))
    }
  }

  @Test("A device that is closed has no entries left, and a lock of whose start nothing is known is unknown")
  func unknown() throws {
    let timeline = try Shipped.timeline("contend-default")
    let last = timeline.scene(at: 3024)
    #expect(last.device.entries.allSatisfy { $0.value.kind == .none })
    let first = timeline.scene(at: 13)
    #expect(first.locks.allSatisfy { $0.isUnknown })
    #expect(first.cpu.entries.allSatisfy { $0.value.kind == .unknown })
    #expect(first.device.entries.allSatisfy { $0.value.kind == .unknown })
    #expect(first.ranges.count == "mm seq ?")
  }
}
