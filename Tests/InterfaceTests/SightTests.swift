import Scene
import Screen
import Testing

@testable import Interface

/// What must be in sight, and where.
@Suite struct Sight {
  static let sizes = [(60, 20), (80, 24), (100, 24), (100, 30), (120, 36), (160, 45), (200, 60)]

  private func rows(_ view: View, _ scene: Scene) -> [String] {
    view.frame(of: scene).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func text(_ view: View, _ scene: Scene) -> String { view.frame(of: scene).text }

  @Test func whatIsWatchedIsInSightAtEverySizeAndOverEveryPanel() {
    var scene = RetryLoop.step35
    scene.watches = [
      Watch(expression: "hmm->kref", value: "3"), Watch(expression: "range->valid", value: "false", before: "true"),
    ]
    for (columns, rows) in Self.sizes + [(40, 10)] {
      for keys in ["", "e", "t", "z"] where (columns, rows) != (40, 10) || keys.isEmpty {
        var view = View(columns: columns, rows: rows)
        for key in keys.unicodeScalars { _ = view.handle(.character(key), scene: scene) }
        let text = text(view, scene)
        #expect(text.contains("range->valid") && text.contains("true ⇒ false"), "\(columns)x\(rows) \(keys)")
      }
    }
  }

  @Test func aLongWatchKeepsItsValue() {
    var scene = RetryLoop.step35
    let name = String(repeating: "a + ", count: 40) + "b"
    scene.watches = [Watch(expression: name, value: "41", before: "40"), Watch(expression: "kref", value: "2")]
    let row = WatchList.row(scene, columns: 58).line
    #expect(row.width <= 58)
    #expect(row.text.hasSuffix("⋯ 40 ⇒ 41  + 1"), "\(row.text)")
  }

  @Test func aSectionIsInFlightFromTheMomentItIsCountedToItsEnd() {
    var scene = RetryLoop.step35
    for (phase, state, expected) in [
      ("end", PhaseState.toCome, "1 in flight"), ("counted", .next, "none in flight"),
      ("counted", .done, "1 in flight"), ("end", .done, "none in flight"),
    ] {
      let index = scene.notifiers.open[0].phases.firstIndex { $0.name == phase }!
      scene.notifiers.open[0].phases[index].state = state
      #expect(Title(.notifiers, scene).count == expected, "\(phase) \(state)")
    }
  }

  @Test(arguments: sizes.indices) func theFocusIsAlwaysVisible(size: Int) {
    for scene in [RetryLoop.step35, RealTrace.line2466] {
      for keys in ["", "e"] {
        var view = View(columns: Self.sizes[size].0, rows: Self.sizes[size].1)
        for _ in 0..<16 {
          for key in keys.unicodeScalars { _ = view.handle(.character(key), scene: scene) }
          _ = view.handle(.key(.tab), scene: scene)
          let name = Title(view.focus ?? .driver, scene).name, merged = "Page tables"
          let text = text(view, scene)
          #expect(text.contains("┤" + name) || text.contains("┤" + merged), "\(Self.sizes[size]) \(name)")
        }
      }
    }
  }

  @Test func tabLeavesPanelsOfLargeScreensToLargeScreens() {
    func turns(_ columns: Int, _ rows: Int) -> Set<Panel> {
      var view = View(columns: columns, rows: rows), seen: Set<Panel> = []
      for _ in 0..<20 {
        _ = view.handle(.key(.tab), scene: RetryLoop.step35)
        if let focus = view.focus { seen.insert(focus) }
      }
      return seen
    }
    #expect(turns(200, 60).isSuperset(of: [.history, .watches, .branches, .kernel]))
    #expect(turns(80, 24).isDisjoint(with: [.history, .watches, .branches, .device]))
    #expect(turns(80, 24).isSuperset(of: [.notifiers, .threads, .kernel, .frames]))
  }

  @Test func choosingALineBeginsWhereTheThreadStands() {
    var scene = RetryLoop.step35
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character("j"), scene: scene)
    #expect(view.handle(.character("b"), scene: scene) == [.request(.toggleBreak("14"))])
    for index in scene.driver.rows.indices {
      scene.driver.rows[index].isNext = false
      scene.driver.rows[index].ran = scene.driver.rows[index].label == "20"
    }
    view = View(columns: 120, rows: 36)
    _ = view.handle(.character("k"), scene: scene)
    #expect(view.handle(.character("b"), scene: scene) == [.request(.toggleBreak("20"))])
  }

  @Test func aCutSentenceNamesTheKeyThatTellsTheRest() {
    var scene = RetryLoop.step35
    scene.why.sentences = (0..<3).map { Sentence(.happened, String(repeating: "word \($0) ", count: 60)) }
    for (columns, rows) in Self.sizes {
      #expect(text(View(columns: columns, rows: rows), scene).contains("⋯ e"), "\(columns)x\(rows)")
    }
  }

  @Test func whyAtLengthTellsAllAndKeepsTheScrubber() {
    var scene = RetryLoop.step35
    scene.why.source = "mm/hmm.c, Linux 5.2"
    scene.why.sentences.append(Sentence(.next, String(repeating: "and more ", count: 20) + "at last"))
    for (columns, rows) in Self.sizes where rows >= 24 {
      var view = View(columns: columns, rows: rows)
      _ = view.handle(.character("e"), scene: scene)
      let text = text(view, scene)
      #expect(text.contains("at last") && text.contains("mm/hmm.c, Linux 5.2"), "\(columns)x\(rows)")
      #expect(text.contains("▴35") && text.contains("┤Why"), "\(columns)x\(rows)")
    }
  }

  private func pressed(_ keys: String, _ columns: Int, _ rows: Int, _ scene: Scene) -> View {
    var view = View(columns: columns, rows: rows)
    for key in keys.unicodeScalars { _ = view.handle(key == "\r" ? .key(.enter) : .character(key), scene: scene) }
    return view
  }

  @Test func theHelpIsAClosedBoxAndNamesItsKeysOnce() {
    for (columns, rows) in Self.sizes where rows >= 26 {
      let lines = self.rows(pressed("?", columns, rows, RetryLoop.step35), RetryLoop.step35)
      let title = lines.firstIndex { $0.contains("keys that work here") } ?? 0
      let left = (columns - 80) / 2
      for (line, ends) in [(title - 1, ["┌", "┐"]), (title, ["│", "│"]), (title + 22, ["└", "┘"])] {
        let row = Array(lines[line])
        #expect(String(row[left]) == ends[0] && String(row[left + 79]) == ends[1], "\(columns)x\(rows) \(line)")
      }
      #expect(lines.filter { $0.contains("Esc close") && $0.contains("do it") }.count == 1)
    }
  }

  @Test func theHelpSaysWhenNoKeyHasTheText() {
    let scene = RetryLoop.step35
    let text = text(pressed("?zzz\r", 80, 24, scene), scene)
    #expect(text.contains("no key has \"zzz\"") && text.contains("Keep and leave"))
  }

  @Test func theHelpOfATraceLeavesOutWhatNeedsARun() {
    let run = text(pressed("?", 80, 24, RetryLoop.step35), RetryLoop.step35)
    let trace = text(pressed("?", 80, 24, RealTrace.line2466), RealTrace.line2466)
    for words in ["who is next", "force it", "other branch"] {
      #expect(run.contains(words) && !trace.contains(words))
    }
    #expect(trace.contains("filter"))
  }

  @Test func theLegendHasAWordForEveryGlyphInOneRole() {
    for isASCII in [false, true] {
      var view = pressed("?", 80, 24, RetryLoop.step35)
      view.isASCII = isASCII
      let frame = view.frame(of: RetryLoop.step35)
      #expect(frame.text.contains("? not told") && frame.text.contains("~ inferred "))
      #expect(frame.text.contains("step 5 of 9+: the run can go on after 9 "))
      #expect(frame.text.contains(isASCII ? "> next (margin)  " : "► next  "))
      #expect(!isASCII || frame.text.contains("> became (between values)"))
      for row in 0..<24 {
        let cells = Array(frame[row: row])
        let text = cells.map { Character(Unicode.Scalar($0.scalar) ?? " ") }
        for column in 0..<70 where String(text[column..<column + 10]).hasSuffix(" does not") {
          #expect(Set(cells[column..<column + 10].map(\.role)) == [.caution])
        }
      }
    }
  }

  @Test func stopsAreListedWithTheirLinesAndTakenAway() {
    var scene = RetryLoop.step35
    scene.breaks = ["13", "IS4", "hmm->notifiers > 1"]
    var view = pressed("Bj", 120, 36, scene)
    let text = text(view, scene)
    #expect(text.contains("┤All stops├"))
    #expect(text.contains("▾ 13                  ret = hmm_range_snapshot(&range);"))
    #expect(self.rows(view, scene).filter { $0.contains("▾ ") && $0.contains("││") == false }.count >= 3)
    for key in [Event.character("b"), .key(.delete), .key(.enter)] {
      #expect(view.handle(key, scene: scene) == [.request(.toggleBreak("IS4"))])
    }
    scene.breaks = []
    #expect(self.text(view, scene).contains("no stop is set"))
    #expect(self.rows(view, scene)[35].hasPrefix(" Esc close  "))
    #expect(view.handle(.key(.enter), scene: scene) == [])
  }

  @Test func aChangeOfTheDataIsSeenWhole() {
    for scene in [RetryLoop.step35, FlagComesBack.step54] {
      for (columns, rows) in Self.sizes {
        for index in scene.frames.indices {
          var scene = scene
          scene.frames[index].dataBefore = "'Z'"
          scene.frames[index].data = "'G'"
          scene.frames[index].mark = .changed
          if columns >= 120 { scene.frames[index].cpuBefore = "002" }
          let text = text(View(columns: columns, rows: rows, focus: .frames), scene)
          #expect(text.contains("⇒ 'G'"), "\(columns)x\(rows)")
          let hasRoom = columns >= 160 || (columns >= 120 && scene.frames.count == 4)
          if hasRoom { #expect(text.contains("'Z' ⇒ 'G'"), "\(columns)x\(rows)") }
        }
      }
    }
  }

  @Test func theLanesThatMatterStayAndTheTitleCountsTheOthers() {
    var scene = FlagComesBack.step54
    let window = scene.time.window
    func lane(_ name: String, _ state: ThreadState, _ mark: LaneMark, ran: Bool = false, next: Bool = false) -> Lane {
      Lane(name: name, state: state, ran: ran, isNext: next, marks: Array(repeating: mark, count: window.count))
    }
    scene.time.lanes = [
      lane("done", .finished, .ran), lane("later", .ready, .future), lane("section", .ready, .idle),
      lane("middle", .ready, .ran), lane("runs", .ready, .ran, ran: true), lane("next", .waits, .waits, next: true),
    ]
    scene.notifiers.open = RetryLoop.step35.notifiers.open
    scene.notifiers.open[0].thread = "section"
    let text = text(View(columns: 80, rows: 24), scene)
    #expect(text.contains("+2 lanes"))
    for name in ["section ", "middle ", "runs ", "next "] { #expect(text.contains(name), "\(name)") }
    #expect(!text.contains("done ") && !text.contains("later "))
    // One that has run tells more than one that has not begun.
    scene.time.lanes.remove(at: 3)
    let another = self.text(View(columns: 80, rows: 24), scene)
    #expect(another.contains("done ") && !another.contains("later ") && another.contains("+1 lane ─"))
  }

  @Test func locksThatHaveNoRoomAreCounted() {
    var scene = RetryLoop.step35
    scene.locks = (0..<9).map { LockRow(name: "lock \($0)", holders: ["gpu"]) }
    let line = rows(View(columns: 120, rows: 36), scene).first { $0.contains("lock 3 ") }
    #expect(line?.contains("gpu  5 more") ?? false)
  }

  @Test func theMenuKeepsTheKeyThatLeavesItAndTheWholeEffect() {
    var scene = RetryLoop.step35
    scene.choices[0].effect = "takes update, which nobody holds, and then tests range->valid, which is false altogether"
    for (columns, rows) in Self.sizes {
      let text = text(pressed("t", columns, rows, scene), scene)
      #expect(text.contains("Esc leave"), "\(columns)x\(rows)")
      if rows >= 24 { #expect(text.contains("altogether "), "\(columns)x\(rows)") }
    }
  }

  @Test func theProgramsNameDoesNotComeAndGo() {
    for columns in 60...140 {
      var seen: Set<Bool> = []
      for now in [0, 5, 35, 106] {
        for broken in [[], ["I1"], ["I1", "I11"]] {
          for isComplete in [true, false] {
            var scene = RetryLoop.step35
            scene.time.isComplete = isComplete
            scene.time.now = now
            scene.heading.broken = broken
            if isComplete { seen.insert(rows(View(columns: columns, rows: 24), scene)[0].contains("hmmscope")) }
          }
        }
      }
      #expect(seen.count == 1, "\(columns)")
    }
  }

  @Test func theEditionKeepsItsWordsWhereTheProgramsNameGoes() {
    let title = rows(View(columns: 80, rows: 24), RetryLoop.step35)[0]
    #expect(title.hasPrefix(" retry loop meets reclaim  Linux 5.2 "))
  }

  @Test func theNoteOfTheHeadingIsVisible() {
    for base in [RetryLoop.step35, FlagComesBack.step54, RealTrace.line2466] {
      for columns in [60, 70, 80, 90, 100, 120, 160, 200] {
        for rows in [20, 24, 30, 36, 60] {
          var scene = base
          scene.heading.note = "filter: qqq"
          #expect(self.rows(View(columns: columns, rows: rows), scene)[0].contains("filter: qqq"), "\(columns)x\(rows)")
        }
      }
    }
  }

  @Test func aNoteKeepsTheKeysThatAreOfUseThere() {
    var scene = RetryLoop.step35
    scene.time.now = scene.time.last
    scene.time.isComplete = true
    var view = View(columns: 80, rows: 24)
    view.show(note: "the end")
    #expect(rows(view, scene)[23].hasPrefix(" the end   S back  g first  q quit "))
    view.show(note: String(repeating: "a", count: 70))
    #expect(!rows(view, scene)[23].contains("S back"))
  }
}
