import Scene
import Scripts
import Session

/// A timeline that only counts: moment 7 has n = 7; `odd` tells whether; `dark` is unknown. It breaks at 8.
final class Counting: Timeline {
  let first = 0
  let last = 10
  let failure: Int? = 8

  func moment(after moment: Int, _ direction: Direction) -> Int? {
    let next = direction == .forward ? moment + 1 : moment - 1
    return (first...last).contains(next) ? next : nil
  }

  func scene(at moment: Int) -> Scene {
    var scene = Scene()
    scene.heading.title = "counting"
    scene.heading.edition = "Linux 5.2"
    scene.time.now = moment
    scene.time.last = last
    scene.why.title = moment == 0 ? "" : "step \(moment), gpu: count C\(moment)"
    return scene
  }

  func over(from moment: Int, _ direction: Direction) -> Int? { self.moment(after: moment, direction) }
  func out(from moment: Int, _ direction: Direction) -> Int? { self.moment(after: moment, direction) }
  func turn(at moment: Int) -> String? { nil }
  func text(at moment: Int) -> String { "count \(moment)" }

  func value(of name: String, at moment: Int) -> Reading? {
    switch name {
    case "n": .number(moment)
    case "odd": .number(moment % 2)
    case "dark": .unknown
    default: nil
    }
  }

  func lastWriter(of cell: String, at moment: Int) -> Int? { moment }

  func choose(thread: String, alternative: Int, at moment: Int) -> Result<Int, Refusal> {
    thread == "gpu" ? .success(moment + 1) : .failure(Refusal("there is no thread \(thread); there are gpu"))
  }

  func branch(_ direction: Direction, at moment: Int) -> Result<Int, Refusal> { .failure(Refusal("no branches")) }
}

/// A program in which every key is written down, and Right goes a step on.
final class Host: ScriptHost {
  private(set) var session: Session?
  private(set) var keys: [ScriptKey] = []
  private(set) var files: [String: String] = [:]
  private(set) var opened: [String] = []
  private(set) var passed = 0
  private(set) var clicks: [String] = []
  private(set) var film: [String] = []
  private var columns = 0

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  func open(scenario: String, seed: UInt64?) throws -> Session {
    guard scenario == "toy" else { throw Missing(description: "there is no scenario \(scenario)") }
    opened.append(scenario + (seed.map { " \($0)" } ?? ""))
    let session = Session(Counting())
    self.session = session
    return session
  }

  func load(file: String) throws -> Session { try open(scenario: file, seed: nil) }
  func frame() -> String { "[\(session?.position ?? -1)]" + (columns > 0 ? " \(columns)" : "") }

  func press(_ key: ScriptKey) {
    keys.append(key)
    if key == .key(.right) { session?.handle(.step(1, .forward)) }
  }

  func resize(columns: Int, rows: Int) { self.columns = columns }
  func advance(milliseconds: Int) { passed += milliseconds }
  func write(_ text: String, to file: String) { files[file] = text }
  func click(column: Int, row: Int, _ button: ScriptButton) { clicks.append("\(column),\(row) \(button.rawValue)") }
  func finds(program: String) -> Bool { program == "here" }

  func explore(_ session: Session, _ bounds: ExplorationBounds) throws -> String {
    if bounds.time == 1 { throw Missing(description: "the time was over") }
    return "from \(session.position), depth \(bounds.depth ?? -1), states \(bounds.states ?? -1)"
  }

  func film(after milliseconds: Int, marker: String?) {
    film.append("+\(milliseconds) \(frame())" + (marker.map { " \($0)" } ?? ""))
  }

  func cast(version: Int, ending milliseconds: Int) -> String {
    "\(version)\n" + film.joined(separator: "\n") + "\n+\(milliseconds)\n"
  }
}

/// What a script printed, and why it stopped.
struct Outcome {
  var lines: [String] = []
  var stop: ScriptStop?
}

func play(_ text: String, on host: Host = Host()) throws -> Outcome {
  var outcome = Outcome()
  let script = try Script(text, file: "toy.tape")
  let runner = ScriptRunner(host: host) { outcome.lines.append($0) }
  do { try runner.run(script) } catch { outcome.stop = error }
  return outcome
}
