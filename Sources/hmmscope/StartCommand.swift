import ArgumentParser
import Interface
import Kernel
import Lessons
import Scene
import Screen
import Session
import Settings
import Terminal

/// `hmmscope` alone: the start screen; without a terminal, the first lesson as text.
struct StartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Choose a lesson, a scenario, a bug, a driver or a recording (the default).")

  @Flag(help: "Print what is set, by the config file and the options, as a config file that says the same.")
  var printConfig = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    if printConfig { return writeOut(Array(try display.settings().text.utf8)) }
    let finder = try Subject.Finder(display)
    guard display.isInteractive else {
      let files = LessonFiles(finder: finder)
      guard let first = files.files.first else { throw failure("there are no lessons here", Status.noInput) }
      var text = try LessonText(display, finder)
      return try text.play(try player(try files.shipped(first), finder))
    }
    let options = try ScreenOptions(display)
    do {
      var interactive = try Interactive(options: options)
      interactive.start(StartLists(finder: finder))
    } catch {
      throw failure(error.rawValue, Status.usage)
    }
  }
}

extension Interactive {
  /// The start screen, until the person leaves; what is opened there comes back to it.
  mutating func start(_ lists: StartLists) {
    var scene = lists.scene()
    var view = StartView(columns: 0, rows: 0), isShown = false
    view.isASCII = isASCII
    view.keys = settings.keys
    view.chooseNextLesson(scene)
    while true {
      (view.theme, view.takesMouse) = (settings.theme, settings.mouse)
      (view.columns, view.rows) = size
      if let choice = view.choice(scene), scene.previews[choice] == nil, isShown {
        scene.previews[choice] = lists.preview(choice)
      }
      draw(view.frame(of: scene))
      // The first picture does not wait for a preview.
      if !isShown {
        isShown = true
        continue
      }
      guard let event = wait() else {
        if isGone { return }
        continue
      }
      for effect in view.handle(event, scene: scene) {
        switch effect {
        case .theme(let name): change(to: name)
        case .mouse(let isTaken): takeMouse(isTaken)
        case .open(let choice), .check(let choice):
          open(choice, lists, &view, explores: effect == .check(choice))
          let previews = scene.previews
          scene = lists.scene()
          scene.previews = previews
          // What has been read to its end is followed by the next one.
          let isDone = scene.lists.contains { $0.items.contains { $0.id == choice.id && $0.mark == "✓" } }
          if choice.kind == .lessons, isDone { view.chooseNextLesson(scene) }
          if isGone { return }
        case .saveScreen:
          switch ScreenFile.write(view.frame(of: scene).text + "\n") {
          case .success(let name): view.show(note: "this screen is in \(name)")
          case .failure(let problem): view.show(note: problem.text, isError: true)
          }
        case .redraw: redraw()
        case .suspend: suspend()
        case .quit: return
        }
      }
    }
  }

  /// Opens an item and shows it until the person comes back; what is wrong with it is told on the start screen.
  private mutating func open(_ choice: StartChoice, _ lists: StartLists, _ view: inout StartView, explores: Bool) {
    let messages = Messages()
    let stage: any Stage
    do {
      stage = try messages.collecting { try lists.stage(choice) }
    } catch {
      view.show(title: "\(choice.id) cannot be opened", lines: messages.lines)
      return
    }
    // Every order from the beginning on, wherever a schedule would lead.
    if explores { _ = stage.handle(.explore) }
    run(stage, isNested: true)
  }
}

extension StartLists {
  /// What Enter opens.
  func stage(_ choice: StartChoice) throws -> any Stage {
    switch choice.kind {
    case .lessons: return try LessonStage(try LessonFiles(finder: finder).shipped(choice.id), finder)
    case .scenarios: return ExploringStage(try finder.scenario(choice.id), finder)
    case .bugs where !Edition.switches(named: choice.id).isEmpty:
      throw failure("a switch is for a run: hmmscope run SCENARIO --fix \(choice.id)", Status.usage)
    case .bugs: return ExploringStage(try finder.scenario(choice.id), finder)
    case .drivers:
      guard let name = scenarios(with: choice.id).first else {
        throw failure("no scenario that ships has \(choice.id); hmmscope run SCENARIO --driver FILE", Status.noInput)
      }
      return ExploringStage(try finder.scenario(name), finder)
    case .recordings: return ExploringStage(try finder.anything(choice.id), finder)
    }
  }
}
