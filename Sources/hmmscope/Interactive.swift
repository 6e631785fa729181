import Interface
import Scene
import Screen
import Scripts
import Settings
import Terminal

/// What an interactive session shows: it carries out requests and has a scene of the moment it is at.
protocol Stage: AnyObject {
  func handle(_ request: Request) -> Reply
  func scene() -> Scene
  /// After how many milliseconds the scene may be another one although nobody asked for anything, such as while a
  /// trace is still being read; nil when nothing goes on in the background.
  var refresh: Int? { get }
  /// Whether that is work that shows on its way. Otherwise only its end does, which is news.
  var isAtWork: Bool { get }
  /// What has come of work in the background since it was asked last; nil for nothing.
  func takeNews() -> Reply?
  /// What was done so far; nil where nobody writes it down.
  var transcript: Transcript? { get }
}

extension Stage {
  var refresh: Int? { nil }
  var isAtWork: Bool { refresh != nil }
  func takeNews() -> Reply? { nil }
  var transcript: Transcript? { nil }
}

/// What the command line and the config file say about the screen.
struct ScreenOptions {
  var settings: Settings
  var usesColour: Bool
  var isASCII: Bool

  init(_ display: DisplayOptions) throws {
    settings = try display.settings()
    usesColour = settings.color.isUsed
    isASCII = settings.ascii || display.needsASCII
  }

  func theme(_ name: ThemeName) -> Theme { Theme(named: name, usesColour: usesColour) }
}

/// A terminal, and what a person sees on it: draws, waits, does what was pressed.
struct Interactive: ~Copyable {
  private var terminal: Terminal
  /// What is set now: keys may have changed it since the beginning.
  private var options: ScreenOptions
  private var view = View(columns: 0, rows: 0)
  private var scene = Scene()
  /// How many pictures in a row were slow to send: a slow line is no place for animation.
  private var slow = 0
  /// When the last step of playing was made.
  private var stepped = 0

  /// Takes over the terminal.
  init(options: ScreenOptions) throws(TerminalError) {
    // Locals first: in a release build of Swift 6.3, setting a stored property's field here destroys garbage.
    let terminal = try Terminal(theme: options.theme(options.settings.theme), mouse: options.settings.mouse)
    self.terminal = terminal
    self.options = options
  }

  /// Shows a stage until the person leaves it.
  ///
  /// - Parameters:
  ///   - focus: the panel that takes the keys first.
  ///   - isNested: Esc with nothing left to close leaves too: something is behind it.
  mutating func run(_ stage: any Stage, focus: Panel? = nil, isNested: Bool = false) {
    scene = stage.scene()
    view = View(columns: size.columns, rows: size.rows, focus: focus ?? (scene.heading.isRun ? .driver : .kernel))
    view.isASCII = isASCII
    view.animates = options.settings.animation
    view.keys = options.settings.keys
    view.theme = options.settings.theme
    view.takesMouse = options.settings.mouse
    view.setSpeed(options.settings.speed)
    view.hasReverse = terminal.hasReverse
    view.isNested = isNested
    view.isPresenting = options.settings.present
    view.arrive(at: scene, from: Scene())
    while true {
      let room = size
      view.resize(columns: room.columns, rows: room.rows, scene)
      if let news = stage.takeNews() {
        let new = stage.scene()
        view.show(news)
        view.arrive(at: new, from: scene)
        scene = new
      }
      show(view.frame(of: scene))
      // Drawing and animation are part of the time that a step has.
      let wait = view.pause.map { max(0, stepped + $0 - Clock.milliseconds()) }
      let pause = [wait, stage.refresh].compactMap(\.self).min()
      let event = terminal.next(milliseconds: Int32(pause ?? -1))
      if let event {
        let wasPlaying = view.isPlaying
        let effects = view.handle(event, scene: scene)
        if let transcript = stage.transcript { write(event, effects, wasPlaying, transcript) }
        guard carryOut(effects, stage) else { return }
        if view.isPlaying, !wasPlaying { stepped = Clock.milliseconds() }
      } else if let wanted = view.pause, Clock.milliseconds() - stepped >= wanted {
        stepped = Clock.milliseconds()
        guard carryOut(view.tick(scene), stage) else { return }
      } else if terminal.isGone {
        return
      } else if stage.isAtWork {
        scene = stage.scene()
      }
    }
  }

  /// Writes down a key that is the view's own business; what it asks for is written down where it is carried out.
  private func write(_ event: Event, _ effects: [Effect], _ wasPlaying: Bool, _ transcript: Transcript) {
    // Playing makes steps, and those are written down.
    guard view.isPlaying == wasPlaying else { return transcript.forgetOpen() }
    // A script is played with the standard keys.
    guard view.keys == .standard, let press = Transcript.Press(event) else { return }
    transcript.press(
      press, isAsking: !effects.isEmpty, isOpen: view.isOpen, size: (columns: view.columns, rows: view.rows))
  }

  /// False when the person leaves.
  private mutating func carryOut(_ effects: [Effect], _ stage: any Stage) -> Bool {
    for effect in effects {
      switch effect {
      case .request(let request): ask(request, stage)
      case .copy(let request):
        let reply = answer(request, stage)
        view.show(reply)
        if !reply.isError, !reply.note.isEmpty { terminal.copy(reply.note) }
      case .saveScreen: saveScreen()
      case .redraw: terminal.redraw()
      case .theme(let name): change(to: name)
      case .mouse(let isTaken): takeMouse(isTaken)
      case .suspend: terminal.suspend()
      case .quit: return false
      }
    }
    return true
  }

  /// What a stage answers. Messages for standard error, where nobody would see them now, become part of it.
  private func answer(_ request: Request, _ stage: any Stage) -> Reply {
    let messages = Messages()
    var reply = messages.collecting { stage.handle(request) }
    if reply.isError || reply.note.isEmpty, let said = messages.lines.first { reply = Reply(said, isError: true) }
    return reply
  }

  private mutating func ask(_ request: Request, _ stage: any Stage) {
    let reply = answer(request, stage)
    let new = stage.scene()
    let frames = view.animation(from: scene, to: new, after: request)
    view.show(reply)
    view.arrive(at: new, from: scene)
    scene = new
    for step in frames {
      show(step.frame)
      // A key cuts it short, and then does its own work.
      if let event = terminal.next(milliseconds: Int32(step.milliseconds)) {
        terminal.putBack(event)
        break
      }
    }
  }

  private mutating func show(_ frame: Frame) {
    let start = Clock.milliseconds()
    terminal.show(frame)
    slow = Clock.milliseconds() - start > 50 ? slow + 1 : 0
    if slow == 2, view.animates {
      view.animates = false
      view.show(note: "animation is off: this terminal takes long to draw")
    }
  }

  private mutating func saveScreen() {
    switch ScreenFile.write(view.frame(of: scene).text + "\n") {
    case .success(let name): view.show(note: "this screen is in \(name)")
    case .failure(let problem): view.show(note: problem.text, isError: true)
    }
  }

  // MARK: The terminal alone, for screens that have a view of their own

  var size: (columns: Int, rows: Int) { terminal.size }
  var isASCII: Bool { options.isASCII || terminal.needsASCII }
  /// Nobody is there any more.
  var isGone: Bool { terminal.isGone }

  /// What keys have made of the settings so far.
  var settings: Settings { options.settings }

  mutating func change(to name: ThemeName) {
    options.settings.theme = name
    terminal.change(to: options.theme(name))
  }

  mutating func takeMouse(_ isTaken: Bool) {
    options.settings.mouse = isTaken
    terminal.takeMouse(isTaken)
  }

  mutating func draw(_ frame: Frame) { terminal.show(frame) }
  mutating func wait() -> Event? { terminal.next(milliseconds: -1) }
  mutating func redraw() { terminal.redraw() }
  mutating func suspend() { terminal.suspend() }
}
