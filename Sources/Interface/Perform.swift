import Scene
import Screen

extension View {
  /// Does what a key stands for.
  mutating func perform(_ action: Action, _ scene: Scene) -> [Effect] {
    switch action {
    case .step(let direction): return move(.step(1, direction))
    case .over(let direction): return move(.over(direction))
    case .out(let direction): return move(.out(direction))
    case .run(let direction): return move(.run(direction))
    case .nextMark(let direction): return move(.nextMark(direction))
    case .tenth(let tenth): return move(.goTo(.percent(tenth * 10)))
    case .first: return move(.goTo(.first))
    case .last: return move(.goTo(.last))
    case .jumpBack: return move(.jumpBack)
    case .jumpForward: return move(.jumpForward)
    case .branch(let direction): return move(.branch(direction))
    case .play: isPlaying.toggle()
    case .faster: speed.change(by: 1)
    case .slower: speed.change(by: -1)
    case .nextPanel: turn(1, scene)
    case .previousPanel: turn(-1, scene)
    case .panel(let index): if Panel.numbered.indices.contains(index) { turn(to: Panel.numbered[index]) }
    case .zoom:
      isZoomed.toggle()
      if focus == nil { focus = .driver }
    case .levels: toggleLevels(scene)
    case .space: turnTable(\.space, [scene.cpu] + scene.otherSpaces, called: "address space")
    case .device: turnTable(\.device, [scene.device] + scene.otherDevices, called: "device")
    case .down, .up, .pageDown, .pageUp, .halfDown, .halfUp: scrollPanel(action, scene)
    case .open: return open(scene)
    case .close: return close(scene)
    case .why:
      isWhyOpen.toggle()
      scroll[.why] = nil
    case .bothForms: toggleBothForms(scene)
    case .lastWriter, .watch, .breakHere: return act(action, scene)
    case .listBreaks: overlay = .stops(selected: 0)
    case .find: prompt = Prompt(.find)
    case .filter: prompt = Prompt(.filter)
    case .command: prompt = Prompt(.command)
    case .findNext: return ask(.find("", .forward))
    case .findPrevious: return ask(.find("", .back))
    case .words: return ask(.command("words"))
    case .present:
      isPresenting.toggle()
      showsNotes = false
    case .questions: return ask(.teach(.questions))
    case .choose: chooseThread(scene)
    case .force: return force(scene)
    case .explore: return [.request(scene.exploration == nil ? .explore : .stopExploring)]
    case .setMark: pending = .setMark
    case .goToMark: pending = .goToMark
    case .copy: return [.copy(.command("id"))]
    case .saveScreen: return [.saveScreen]
    case .help: overlay = .help(help(scene))
    case .palette: overlay = .palette(CommandPalette(keys) { $0.action.map { isOfUse($0, scene) } ?? true })
    case .theme: return turn(to: theme.next)
    case .mouse: return turnMouse()
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return [.quit]
    case .interrupt: return interrupt(scene)
    }
    if case .faster = action { show(note: "speed " + speed.text) }
    if case .slower = action { show(note: "speed " + speed.text) }
    return []
  }

  private mutating func toggleBothForms(_ scene: Scene) {
    showsBothForms.toggle()
    if showsBothForms, !scene.kernel.hasTwoForms, !scene.driver.hasTwoForms {
      show(note: "both forms of what a switch changes are shown; it changes nothing in these listings")
    } else {
      show(note: showsBothForms ? "both forms: - as the edition has it, + as the switch makes it" : "one form")
    }
  }

  /// Another theme, from now on.
  mutating func turn(to name: ThemeName) -> [Effect] {
    theme = name
    let words =
      switch name {
      case .auto: "for any background"
      case .dark, .light: "for a \(name.rawValue) background"
      case .highContrast: "white on black"
      case .monochrome: "no colour"
      }
    show(note: "theme \(name.rawValue): \(words)")
    return [.theme(name)]
  }

  private mutating func turnMouse() -> [Effect] {
    takesMouse.toggle()
    show(
      note: takesMouse
        ? "the mouse chooses rows, threads and moments, the wheel steps; Shift-drag selects text"
        : "the mouse is the terminal's: it selects text")
    return [.mouse(takesMouse)]
  }

  /// A key that moves in time ends playing.
  private mutating func move(_ request: Request) -> [Effect] {
    isPlaying = false
    return ask(request)
  }

  private mutating func interrupt(_ scene: Scene) -> [Effect] {
    if isPlaying {
      isPlaying = false
      show(note: "stopped")
      return []
    }
    if prompt != nil || overlay != nil || pending != nil {
      return close(scene)
    }
    if scene.exploration != nil { return [.request(.stopExploring)] }
    if leavesOnInterrupt { return [.quit] }
    leavesOnInterrupt = true
    show(note: "nothing is running; Ctrl-c again quits")
    return []
  }

  /// Closes the innermost thing that is open. It never leaves the program, but what was opened from the start screen.
  private mutating func close(_ scene: Scene) -> [Effect] {
    if pending != nil {
      pending = nil
    } else if prompt != nil {
      prompt = nil
    } else if overlay != nil {
      overlay = nil
    } else if isWhyOpen {
      isWhyOpen = false
    } else if scene.exploration != nil {
      return [.request(.stopExploring)]
    } else if word != nil {
      word = nil
    } else if !chosen.isEmpty || !scroll.isEmpty {
      (chosen, scroll) = ([:], [:])
    } else if isZoomed {
      isZoomed = false
    } else if isNested {
      return [.quit]
    }
    return []
  }

  /// The panels that are drawn when they get the keys; those of the largest screens only where they have a place.
  private func panelsInTurn(_ scene: Scene) -> [Panel] {
    var plain = self
    plain.focus = .driver
    plain.isZoomed = false
    let layout = plain.layout(scene), shown = layout.form.grid.joined()
    var inTurn = Panel.inTurn
    if showsLesson(scene) {
      // What a stop says comes right after the panel that it is about, which has the keys first.
      let before = scene.lesson?.looks.first.map { Panel($0) } ?? .driver
      inTurn.insert(.lesson, at: (inTurn.firstIndex(of: before) ?? inTurn.count - 1) + 1)
    }
    return inTurn.filter { panel in
      switch panel {
      case .device: !shown.contains(.tables)
      case .history, .watches, .branches: shown.contains(panel)
      default: true
      }
    }
  }

  /// Gives the keys to a panel. Why at length, which has them and takes rows of others, is closed.
  mutating func turn(to panel: Panel) {
    isWhyOpen = false
    focus = panel
  }

  private mutating func turn(_ difference: Int, _ scene: Scene) {
    let panels = panelsInTurn(scene)
    let index = panels.firstIndex(of: focus ?? .driver) ?? 0
    let start = focus == nil ? (difference > 0 ? -1 : 0) : index
    turn(to: panels[(start + difference + panels.count) % panels.count])
  }
}
