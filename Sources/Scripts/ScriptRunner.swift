import Drivers
import Scene
import Session

/// Runs scripts: every command prints its effect in a line. The same script prints the same bytes, on any machine.
public final class ScriptRunner {
  /// The script's own time in milliseconds: keys and Sleep take some, and nobody waits.
  public private(set) var clock = 0
  /// What the script has open.
  public private(set) var session: Session?

  let host: any ScriptHost
  private let emit: (String) -> Void
  private(set) var typingSpeed = 50
  private(set) var waitTimeout = 15_000
  private(set) var waitPattern: String?
  private var endsWithRule = false
  private var recordings: [String] = []
  private var recorded = ""
  private var isHidden = false
  private var film = FilmTime()

  /// What parts the pictures of a screen, as in the golden files of tapes.
  public static let rule = String(repeating: "─", count: 80)

  /// - Parameters:
  ///   - session: what is open already, so that a script needs no Scenario of its own.
  ///   - emit: takes each line for standard output.
  public init(host: any ScriptHost, session: Session? = nil, emit: @escaping (String) -> Void) {
    self.host = host
    self.session = session
    self.emit = emit
  }

  /// Runs a script to its end, or to the first thing that fails.
  public func run(_ script: Script) throws(ScriptStop) {
    recordings = []
    recorded = ""
    isHidden = false
    film = FilmTime(isWanted: script.commands.contains { $0.verb.wantsFilm })
    var stop: ScriptStop?
    for command in script.commands {
      do {
        try run(command.verb)
        record(after: command.verb)
      } catch {
        stop = ScriptStop(
          place: "\(command.file):\(command.span.start)", message: Self.message(error), cause: error.cause,
          isBrokenQuestion: error.isBrokenQuestion)
        break
      }
    }
    // What was kept until then is written in any case: it shows how far the script came.
    for file in recordings {
      do {
        try host.write(file.hasSuffix(".cast") ? cast(version: 2) : recorded, to: file)
      } catch {
        stop = stop ?? ScriptStop(place: script.file, message: "\(file) cannot be written: \(error)", cause: error)
      }
    }
    if let stop { throw stop }
  }

  /// Why a command failed: in words, or as the host threw it.
  enum Problem: Error {
    case failed(String)
    case thrown(any Error)
    /// No choice of a question is right, or what it asks for is not known.
    case brokenQuestion(String)

    var cause: (any Error)? {
      if case .thrown(let error) = self { error } else { nil }
    }

    var isBrokenQuestion: Bool {
      if case .brokenQuestion = self { true } else { false }
    }
  }

  private static func message(_ problem: Problem) -> String {
    switch problem {
    case .failed(let message), .brokenQuestion(let message): message
    case .thrown(let error): "\(error)"
    }
  }

  // MARK: Commands

  private func run(_ verb: Verb) throws(Problem) {
    switch verb {
    case .scenario(let name, let seed):
      let new = try asked { try host.open(scenario: name, seed: seed) }
      opened(new, ["scenario \(name)", seed.map { "seed \($0)" }])
    case .load(let file):
      let new = try asked { try host.load(file: file) }
      opened(new, ["load \(file)"])
    case .step(let count, let direction): try ask(.step(count, direction))
    case .until(let condition, let direction): try until(condition, direction)
    case .pick(let thread, let alternative): try ask(.choose(thread: thread, alternative: alternative))
    case .force(let thread): try ask(.force(thread: thread))
    case .branch(let direction): try ask(.branch(direction))
    case .explore(let bounds):
      let session = try current()
      let words = try asked { try host.explore(session, bounds) }
      say("explore  \(words)")
    case .flip(let name, let isFixed):
      try ask(.command((isFixed ? "fix " : "unfix ") + name))
    case .goTo(let target): try ask(.goTo(target))
    case .mark(let name, let note):
      let session = try current()
      session.handle(.mark(name, note: note))
      say("mark \(name)  \(session.scene().moment)" + (note.isEmpty ? "" : "  \(note)"))
    case .say(let text): text.split(separator: "\n", omittingEmptySubsequences: false).forEach { say(String($0)) }
    case .expect(let condition): try expect(condition)
    case .ask(let question): try ask(question)
    case .look(let panels):
      host.look(panels)
      say("look  \(panels.map(\.rawValue).joined(separator: " "))")
    case .snapshot(let file): try snapshot(file)
    case .save(let file, let version):
      let text = cast(version: version)
      try asked { try host.write(text, to: file) }
      say("save \(file)")
    case .sleep(let milliseconds):
      pass(milliseconds)
      say("sleep  clock \(Self.seconds(clock))")
    case .press(let key, let count, let every): try press(Array(repeating: key, count: count), every)
    case .type(let keys, _, let every): try press(keys, every)
    case .mouse(let column, let row, let button, let count): try click(column, row, button, count)
    case .wait(let place, let pattern, let milliseconds): try wait(place, pattern, milliseconds)
    case .waitTimeout(let milliseconds): waitTimeout = milliseconds
    case .waitPattern(let pattern): waitPattern = pattern
    case .typingSpeed(let milliseconds): typingSpeed = milliseconds
    case .size(let columns, let rows): host.resize(columns: columns, rows: rows)
    case .output(let file): recordings.append(file)
    case .hide: isHidden = true
    case .show: isHidden = false
    case .require(let program):
      guard host.finds(program: program) else { throw .failed("\(program) is not to be found") }
    }
  }

  private func opened(_ new: Session, _ words: [String?]) {
    session = new
    let heading = new.scene().heading
    say((words + [heading.title, heading.edition]).compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  "))
  }

  func current() throws(Problem) -> Session {
    guard let session else { throw .failed("nothing is open: Scenario NAME or Load FILE comes first") }
    return session
  }

  private func ask(_ request: Request) throws(Problem) {
    let session = try current()
    let reply = session.handle(request)
    if reply.isError { throw .failed(reply.note) }
    host.moved()
    tellPlace(session, reply.note)
  }

  private func until(_ condition: Condition, _ direction: Direction) throws(Problem) {
    let session = try current()
    let start = session.scene().moment
    try check(condition, session)
    guard session.until(condition, direction) else {
      let side = direction == .forward ? "after" : "before"
      throw .failed(
        "\(condition.text) does not become true \(side) \(start); there, \(Self.values(condition, session))")
    }
    host.moved()
    tellPlace(session, condition.text)
  }

  private func expect(_ condition: Condition) throws(Problem) {
    let session = try current()
    try check(condition, session)
    guard condition.holds(session.timeline, at: session.position) else {
      throw .failed("expected \(condition.text), but \(Self.values(condition, session))")
    }
    say("holds  \(condition.text)")
  }

  /// A name that nobody knows is a mistake of the script, not something that does not hold.
  func check(_ condition: Condition, _ session: Session) throws(Problem) {
    if let name = condition.unknownName(session.timeline, at: session.position) {
      throw .failed("nothing here is called \(name)")
    }
  }

  func pass(_ milliseconds: Int) {
    clock += milliseconds
    host.advance(milliseconds: milliseconds)
  }

  func asked<Value>(_ work: () throws -> Value) throws(Problem) -> Value {
    do { return try work() } catch { throw .thrown(error) }
  }

  // MARK: Pictures

  private func snapshot(_ file: String?) throws(Problem) {
    let frame = host.frame()
    if let file {
      try asked { try host.write(frame + "\n", to: file) }
      return say("snapshot \(file)")
    }
    if !endsWithRule { say(Self.rule) }
    frame.split(separator: "\n", omittingEmptySubsequences: false).forEach { say(String($0)) }
    say(Self.rule)
    endsWithRule = true
  }

  private func record(after verb: Verb) {
    guard !isHidden else { return film.skip(to: clock) }
    switch verb {
    case .output, .hide, .show, .typingSpeed, .waitTimeout, .waitPattern, .require: return
    default: break
    }
    if recordings.contains(where: { !$0.hasSuffix(".cast") }) { recorded += "\(host.frame())\n\(Self.rule)\n" }
    guard let session else { return }
    switch verb {
    case .size, .sleep, .press, .type, .mouse, .wait, .snapshot, .save, .expect, .ask: break
    case .say(let text): shoot(marker: text.replacing("\n", with: " "))
    default: shoot(marker: session.scene().marker)
    }
  }

  /// Adds a picture to the film. With a marker, something was done to the model: that stands for a while, even in a
  /// script that lets no time pass.
  func shoot(marker: String?) {
    guard film.isWanted, !isHidden, session != nil else { return }
    host.film(after: film.pause(until: clock, isStep: marker != nil), marker: marker)
  }

  private func cast(version: Int) -> String {
    host.cast(version: version, ending: max(FilmTime.step, clock - film.shown))
  }

  // MARK: Words

  func say(_ line: String) {
    endsWithRule = false
    emit(line)
  }

  /// `step 24  gpu  hmm_range_snapshot SN8`, and what else is to be known.
  func tellPlace(_ session: Session, _ note: String) {
    let scene = session.scene()
    let moment = scene.moment
    var place = scene.place
    if let colon = place.firstIndex(of: ":") {
      let what = place[place.index(after: colon)...].drop { $0 == " " }
      place = "\(place[..<colon])  \(what)"
    }
    say(moment + (place.isEmpty ? "" : "  \(place)") + (note.isEmpty ? "" : "  (\(note))"))
  }

  private static func values(_ condition: Condition, _ session: Session) -> String {
    condition.names.isEmpty ? "it does not" : condition.values(session.timeline, at: session.position)
  }

  /// `1.550 s`.
  static func seconds(_ milliseconds: Int) -> String {
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
  }
}
