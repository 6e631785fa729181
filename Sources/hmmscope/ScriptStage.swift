import Explorer
import Export
import Foundation
import Interface
import Replay
import Scene
import Screen
import Scripts
import Session

/// A script's screen: the same view and the same session as in the terminal, without one. Time is the script's own.
final class ScriptStage: ScriptHost {
  private let finder: Subject.Finder
  private(set) var subject: Subject?
  private var view: View
  private var owed = 0
  /// The scene that the view has seen last.
  private var shown = Scene()
  private let theme: Theme
  private var shot: Export.Cast?

  init(_ finder: Subject.Finder, _ subject: Subject?, _ display: DisplayOptions) {
    self.finder = finder
    self.subject = subject
    shown = subject?.session.scene() ?? Scene()
    theme = display.screenTheme
    let printer = Printer(display)
    view = View(columns: printer.size.columns, rows: printer.size.rows)
    view.isASCII = printer.isASCII
    view.animates = false
  }

  func open(scenario: String, seed: UInt64?) throws -> Session {
    var finder = finder
    finder.seed = seed
    return keep(try finder.scenario(scenario))
  }

  func load(file: String) throws -> Session {
    keep(try finder.id(file, scenario: finder.scenarioOfID) ?? finder.anything(file))
  }

  private func keep(_ new: Subject) -> Session {
    subject = new
    shown = new.session.scene()
    // A trace has no driver.
    if !shown.heading.isRun, view.focus == .driver { view.focus = .kernel }
    return new.session
  }

  func frame() -> String {
    guard let subject else { return "" }
    return view.frame(of: subject.session.scene()).text
  }

  func resize(columns: Int, rows: Int) { (view.columns, view.rows) = (columns, rows) }

  func press(_ key: ScriptKey) throws { handle(Event(key)) }

  func click(column: Int, row: Int, _ button: ScriptButton) throws {
    handle(.mouse(column: column - 1, row: row - 1, button: Button(button)))
  }

  private func handle(_ event: Event) {
    guard let session = subject?.session else { return }
    carryOut(view.handle(event, scene: session.scene()), session)
  }

  func advance(milliseconds: Int) {
    guard let session = subject?.session, view.isPlaying else {
      owed = 0
      return
    }
    owed += milliseconds
    while let pause = view.pause, pause > 0, owed >= pause {
      owed -= pause
      carryOut(view.tick(session.scene()), session)
    }
  }

  func moved() {
    guard let session = subject?.session else { return }
    let new = session.scene()
    view.follow(new, from: shown)
    shown = new
  }

  func look(_ panels: [PanelName]) {
    if let first = panels.first { view.focus = Panel(first) }
  }

  func write(_ text: String, to file: String) throws { try hmmscope.write(text, to: file) }

  func explore(_ session: Session, _ bounds: ExplorationBounds) throws -> String {
    guard let timeline = session.timeline as? RunTimeline else {
      throw ScriptRefusal("a trace has happened already: it has one order")
    }
    let run = timeline.run, moment = session.position, branch = run.currentBranch
    let limits = Bounds(states: bounds.states ?? Exploring.statesMax, depth: bounds.depth)
    let exploring = Exploring(run.program, from: run.state(moment), at: moment, bounds: limits)
    guard let outcome = exploring.wait(milliseconds: bounds.time) else {
      let states = exploring.exploration.states
      throw ScriptRefusal("the time was over after \(states) states; Depth N and States N bound a search everywhere")
    }
    session.origin = moment
    return outcome.future(in: session, of: timeline, branch: branch, after: moment).words
  }

  func film(after milliseconds: Int, marker: String?) {
    guard let subject else { return }
    let scene = subject.session.scene()
    var cast =
      shot
      ?? Export.Cast(columns: view.columns, rows: view.rows, title: "hmmscope: \(scene.heading.title)", theme: theme)
    cast.wait(milliseconds: milliseconds)
    cast.show(view.frame(of: scene), marker: marker)
    shot = cast
  }

  func cast(version: Int, ending milliseconds: Int) -> String {
    var cast = shot ?? Export.Cast(columns: view.columns, rows: view.rows, title: "hmmscope", theme: theme)
    cast.wait(milliseconds: milliseconds)
    return cast.text(version == 3 ? .three : .two)
  }

  /// This program is there; another one is looked for as a shell would.
  func finds(program: String) -> Bool {
    if program == "hmmscope" { return true }
    if program.contains("/") { return FileManager.default.isExecutableFile(atPath: program) }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  private func explore(_ session: Session) -> Reply {
    do {
      return Reply(try explore(session, ExplorationBounds()))
    } catch {
      return Reply("\(error)", isError: true)
    }
  }

  private func carryOut(_ effects: [Effect], _ session: Session) {
    for effect in effects {
      switch effect {
      case .request(.explore): view.show(explore(session))
      case .request(let request), .copy(let request): view.show(session.handle(request))
      case .saveScreen, .redraw, .theme, .mouse, .suspend, .quit: break
      }
      let new = session.scene()
      view.arrive(at: new, from: shown)
      shown = new
    }
  }
}

/// Why a verb cannot be carried out.
struct ScriptRefusal: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
