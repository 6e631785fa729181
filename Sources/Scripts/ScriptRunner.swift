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
  private var typingSpeed = 50
  private var waitTimeout = 15_000
  private var waitPattern: String?
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
      say("mark \(name)  \(Self.moment(session.scene()))" + (note.isEmpty ? "" : "  \(note)"))
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
    tellPlace(session, reply.note)
  }

  private func until(_ condition: Condition, _ direction: Direction) throws(Problem) {
    let session = try current()
    let start = Self.moment(session.scene())
    try check(condition, session)
    guard session.until(condition, direction) else {
      let side = direction == .forward ? "after" : "before"
      throw .failed(
        "\(condition.text) does not become true \(side) \(start); there, \(Self.values(condition, session))")
    }
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

  private func press(_ keys: [ScriptKey], _ every: Int?) throws(Problem) {
    let before = session?.position
    for key in keys {
      try asked { try host.press(key) }
      shoot(marker: nil)
      pass(every ?? typingSpeed)
    }
    guard let session, session.position != before else { return say("keys  clock \(Self.seconds(clock))") }
    tellPlace(session, "")
  }

  private func click(_ column: Int, _ row: Int, _ button: ScriptButton, _ count: Int) throws(Problem) {
    let before = session?.position
    for _ in 0..<count {
      try asked { try host.click(column: column, row: row, button) }
      shoot(marker: nil)
      pass(typingSpeed)
    }
    guard let session, session.position != before else { return say("mouse  clock \(Self.seconds(clock))") }
    tellPlace(session, "")
  }

  /// Time passes in tenths of a second until the screen shows what is waited for.
  private func wait(_ place: WaitPlace, _ wanted: String?, _ limit: Int?) throws(Problem) {
    // A shell's prompt is what tapes wait for by default; nothing here takes longer than a command.
    guard let pattern = wanted ?? waitPattern, let regex = try? Regex(pattern) else {
      return say("wait  clock \(Self.seconds(clock))")
    }
    let start = clock, limit = limit ?? waitTimeout
    while !shows(regex, place) {
      guard clock - start < limit else {
        throw .failed("the screen does not show /\(pattern)/ within \(Self.seconds(limit))")
      }
      pass(min(100, limit - (clock - start)))
      shoot(marker: nil)
    }
    say("wait  clock \(Self.seconds(clock))")
  }

  private func shows(_ regex: Regex<AnyRegexOutput>, _ place: WaitPlace) -> Bool {
    let frame = host.frame()
    switch place {
    case .screen: return frame.firstMatch(of: regex) != nil
    case .line:
      let rows = frame.split(separator: "\n")
      return rows.last { !$0.allSatisfy(\.isWhitespace) }?.firstMatch(of: regex) != nil
    }
  }

  private func pass(_ milliseconds: Int) {
    clock += milliseconds
    host.advance(milliseconds: milliseconds)
  }

  private func asked<Value>(_ work: () throws -> Value) throws(Problem) -> Value {
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
    default: shoot(marker: Self.label(session.scene()))
    }
  }

  /// Adds a picture to the film. With a marker, something was done to the model: that stands for a while, even in a
  /// script that lets no time pass.
  private func shoot(marker: String?) {
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
  private func tellPlace(_ session: Session, _ note: String) {
    let scene = session.scene()
    let moment = Self.moment(scene)
    var place = scene.why.title
    if place.hasPrefix(moment + ", ") { place = String(place.dropFirst(moment.count + 2)) }
    if let colon = place.firstIndex(of: ":") {
      let what = place[place.index(after: colon)...].drop { $0 == " " }
      place = "\(place[..<colon])  \(what)"
    }
    say(moment + (place.isEmpty ? "" : "  \(place)") + (note.isEmpty ? "" : "  (\(note))"))
  }

  /// `step=24 gpu: hmm_range_snapshot SN8`: which moment it is, for a program, and what it is, for a person.
  private static func label(_ scene: Scene) -> String {
    let number = "\(scene.heading.isRun ? "step" : "line")=\(scene.time.now)"
    var place = scene.why.title
    if place.hasPrefix(moment(scene)) {
      place = String(place.dropFirst(moment(scene).count).drop { ", ".contains($0) })
    }
    return place.isEmpty ? number : "\(number) \(place)"
  }

  private static func moment(_ scene: Scene) -> String {
    "\(scene.heading.isRun ? "step" : "line") \(scene.time.now)"
  }

  private static func values(_ condition: Condition, _ session: Session) -> String {
    condition.names.isEmpty ? "it does not" : condition.values(session.timeline, at: session.position)
  }

  /// `1.550 s`.
  private static func seconds(_ milliseconds: Int) -> String {
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
  }
}
