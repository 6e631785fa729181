import Scene
import Screen
import Testing

@testable import Interface

/// What the pictures do not show: what the keys do, and what must hold everywhere.
@Suite struct AllOfMemoryKeys {
  private func pressed(_ keys: String, _ view: View, _ scene: Scene) -> View {
    var view = view
    for key in keys.unicodeScalars { _ = view.handle(key == "\r" ? .key(.enter) : .character(key), scene: scene) }
    return view
  }

  private func rows(_ view: View, _ scene: Scene) -> [String] {
    view.frame(of: scene).text.split(separator: "\n").map(String.init)
  }

  @Test func everyKindOfEntryHasAGlyphAWordAndAStandIn() {
    let kinds = EntryKind.allCases.filter { $0 != .error && $0 != .unwritten && $0 != .unknown }
    let glyphs = kinds.map(\.glyph)
    #expect(Set(glyphs).count == kinds.count)
    #expect(EntryKind.poison.glyph == EntryKind.error.glyph)
    let plain = glyphs.compactMap(\.unicodeScalars.first).map { ASCII.scalar($0.value) }
    #expect(Set(plain).count == kinds.count && !plain.contains(0x3f))
    #expect(Set(EntryKind.allCases.map(\.word)).count == EntryKind.allCases.count)
    let help = pressed("?", View(columns: 80, rows: 24), AllOfMemory.kinds).frame(of: AllOfMemory.kinds).text
    for kind in kinds {
      #expect(Words.pages(about: kind.glyph) != nil, "\(kind)")
      #expect(help.contains(kind.glyph + " " + kind.word), "\(kind)")
    }
  }

  @Test func aFoldedLevelIsAStripOfItsPages() {
    var scene = AllOfMemory.deviceMemory
    scene.cpu.entries[0].mark = .none
    // The fourth row of the tree is the pmd.
    let view = pressed("vjjjj\r", View(columns: 80, rows: 24, focus: .cpu), scene)
    #expect(rows(view, scene).contains { $0.contains("pmd[000] › ⇄◨◦◊  4 pages") })
    #expect(!rows(view, scene).contains { $0.contains("◨ d01 rw dev") })
    let again = pressed("\r", view, scene)
    #expect(rows(again, scene).contains { $0.contains("◨ d01 rw dev") })
    let upper = pressed("vj\r", View(columns: 80, rows: 24, focus: .cpu), scene)
    #expect(!upper.frame(of: scene).text.contains("pud[000]"))
  }

  @Test func theRestOfAHugeEntryIsEqualsSigns() {
    let entries = AllOfMemory.huge.cpu.entries
    #expect(LevelRows.strip(entries, 0...3, room: 9).text == "●===")
    #expect(LevelRows.strip(entries, 2...3, room: 9).text == "==")
    var equal = entries
    equal[0].isHuge = false
    #expect(LevelRows.strip(equal, 0...3, room: 9).text == "●●●●")
    #expect(LevelRows.strip(equal, 0...3, room: 3).text == "●●⋯")
  }

  @Test func aValueFliesFromTheRowThatItsPageIsFoldedInto() {
    let scene = AllOfMemory.deviceMemory
    var folds = Folds()
    folds.showsLevels = true
    folds.folded[Folds.key(scene.cpu.levels[3])] = true
    let rows = PageTable.content(
      scene.cpu, room: Room(columns: 33, rows: 9), folds: folds, anchor: { Anchor.pte($0) }
    ).rows
    #expect(rows.count == 4)
    #expect(rows[3].anchors.contains { $0.anchor == .pte(2) } && !rows[2].anchors.contains { $0.anchor == .pte(2) })
  }

  @Test(arguments: 0..<4, [Mark.read, .changed])
  func unfoldedLevelsLeaveThePteThatIsTouchedInSight(page: Int, mark: Mark) throws {
    var table = AllOfMemory.deviceMemory.cpu
    for index in table.entries.indices { table.entries[index].mark = .none }
    // A walk reads every level on its way.
    for index in table.levels.indices { table.levels[index].mark = .read }
    table.entries[page].mark = mark
    var folds = Folds()
    folds.showsLevels = true
    let room = Room(columns: 33, rows: 4)
    let content = PageTable.content(table, room: room, folds: folds, anchor: { Anchor.pte($0) })
    let row = try #require(content.rows.firstIndex { $0.anchors.contains { $0.anchor == .pte(page) } })
    let top = try #require(content.top)
    #expect((top..<top + 4).contains(row))
  }

  @Test func theKeyThatChangesTheProcessIsNamedWhereThereAreSeveral() {
    for (columns, lines) in [(80, 24), (100, 30), (120, 36)] {
      let view = View(columns: columns, rows: lines)
      #expect(rows(view, AllOfMemory.twoSpaces).last!.contains("p process"), "\(columns)")
      #expect(rows(view, AllOfMemory.twoDevices).last!.contains("d device"), "\(columns)")
      #expect(!rows(view, RetryLoop.step35).last!.contains("process"), "\(columns)")
    }
  }

  @Test func aClickFoldsALevel() {
    let scene = AllOfMemory.deviceMemory
    var view = pressed("vz", View(columns: 80, rows: 24, focus: .cpu), scene)
    let row = rows(view, scene).firstIndex { $0.contains("pmd[000]") }!
    _ = view.handle(.mouse(column: 5, row: row, button: .left), scene: scene)
    #expect(rows(view, scene)[row].contains("› ⇄◨◦◊"))
    _ = view.handle(.mouse(column: 5, row: row, button: .left), scene: scene)
    #expect(rows(view, scene)[row].contains("table"))
  }

  @Test func keysThatHaveNothingToDoSaySo() {
    let view = View(columns: 120, rows: 36)
    #expect(
      rows(pressed("v", view, RetryLoop.step35), RetryLoop.step35).last!.contains("nothing is known of the levels"))
    #expect(rows(pressed("p", view, RetryLoop.step35), RetryLoop.step35).last!.contains("one address space only"))
    #expect(rows(pressed("d", view, RetryLoop.step35), RetryLoop.step35).last!.contains("one device only"))
    #expect(pressed("vpd", view, RetryLoop.step35).folds == Folds())
  }

  @Test func processesAndDevicesTakeTurns() {
    let scene = AllOfMemory.twoSpaces
    var seen: [Int?] = [], view = View(columns: 80, rows: 24)
    for _ in 0..<4 {
      view = pressed("p", view, scene)
      seen.append(view.folds.space)
    }
    #expect(seen == [0, 1, nil, 0])
    view = pressed("d", View(columns: 120, rows: 36), AllOfMemory.twoDevices)
    #expect(view.frame(of: AllOfMemory.twoDevices).text.contains("gpu page table 1 of 2"))
    // What was chosen in one moment and is gone in another is not asked for any more.
    view = pressed("pp", View(columns: 80, rows: 24), scene)
    #expect(view.frame(of: RetryLoop.step35).text.contains("Page tables ── 2 cpu, 0 gpu"))
  }

  @Test func countersOfTheChosenProcessStandAboveTheRanges() {
    var scene = AllOfMemory.twoSpaces
    let owners = [scene.cpu.owner, scene.otherSpaces[0].owner]
    scene.ranges.owner = owners[0]
    scene.ranges.counters = [Counter("notifiers", "0")]
    scene.ranges.others = [SpaceCounters(owners[1], [Counter("notifiers", "7")])]
    for (columns, rows) in [(80, 24), (120, 36)] {
      let view = View(columns: columns, rows: rows)
      #expect(pressed("p", view, scene).frame(of: scene).text.contains("\(owners[0]): notifiers 0"))
      #expect(pressed("pp", view, scene).frame(of: scene).text.contains("\(owners[1]): notifiers 7"))
      #expect(!pressed("pp", view, scene).frame(of: scene).text.contains("\(owners[0]): notifiers 0"))
    }
    #expect(View(columns: 120, rows: 36).frame(of: scene).text.contains("\(owners[1]): notifiers 7"))
    // Where one has room it is the one that the step has changed.
    scene.ranges.others[0].counters[0].mark = .changed
    #expect(View(columns: 80, rows: 24).frame(of: scene).text.contains("\(owners[1]): notifiers 7"))
  }

  @Test func whereOneTableHasRoomItIsTheOneThatChanges() {
    var scene = AllOfMemory.twoSpaces
    #expect(Side.cpu(scene, Folds()).one == 1)
    scene.otherSpaces[0].entries[1].mark = .none
    #expect(Side.cpu(scene, Folds()).one == 0)
    scene.otherSpaces[0].levels = AllOfMemory.levels(.table, before: .entry(AllOfMemory.hugeValue))
    #expect(Side.cpu(scene, Folds()).one == 1)
    var folds = Folds()
    folds.space = 0
    #expect(Side.cpu(scene, folds).one == 0)
  }

  @Test func noLayoutTurnsTheSquare() {
    for (_, scene) in AllOfMemory.all {
      for (columns, rows) in [(100, 30), (120, 36), (160, 45), (200, 60)] {
        for keys in ["", "v", "p", "pp", "d"] {
          let layout = pressed(keys, View(columns: columns, rows: rows), scene).layout(scene)
          let place = { (panel: Panel) in layout.place(panel)!.inner }
          #expect(place(.cpu).right < place(.device).column && place(.cpu).row == place(.device).row)
          #expect(place(.ranges).row > place(.cpu).row && place(.notifiers).row == place(.ranges).row)
          #expect(place(.ranges).column == place(.cpu).column && place(.notifiers).column == place(.device).column)
        }
      }
    }
  }

  @Test func groupsOfFramesFoldToTheirTitles() {
    let scene = AllOfMemory.deviceMemory
    let view = View(columns: 80, rows: 24, focus: .frames)
    #expect(view.frame(of: scene).text.contains("d01     app"))
    let folded = pressed("v", view, scene).frame(of: scene).text
    #expect(folded.contains("RAM  1 used, 1 free, 1 swapped ›") && folded.contains("gpu memory  2 used, 1 free ›"))
    #expect(!folded.contains("d01     app") && !folded.contains("swap 3  app"))
    let open = pressed("vv", view, scene).frame(of: scene).text
    #expect(open.contains("d01     app") && open.contains("swap 3  app"))
    // One of them, by its row.
    let one = pressed("j\r", view, scene).frame(of: scene).text
    #expect(one.contains("RAM  1 used, 1 free, 1 swapped ›") && one.contains("d01     app"))
  }

  @Test func withoutRoomTheGroupInWhichNothingHasChangedFolds() {
    var scene = AllOfMemory.deviceMemory
    let room = Room(columns: 33, rows: 7)
    func titles() -> [String] {
      FrameTable.content(scene, room: room).rows.filter { $0.fold != nil }.map(\.line.text)
    }
    #expect(titles() == [" RAM  1 used, 1 free, 1 swapped", " gpu memory  2 used, 1 free ›"])
    scene.frames[0].mark = .none
    scene.frames[3].mark = .changed
    #expect(titles() == [" RAM  1 used, 1 free, 1 swapped ›", " gpu memory  2 used, 1 free"])
  }

  @Test func aFrameNamesItsMappingsAsFarAsTheyHaveRoom() {
    var frame = FrameRow(label: "1a0", owner: "app", cpu: "000", device: "", data: "'A'")
    #expect(frame.cpuText(.full) == "000")
    frame.mappings = [FrameMapping("000", "app"), FrameMapping("000", "child")]
    #expect(frame.cpuText(.full) == "000 app child")
    #expect(frame.cpuText(.short) == "000 +1" && frame.cpuText(.tight) == "000+1")
    frame.mappings[1].page = "002"
    #expect(frame.cpuText(.full) == "000 app, 002 child")
    frame.mappings.removeLast()
    #expect(frame.cpuText(.full) == "000")
    (frame.mappings, frame.mappingsBefore) = ([], [FrameMapping("000", "app")])
    #expect(frame.cpuText(.full) == "◦" && frame.isRemapped)
    #expect(frame.deviceText(.full) == "◦")
    (frame.device, frame.isBroken) = ("003", true)
    #expect(frame.deviceText(.full) == "003 ✗")
    frame.deviceMappings = [FrameMapping("003", "gpu"), FrameMapping("003", "nic")]
    #expect(frame.deviceText(.full) == "003 gpu nic ✗" && frame.deviceText(.tight) == "003+1 ✗")
  }

  @Test func thePanelWithTheKeysGrowsAndTheOthersKeepARow() {
    for (_, scene) in AllOfMemory.all {
      for focus in [Panel.cpu, .ranges, .frames, .notifiers, .threads] {
        let layout = View(columns: 80, rows: 24, focus: focus).layout(scene)
        let heights = layout.form.bands, usual = View(columns: 80, rows: 24).layout(scene).form.bands
        #expect(heights.reduce(0, +) == usual.reduce(0, +) && heights.allSatisfy { $0 >= 1 }, "\(focus)")
        let band = layout.form.grid.firstIndex { $0[0] == focus || (focus == .cpu && $0[0] == .tables) }!
        #expect(heights[band] >= usual[band], "\(focus)")
      }
      #expect(View(columns: 80, rows: 24).layout(scene).form.bands.allSatisfy { $0 >= 3 })
    }
  }

  @Test func aNarrowSectionKeepsItsNewValue() {
    let rows = NotifierList.content(AllOfMemory.nested, room: Room(columns: 33, rows: 7)).rows.map(\.line.text)
    #expect(
      rows == [
        " CLEAR [7f0000001000 +1p) kswapd", " ✓✓✓►◦◦ pte", "   › CLEAR [7f0000002000 +1p) gpu",
        "»    ✓✓►◦◦◦ counted  ⇒ 2",
      ])
    // Beside each other instead of inside: a row each.
    var flat = AllOfMemory.nested
    flat.notifiers.open[1].depth = 0
    #expect(NotifierList.content(flat, room: Room(columns: 60, rows: 14)).rows.count == 2)
    let one = NotifierList.content(AllOfMemory.refused, room: Room(columns: 40, rows: 3)).rows.map(\.line.text)
    #expect(one.count == 3 && one[2].hasPrefix("     › UNMAP nonblock +4p, reaper ✗"))
    let all = NotifierList.content(AllOfMemory.nested, room: Room(columns: 60, rows: 14)).rows.map(\.line.text)
    #expect(all.count == 14 && all[7] == "   › CLEAR [7f0000002000 +1p) gpu, in hmm_range_fault")
    #expect(all[9] == "»    ✓ counted  notifiers 1 ⇒ 2")
  }

  @Test func aTableTellsWhichCPUsHaveAnEntryAndWhichIsStale() {
    let text = { (room: Int) in
      PageTable.content(AllOfMemory.tlbs.cpu, room: Room(columns: room, rows: 9), anchor: { Anchor.pte($0) }).rows
        .map(\.line.text)
    }
    #expect(text(33)[0].hasSuffix("tlb 0 1") && text(33)[1].hasSuffix("tlb ✗1"))
    #expect(text(60)[1].hasSuffix("tlb ✗1 ● 1a1 rw"))
    #expect(text(17)[1].contains("◊ swap 5"))
  }
}
