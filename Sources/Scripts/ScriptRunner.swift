import Drivers
import Scene
import Session

/// Runs scripts: every command prints its effect in a line. The same script prints the same bytes, on any machine.
public final class ScriptRunner {
  /// The script's own time in milliseconds: keys and Sleep take some, and nobody waits.
  public private(set) var clock = 0
  /// What the script has open.
  public private(set) var session: Session?

  private let host: any ScriptHost
  private let emit: (String) -> Void
  private var typingSpeed = 50
  private var endsWithRule = false
  private var recordings: [String] = []
  private var recorded = ""
  private var isHidden = false

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
    var stop: ScriptStop?
    for command in script.commands {
      do {
        try run(command.verb)
        record(after: command.verb)
      } catch {
        stop = ScriptStop(
          place: "\(script.file):\(command.span.start)", message: Self.message(error), cause: error.cause)
        break
      }
    }
    // What was kept until then is written in any case: it shows how far the script came.
    for file in recordings {
      do {
        try host.write(recorded, to: file)
      } catch {
        stop = stop ?? ScriptStop(place: script.file, message: "\(file) cannot be written: \(error)", cause: error)
      }
    }
    if let stop { throw stop }
  }

  /// Why a command failed: in words, or as the host threw it.
  private enum Problem: Error {
    case failed(String)
    case thrown(any Error)

    var cause: (any Error)? {
      if case .thrown(let error) = self { error } else { nil }
    }
  }

  private static func message(_ problem: Problem) -> String {
    switch problem {
    case .failed(let message): message
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
    case .flip(let name, let isFixed):
      try ask(.command((isFixed ? "fix " : "unfix ") + name))
    case .goTo(let target): try ask(.goTo(target))
    case .mark(let name, let note):
      let session = try current()
      session.handle(.mark(name, note: note))
      say("mark \(name)  \(Self.moment(session.scene()))" + (note.isEmpty ? "" : "  \(note)"))
    case .say(let text): text.split(separator: "\n", omittingEmptySubsequences: false).forEach { say(String($0)) }
    case .expect(let condition): try expect(condition)
    case .look(let panels):
      host.look(panels)
      say("look  \(panels.map(\.rawValue).joined(separator: " "))")
    case .snapshot(let file): try snapshot(file)
    case .sleep(let milliseconds):
      pass(milliseconds)
      say("sleep  clock \(Self.seconds(clock))")
    case .press(let key, let count, let every): try press(Array(repeating: key, count: count), every)
    case .type(let keys, _, let every): try press(keys, every)
    case .typingSpeed(let milliseconds): typingSpeed = milliseconds
    case .size(let columns, let rows): host.resize(columns: columns, rows: rows)
    case .output(let file): recordings.append(file)
    case .hide: isHidden = true
    case .show: isHidden = false
    case .nothing: break
    }
  }

  private func opened(_ new: Session, _ words: [String?]) {
    session = new
    let heading = new.scene().heading
    say((words + [heading.title, heading.edition]).compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  "))
  }

  private func current() throws(Problem) -> Session {
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
  private func check(_ condition: Condition, _ session: Session) throws(Problem) {
    if let name = condition.unknownName(session.timeline, at: session.position) {
      throw .failed("nothing here is called \(name)")
    }
  }

  private func press(_ keys: [ScriptKey], _ every: Int?) throws(Problem) {
    let before = session?.position
    for key in keys {
      try asked { try host.press(key) }
      pass(every ?? typingSpeed)
    }
    guard let session, session.position != before else { return say("keys  clock \(Self.seconds(clock))") }
    tellPlace(session, "")
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
    guard !recordings.isEmpty, !isHidden else { return }
    switch verb {
    case .output, .hide, .show, .typingSpeed, .nothing: break
    default: recorded += "\(host.frame())\n\(Self.rule)\n"
    }
  }

  // MARK: Words

  private func say(_ line: String) {
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
