import Scene
import Screen
import Testing

@testable import Interface

@Suite("The palette of commands") struct PaletteOfCommands {
  private let scene = RetryLoop.step35

  private func pressed(_ letters: String, _ last: Event = .key(.enter)) -> (view: View, effects: [Effect]) {
    var view = View(columns: 80, rows: 24)
    _ = view.handle(.control("p"), scene: scene)
    for scalar in letters.unicodeScalars { _ = view.handle(.character(scalar), scene: scene) }
    let effects = view.handle(last, scene: scene)
    return (view, effects)
  }

  @Test func aFewLettersFindACommandAndEnterDoesIt() {
    #expect(pressed("stbk").effects == [.request(.step(1, .back))])
    #expect(pressed("quit").effects == [.quit])
    #expect(pressed("theme").effects == [.theme(.dark)])
    #expect(pressed("every order").effects == [.request(.explore)])
  }

  @Test func aLetterAWordOrAllOfItIsTakenBackAsInThePrompt() {
    var view = pressed("step quit", .control("w")).view
    #expect(view.frame(of: scene).text.contains("find step _"))
    _ = view.handle(.key(.backspace), scene: scene)
    #expect(view.frame(of: scene).text.contains("find step_"))
    _ = view.handle(.control("u"), scene: scene)
    #expect(view.frame(of: scene).text.contains("find _"))
  }

  @Test func oneThatTakesSomethingIsTypedOn() {
    let view = pressed("back-until").view
    #expect(view.prompt?.text == "back-until ")
  }

  @Test func everyCommandIsThereWithItsKeyAndEveryActionThatHasOne() {
    let palette = CommandPalette(.standard)
    let names = Set(palette.commands.map(\.name))
    for binding in KeyTable.standard.settable.flatMap(\.bindings) {
      let isOneOfMany = ["percent-", "panel-"].contains { binding.name.hasPrefix($0) }
      #expect(names.contains(binding.name) || isOneOfMany, "\(binding.name)")
      #expect(!binding.says.isEmpty, "\(binding.name)")
    }
    let text = pressed("explore", .resize).view.frame(of: scene).text
    #expect(text.contains("│ explore") && text.contains(" x "))
  }

  @Test func everyNameOfAnActionCanBeTyped() {
    for binding in KeyTable.standard.settable.flatMap(\.bindings) {
      var view = View(columns: 80, rows: 24)
      _ = view.run(command: binding.name, scene)
      #expect(!(view.note?.text.contains("is no command") ?? false), "\(binding.name)")
    }
  }

  @Test func lettersThatNobodyHasAreSaidSo() {
    #expect(pressed("zzqq", .key(.up)).view.frame(of: scene).text.contains("no command has this"))
  }

  @Test(arguments: [(1, 1), (9, 4), (40, 10), (60, 20), (200, 60)]) func everySizeIsDrawn(columns: Int, rows: Int) {
    var view = pressed("st", .resize).view
    (view.columns, view.rows) = (columns, rows)
    #expect(view.frame(of: scene).rows == rows)
  }

  @Test func anUnknownCommandNamesTheNearestOne() {
    for (typed, meant) in [("utnil", "until"), ("themes", "theme"), ("zom", "zoom"), ("brek", "break")] {
      var view = View(columns: 80, rows: 24)
      #expect(view.run(command: typed + " x", scene) == [])
      #expect(view.note?.text == "\(typed) is no command; did you mean \(meant)?")
    }
  }

  @Test func lettersFindWhatHasThemInTheirOrder() throws {
    #expect(Fuzzy.score("sb", in: "step-back") != nil && Fuzzy.score("bs", in: "step-back") == nil)
    let begins = try #require(Fuzzy.score("st", in: "step")), within = try #require(Fuzzy.score("st", in: "last-step"))
    #expect(begins > within)
    #expect(Fuzzy.best("bku", among: ["break", "back-until", "until"], 1) == ["back-until"])
  }
}

@Suite("Other keys") struct OtherKeys {
  private let scene = RetryLoop.step35

  @Test func anActionHasTheKeysOfTheConfigFileAndNoOthers() {
    var view = View(columns: 120, rows: 36)
    view.keys = KeyTable(replacing: ["step": ["u"], "zoom": []])
    #expect(view.handle(.character("u"), scene: scene) == [.request(.step(1, .forward))])
    #expect(view.handle(.character("s"), scene: scene) == [])
    #expect(view.note?.text == "s has no meaning here; u: one line")
    _ = view.handle(.character("z"), scene: scene)
    #expect(!view.isZoomed)
  }

  @Test func hintsHelpAndPaletteNameThem() {
    var view = View(columns: 120, rows: 36)
    view.keys = KeyTable(replacing: ["step": ["u", "F9"], "zoom": []])
    #expect(view.frame(of: scene).text.contains(" u step  S back"))
    _ = view.handle(.character("?"), scene: scene)
    let help = view.frame(of: scene).text
    #expect(help.contains("u F9") && help.contains("no key"))
    _ = view.handle(.key(.escape), scene: scene)
    _ = view.handle(.control("p"), scene: scene)
    for scalar in "one line on".unicodeScalars { _ = view.handle(.character(scalar), scene: scene) }
    #expect(view.frame(of: scene).text.contains("one line on"))
    #expect(view.keys.label(of: "step") == "u")
  }

  @Test func theRowsOfTitleAndKeysNameThemEverywhere() {
    var view = View(columns: 120, rows: 36), busy = scene, end = scene
    view.keys = KeyTable(replacing: ["keys": ["F2"], "explore": ["X"], "start": ["Home"]])
    busy.exploration = Exploration(from: 35, states: 10)
    (end.time.now, end.time.isComplete) = (end.time.last, true)
    #expect(view.frame(of: scene).text.contains(" F2 help"))
    #expect(view.frame(of: busy).text.contains(" X stop"))
    view.show(note: "a note")
    #expect(view.frame(of: end).text.contains("S back  Home first"))
  }

  @Test func everyKeyThatIsBoundCanBePressed() {
    for binding in KeyTable.standard.settable.flatMap(\.bindings) {
      for key in binding.keys { #expect(KeyName.problem(key) == nil, "\(key)") }
    }
  }

  @Test func noKeyHasTwoMeanings() {
    let keys = KeyTable.standard.settable.flatMap(\.bindings).flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }
}

@Suite("Help is about what works here") struct HelpHere {
  @Test func whatDoesNothingHereIsNotFound() {
    var view = View(columns: 80, rows: 24)
    let scene = RetryLoop.step0
    #expect(!view.isOfUse(.step(.back), scene) && view.isOfUse(.step(.forward), scene))
    _ = view.handle(.character("?"), scene: scene)
    for scalar in "other branch".unicodeScalars { _ = view.handle(.character(scalar), scene: scene) }
    #expect(view.handle(.key(.enter), scene: scene) == [])
    #expect(view.note?.isError ?? false)
  }

  @Test func whatALessonMakesOfItsKeysIsToldAndHasRoom() {
    var lesson = RetryLoop.step35
    lesson.lesson = LessonScene()
    var asked = lesson
    asked.lesson?.question = QuestionScene(
      number: 1, count: 1, score: 0, text: ProseBlock(.paragraph, []), choices: [ProseBlock(.paragraph, [])])
    for (scene, presents) in [(lesson, false), (asked, false), (RetryLoop.step35, true)] {
      var view = View(columns: 80, rows: 24)
      view.isPresenting = presents
      let here = view.help(scene).here
      #expect(!here.isEmpty && here.columns <= 77, "\(here)")
    }
  }

  @Test func watchingIsForPanelsWithCells() {
    var view = View(columns: 120, rows: 36, focus: .driver)
    #expect(!view.isOfUse(.watch, RetryLoop.step35) && view.isOfUse(.breakHere, RetryLoop.step35))
    view.focus = .ranges
    #expect(view.isOfUse(.watch, RetryLoop.step35) && !view.isOfUse(.breakHere, RetryLoop.step35))
  }
}

@Suite("The mouse") struct TheMouse {
  private let scene = RetryLoop.step35

  @Test func oneKeyTakesItAndLeavesIt() {
    var view = View(columns: 120, rows: 36)
    #expect(view.handle(.character("M"), scene: scene) == [.mouse(true)])
    #expect(view.handle(.character("M"), scene: scene) == [.mouse(false)])
  }

  @Test func theWheelMovesInAList() {
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character("?"), scene: scene)
    _ = view.handle(.mouse(column: 50, row: 10, button: .wheelDown), scene: scene)
    guard case .help(let help) = view.overlay else { return #expect(Bool(false)) }
    #expect(help.selected == 1)
    _ = view.handle(.mouse(column: 50, row: 10, button: .right), scene: scene)
    #expect(!view.hasOverlay)
  }
}
