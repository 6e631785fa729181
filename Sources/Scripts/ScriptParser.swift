import Drivers
import Scene
import Session

/// Reads a script line by line and collects what is wrong with it.
struct ScriptParser {
  private(set) var commands: [Command] = []
  private(set) var problems: [Diagnostic] = []
  /// Seeds that wait for their scenario, by the index at which the scenario must stand.
  private var seed: (value: UInt64, span: Span, index: Int)?
  private var warned: Set<String> = []

  mutating func read(_ text: String, line: Int) {
    do {
      var words = try Words(text, line: line)
      guard let head = try words.next() else { return }
      guard let verb = try verb(head, &words) else { return }
      commands.append(Command(verb: verb.value, span: verb.span))
      join()
    } catch {
      problems.append(error.diagnostic)
    }
  }

  /// Call after the last line.
  mutating func finish() {
    if let seed {
      problems.append(
        Diagnostic(
          .error, seed.span, "no Scenario stands beside this Seed", hint: "Seed N stands next to Scenario NAME"))
    }
  }

  /// A warning that is said once a script for each thing.
  mutating func warn(_ span: Span, _ message: String, about thing: String) {
    guard warned.insert(thing).inserted else { return }
    problems.append(Diagnostic(.warning, span, message))
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
    if time != nil, Script.verbs.contains(name), name != "Type" {
      throw ScriptProblem(head.span, "\(name) takes no time", hint: Script.form(of: name))
    }
    switch name {
    case "Until", "BackUntil", "Expect":
      let (condition, span) = try predicate(name, &words)
      if name == "Expect" { return (.expect(condition), span) }
      return (.until(condition, name == "Until" ? .forward : .back), span)
    case "Set": return try setting(head, &words)
    default: break
    }
    var arguments = Arguments(verb: name, words: words)
    let value = try plain(name, head, time, &arguments)
    try arguments.end()
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
    case "Fix", "Unfix":
      return .flip(try arguments.word("the name of a switch").text, isFixed: head.text == "Fix")
    case "Goto": return .goTo(try arguments.target())
    case "Mark": return .mark(try arguments.name("a name"), note: try arguments.note())
    case "Say": return .say(try arguments.texts())
    case "Look": return .look(try arguments.panels())
    case "Snapshot": return .snapshot(file: try arguments.optionalName())
    case "Sleep": return .sleep(milliseconds: try arguments.time())
    case "Type": return try type(time, &arguments)
    case "Output": return try output(&arguments)
    case "Hide": return .hide
    case "Show": return .show
    case "Require":
      _ = try arguments.name("the name of a program")
      warn(head.span, "nothing is run from a script, so nothing is required", about: "Require")
      return .nothing
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

  private mutating func output(_ arguments: inout Arguments) throws(ScriptProblem) -> Verb {
    let word = try arguments.word("the name of a file")
    let isText = [".txt", ".ascii", ".test"].contains { word.text.hasSuffix($0) }
    guard isText else {
      warn(word.span, "only text is written: FILE.txt, FILE.ascii or FILE.test", about: "Output")
      return .nothing
    }
    return .output(word.text)
  }

  /// An expression of the driver dialect; what is wrong in it is shown in its place on the line.
  private func predicate(
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
