import Foundation
import Interface
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

  init(_ finder: Subject.Finder, _ subject: Subject?, _ display: DisplayOptions) {
    self.finder = finder
    self.subject = subject
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

  func load(file: String) throws -> Session { keep(try finder.anything(file)) }

  private func keep(_ new: Subject) -> Session {
    subject = new
    return new.session
  }

  func frame() -> String {
    guard let subject else { return "" }
    return view.frame(of: subject.session.scene()).text
  }

  func resize(columns: Int, rows: Int) { (view.columns, view.rows) = (columns, rows) }

  func press(_ key: ScriptKey) throws {
    guard let session = subject?.session else { return }
    carryOut(view.handle(Self.event(key), scene: session.scene()), session)
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

  func look(_ panels: [PanelName]) {
    if let first = panels.first { view.focus = Panel(first) }
  }

  func write(_ text: String, to file: String) throws { try hmmscope.write(text, to: file) }

  private func carryOut(_ effects: [Effect], _ session: Session) {
    for effect in effects {
      switch effect {
      case .request(let request), .copy(let request): view.show(session.handle(request))
      case .saveScreen, .redraw, .theme, .mouse, .suspend, .quit: break
      }
    }
  }

  private static func event(_ key: ScriptKey) -> Event {
    switch key {
    case .character(let scalar): .character(scalar)
    case .control(let scalar): .control(scalar)
    case .alt(let scalar): .alt(scalar)
    case .key(let name): .key(self.key(name))
    case .altKey(let name): .altKey(self.key(name))
    }
  }

  private static func key(_ name: ScriptKey.Name) -> Key {
    switch name {
    case .up: .up
    case .down: .down
    case .left: .left
    case .right: .right
    case .home: .home
    case .end: .end
    case .pageUp: .pageUp
    case .pageDown: .pageDown
    case .insert: .insert
    case .delete: .delete
    case .backspace: .backspace
    case .enter: .enter
    case .escape: .escape
    case .tab: .tab
    case .shiftTab: .shiftTab
    case .function(let number): .function(number)
    }
  }
}
