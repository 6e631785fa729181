import Interface
import Scene
import Screen
import Testing

/// Scenes that no session should make: a picture may be poor then, but there is one.
@Suite struct OddScenes {
  private func draw(_ scene: Scene) {
    for (columns, rows) in [(1, 1), (7, 3), (40, 10), (60, 20), (80, 24), (100, 30), (120, 36), (170, 50), (205, 66)] {
      for focus in Panel.allCases {
        let frame = View(columns: columns, rows: rows, focus: focus).frame(of: scene)
        #expect(frame.cells.count == columns * rows)
      }
    }
  }

  @Test func withMomentsOutsideTheWindow() {
    for (now, first, last) in [(-5, 0, 10), (900, 0, 10), (5, 5, 5), (3, 10, 2), (0, -10, -3)] {
      var scene = RetryLoop.step35
      (scene.time.now, scene.time.first, scene.time.last) = (now, first, last)
      draw(scene)
      scene.time.window = 40...41
      scene.time.lanes[0].marks = []
      draw(scene)
      scene.time.window = 100_000...101_000
      draw(scene)
    }
  }

  @Test func withManyOfEverything() {
    var scene = RetryLoop.step35
    scene.cpu.entries = (0..<600).map { RetryLoop.entry($0, .readWrite, "1a0 rw", mark: $0 == 599 ? .changed : .none) }
    scene.device.entries = (0..<600).map { RetryLoop.entry($0, .none, "none") }
    scene.threads = (0..<60).map {
      ThreadRow(label: "\($0)", name: "thread \($0)", state: .waits, ran: false, isNext: false, says: "waits")
    }
    scene.time.lanes = (0..<60).map { Lane(name: "thread \($0)", state: .ready, ran: false, isNext: false, marks: []) }
    scene.ranges.ranges = (0..<40).map { index in
      var range = scene.ranges.ranges[0]
      range.label = "#\(index)"
      return range
    }
    scene.notifiers.open = Array(repeating: scene.notifiers.open[0], count: 30)
    scene.locks = (0..<50).map { LockRow(name: "lock \($0)", holders: ["gpu"]) }
    draw(scene)
  }

  @Test func withTextsThatAreTooLongOrEmpty() {
    let long = String(repeating: "a very long name ", count: 200)
    var scene = RetryLoop.step35
    scene.heading.title = long
    scene.heading.edition = long
    scene.heading.broken = (0..<100).map { "I\($0)" }
    scene.cpu.name = long
    scene.cpu.owner = ""
    scene.cpu.entries[0].label = long
    scene.cpu.entries[1].value.text = ""
    scene.cpu.captions = [Caption(long)]
    scene.threads[0].name = long
    scene.time.lanes[0].name = long
    scene.driver.rows[3].label = long
    scene.driver.rows[12].value = long
    scene.driver.focus = 4000
    scene.driver.loop = 3000...5000
    scene.kernel.rows = []
    scene.why.title = long
    scene.why.sentences = [
      Sentence(.broken, long), Sentence(.happened, ""), Sentence(.next, long.filter { $0 != " " }),
    ]
    scene.choices[0].line = long
    draw(scene)
    scene.driver.focus = -3
    scene.driver.loop = 0...0
    draw(scene)
  }

  @Test func withTablesThatDoNotAgree() {
    var scene = AllOfMemory.split
    scene.otherSpaces = (0..<9).map { index in
      var table = AllOfMemory.huge.cpu
      table.owner = String(repeating: "process ", count: index)
      table.entries[0].pages = (index - 4)...(index * 1000)
      return table
    }
    scene.otherDevices = [Table(), AllOfMemory.kinds.cpu]
    // Levels without entries, out of order, deeper than there are.
    scene.cpu.levels += [
      Level(depth: 9, label: "", pages: 50...60, before: .table, mark: .changed),
      Level(depth: -4, label: "x", pages: -9 ... -5, state: .entry(EntryValue(.swap, "")), before: .table, mark: .read),
    ]
    scene.cpu.levels.reverse()
    draw(scene)
    scene.cpu.entries = []
    draw(scene)
    var view = View(columns: 80, rows: 24, focus: .cpu)
    _ = view.handle(.character("v"), scene: scene)
    #expect(view.frame(of: scene).rows == 24)
  }

  @Test func withManyMemoriesMappingsAndSections() {
    var scene = AllOfMemory.twoSpaces
    scene.frames = (0..<60).map { index in
      var frame = FrameRow(label: "f\(index)", owner: "p\(index)", cpu: "", device: "", data: "-")
      frame.memory = index % 3 == 0 ? "" : "memory of \(index % 7)"
      frame.mappings = (0..<index).map { FrameMapping("00\($0)", "p\($0)") }
      return frame
    }
    scene.notifiers.open = (0..<30).map { depth in
      var section = AllOfMemory.refused.notifiers.open[depth % 3]
      section.depth = depth * 7 - 3
      section.inside = String(repeating: "f", count: depth)
      if depth % 4 == 0 { section.phases = [] }
      return section
    }
    scene.cpu.entries[0].cached = (0..<40).map { CachedEntry(cpu: $0, EntryValue(.none, ""), isStale: $0 % 2 == 0) }
    draw(scene)
  }

  @Test func whatHasChangedIsInSightInALongTable() {
    var scene = RetryLoop.step35
    scene.cpu.entries = (0..<90).map {
      Entry(
        label: "\($0)", pages: $0...$0, value: EntryValue(.none, "none"), before: EntryValue(.swap, "swap 3"),
        mark: $0 == 77 ? .changed : .none)
    }
    for (columns, rows) in [(80, 24), (100, 30), (120, 36), (60, 20)] {
      #expect(View(columns: columns, rows: rows).frame(of: scene).text.contains("»77 "), "\(columns)x\(rows)")
    }
  }
}
