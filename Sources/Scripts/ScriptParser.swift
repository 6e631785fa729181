import Drivers
import Scene
import Session

/// Reads a script line by line and collects what is wrong with it.
struct ScriptParser {
  let file: String
  private(set) var commands: [Command] = []
  private(set) var problems: [Diagnostic] = []
  /// What was read over, in the order of the text.
  private var ignored: [Ignored] = []
  /// What is wrong in the scripts that this one names.
  private var foreign: [Diagnostics] = []
  /// Seeds that wait for their scenario, by the index at which the scenario must stand.
  private var seed: (value: UInt64, span: Span, index: Int)?
  /// What was copied last.
  private var copied: String?
  private let sourcing: Sourcing?
  private var text: ScriptText?

  /// Something that means nothing here.
  private struct Ignored {
    var text: ScriptText
    var span: Span
    var what: String
  }

  /// - Parameter sourcing: finds the scripts that this one names; nil where it may name none.
  init(file: String, sourcing: Sourcing?) {
    self.file = file
    self.sourcing = sourcing
  }

  /// Reads some lines, counted from 0. Throws every error of the text at once.
  mutating func read(_ text: ScriptText, _ part: Range<Int>) throws(Diagnostics) {
    self.text = text
    for index in part.clamped(to: text.lines.indices) { read(text.lines[index], line: index + 1) }
    finish()
    guard problems.isEmpty else { throw Diagnostics(file: file, lines: text.lines, all: problems) }
    if let first = foreign.first { throw first }
  }

  private mutating func read(_ text: String, line: Int) {
    do {
      var words = try Words(text, line: line)
      while let head = try words.next() {
        guard let verb = try verb(head, &words) else { continue }
        commands.append(Command(verb: verb.value, span: verb.span, file: file))
        join()
      }
    } catch {
      problems.append(error.diagnostic)
    }
  }

  private mutating func finish() {
    if let seed {
      problems.append(
        Diagnostic(
          .error, seed.span, "no Scenario stands beside this Seed", hint: "Seed N stands next to Scenario NAME"))
    }
  }

  /// Reads over something; one warning names all of it.
  mutating func ignore(_ what: String, _ span: Span) {
    if let text { ignored.append(Ignored(text: text, span: span, what: what)) }
  }

  /// All that was read over, told at the first of it; nil where there was nothing.
  var ignoredWarning: (text: ScriptText, problem: Diagnostic)? {
    guard let first = ignored.first else { return nil }
    var names: [String] = []
    for one in ignored where !names.contains(one.what) { names.append(one.what) }
    let most = 8
    let rest = names.count > most ? " and \(names.count - most) more" : ""
    let message = names.prefix(most).joined(separator: ", ") + rest
    return (
      first.text,
      Diagnostic(
        .warning, first.span, "ignored here: \(message)", hint: "nothing is filmed in pixels, and no shell is run")
    )
  }

  /// Puts the commands of another script in the place of this line. What it would keep by Output is not kept.
  private mutating func source(_ arguments: inout Arguments) throws(ScriptProblem) {
    let word = try arguments.word("the name of a script")
    guard let sourcing else { throw ScriptProblem(word.span, "no other script can be named here") }
    let found = try sourcing.find(word, from: file)
    sourcing.begin(found.file)
    defer { sourcing.end() }
    var inner = ScriptParser(file: found.file, sourcing: sourcing)
    do {
      let text = try ScriptText(found.bytes, file: found.file)
      try inner.read(text, text.lines.indices)
    } catch {
      foreign.append(error)
    }
    commands += inner.commands.filter { if case .output = $0.verb { false } else { true } }
    ignored += inner.ignored
  }

  // MARK: Seeds

  /// A seed belongs to the scenario before or after it.
  private mutating func take(seed value: UInt64, _ span: Span) throws(ScriptProblem) {
    if let index = commands.indices.last, case .scenario(let name, nil) = commands[index].verb {
      commands[index].verb = .scenario(name, seed: value)
      return
    }
    if let earlier = seed {
      throw ScriptProblem(span, "a second Seed", hint: "line \(earlier.span.start.line) has one for the same Scenario")
    }
    seed = (value, span, commands.count)
  }

  private mutating func join() {
    guard let waiting = seed, let index = commands.indices.last, index == waiting.index,
      case .scenario(let name, _) = commands[index].verb
    else { return }
    commands[index].verb = .scenario(name, seed: waiting.value)
    seed = nil
  }

  // MARK: Verbs

  private typealias Found = (value: Verb, span: Span)

  private mutating func verb(_ head: Words.Word, _ words: inout Words) throws(ScriptProblem) -> Found? {
    if head.isQuoted {
      throw ScriptProblem(head.span, "a line begins with a verb", hint: "Say \"text\" prints, Type \"text\" enters")
    }
    let (name, time) = try timed(head)
    if time != nil, Script.verbs.contains(name), name != "Type", name != "Wait" {
      throw ScriptProblem(head.span, "\(name) takes no time", hint: Script.form(of: name))
    }
    if Script.ignoredVerbs.contains(name) {
      ignore(name, head.span)
      // What they take is not read any further.
      words.skip()
      return nil
    }
    switch name {
    case "Until", "BackUntil", "Expect":
      let (condition, span) = try predicate(name, &words)
      if name == "Expect" { return (.expect(condition), span) }
      return (.until(condition, name == "Until" ? .forward : .back), span)
    case "Ask": return try question(&words)
    case "Wait", "Wait+Screen", "Wait+Line": return (try waiting(name, time, &words), head.span)
    case "Set": return try setting(head, &words)
    default: break
    }
    var arguments = Arguments(verb: name, words: words)
    let value = try plain(name, head, time, &arguments)
    try arguments.end()
    words = arguments.words
    return value.map { ($0, arguments.first ?? head.span) }
  }

  private mutating func plain(
    _ name: String, _ head: Words.Word, _ time: Int?, _ arguments: inout Arguments
  ) throws(ScriptProblem) -> Verb? {
    switch name {
    case "Scenario": return .scenario(try arguments.name("the name of a scenario"), seed: nil)
    case "Load": return .load(try arguments.name("the name of a file"))
    case "Seed":
      let value = try arguments.seed()
      try take(seed: value, arguments.first ?? head.span)
      return nil
    case "Step": return .step(try arguments.count(most: 1_000_000), .forward)
    case "Back": return .step(try arguments.count(most: 1_000_000), .back)
    case "Pick": return try pick(&arguments)
    case "Force": return .force(thread: try arguments.name("the name of a thread"))
    case "Branch": return .branch(.forward)
    case "BackBranch": return .branch(.back)
    case "Explore": return .explore(try arguments.bounds())
    case "Fix", "Unfix":
      return .flip(try arguments.word("the name of a switch").text, isFixed: head.text == "Fix")
    case "Goto": return .goTo(try arguments.target())
    case "Mark": return .mark(try arguments.name("a name"), note: try arguments.note())
    case "Say": return .say(try arguments.texts())
    case "Look": return .look(try arguments.panels())
    case "Snapshot": return .snapshot(file: try arguments.optionalName())
    case "Save": return .save(file: try arguments.name("the name of a file"), version: try arguments.version())
    case "Sleep": return .sleep(milliseconds: try arguments.time())
    case "Type": return try type(time, &arguments)
    case "Mouse": return try arguments.mouse()
    case "Copy":
      copied = try arguments.texts()
      return nil
    case "Paste":
      guard let copied else { throw ScriptProblem(head.span, "nothing was copied", hint: "Copy \"text\" comes first") }
      return .type(Self.keys(of: copied), text: copied, every: 0)
    case "Output": return try output(&arguments)
    case "Hide": return .hide
    case "Show": return .show
    case "Source":
      try source(&arguments)
      return nil
    case "Require": return .require(try arguments.name("the name of a program"))
    default: return try press(name, head, time, &arguments)
    }
  }

  private mutating func pick(_ arguments: inout Arguments) throws(ScriptProblem) -> Verb {
    let word = try arguments.word("the name of a thread")
    let parts = word.text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return .pick(thread: word.text, alternative: 0) }
    guard parts.count == 2, !parts[0].isEmpty, let alternative = Int(parts[1]), (0...99).contains(alternative) else {
      throw ScriptProblem(word.span, "this is no thread and alternative", hint: "Pick gpu, or Pick gpu.1")
    }
    return .pick(thread: String(parts[0]), alternative: alternative)
  }

  /// Text and films of a terminal are written; pictures of pixels are not.
  private mutating func output(_ arguments: inout Arguments) throws(ScriptProblem) -> Verb? {
    let word = try arguments.word("the name of a file")
    let isKept = [".txt", ".ascii", ".test", ".cast"].contains { word.text.hasSuffix($0) }
    guard isKept else {
      ignore("Output \(word.text.prefix(40))", word.span)
      return nil
    }
    return .output(word.text)
  }

  /// An expression of the driver dialect; what is wrong in it is shown in its place on the line.
  func predicate(
    _ verb: String, _ words: inout Words
  ) throws(ScriptProblem) -> (condition: Condition, span: Span) {
    guard let rest = words.rest() else {
      throw ScriptProblem(
        words.here, "\(verb) wants a predicate", hint: "such as \(verb) gpu.line == 21, or \(verb) hmm->notifiers == 1")
    }
    do {
      _ = try parseExpression(rest.text)
    } catch {
      guard let first = error.errors.first else { throw ScriptProblem(rest.span, "this is no predicate") }
      let start = rest.span.start
      let place = { (position: Position) in
        Position(line: start.line, column: start.column + position.column - 1)
      }
      let span = Span(place(first.span.start), place(first.span.end))
      throw ScriptProblem(span, first.message, hint: first.hint ?? Self.hint(for: rest.text))
    }
    do {
      return (try Condition(rest.text), rest.span)
    } catch {
      throw ScriptProblem(rest.span, error.reason)
    }
  }

  private static func hint(for predicate: String) -> String? {
    predicate.hasPrefix("\"") || predicate.hasPrefix("`") ? "a predicate stands without quotes" : nil
  }
}
