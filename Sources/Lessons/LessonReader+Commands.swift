import Drivers
import Scene
import Scripts
import Spelling

/// The blocks of commands, and what a whole lesson must have.
extension LessonReader {
  /// The verbs that mean something where nobody sees the commands run.
  static let verbs = [
    "Scenario", "Seed", "Load", "Step", "Back", "Until", "BackUntil", "Pick", "Force", "Branch", "BackBranch",
    "Fix", "Unfix", "Goto", "Mark", "Expect", "Look",
  ]

  /// A block with the info string `hmmscope`.
  mutating func commands(_ part: Range<Int>, fence: Int) {
    let script: Script
    do {
      script = try Script(text, file: file, part: part)
    } catch {
      problems += error.all.filter { $0.severity == .error }
      return
    }
    check(script)
    guard !stops.isEmpty else { return opens(script, fence) }
    let last = stops.count - 1
    if let question = stops[last].questions.indices.last {
      stops[last].questions[question].commands.append(script)
      endChoices()
    } else {
      stops[last].commands.append(script)
    }
  }

  private mutating func opens(_ script: Script, _ fence: Int) {
    switch script.commands.first?.verb {
    case .scenario, .load:
      guard opening == nil else {
        return problem(fence, 1, 3, "a second block before the first stop", "its commands belong to a stop")
      }
      opening = script
    default:
      problem(fence, 1, 3, "this block opens what the lesson plays on", "Scenario NAME or Load FILE comes first in it")
    }
  }

  private mutating func check(_ script: Script) {
    for command in script.commands {
      switch command.verb {
      case .scenario(let name, _): look(up: name, \.scenarios, "scenario", command.span)
      case .load(let name): look(up: name, \.recordings, "recording", command.span)
      case .step, .until, .pick, .force, .branch, .flip, .goTo, .mark, .expect, .look: break
      case .say, .ask, .explore, .snapshot, .save, .sleep, .press, .type, .mouse, .wait, .waitTimeout, .waitPattern,
        .typingSpeed, .size, .output, .hide, .show, .require:
        problems.append(
          Diagnostic(
            .error, command.span, "this has no place in a lesson",
            hint: "there are \(Self.verbs.joined(separator: ", "))"))
      }
    }
  }

  mutating func look(up name: String, _ kind: KeyPath<LessonNames, [String]>, _ what: String, _ span: Span) {
    guard let names, !names[keyPath: kind].contains(name), !names.isFile(name) else { return }
    let known = names[keyPath: kind]
    let near = nearest(name, among: known).map { "did you mean \($0)? " } ?? ""
    problems.append(
      Diagnostic(
        .error, span, "there is no \(what) \(name.prefix(40))",
        hint: near + "there are \(known.joined(separator: ", "))"))
  }

  /// What must be there, once all has been read.
  mutating func finish() {
    guard problems.isEmpty else { return }
    let end = max(0, lines.count - 1)
    if title == nil { return problem(0, 1, 1, "a lesson begins with its title", "# Title") }
    let first = stops.first.map { $0.position.line - 1 } ?? end
    if preview == nil {
      problem(first, 1, 2, "the title is followed by a paragraph that says what the lesson is about")
    }
    if opening == nil {
      problem(
        first, 1, 2, "nothing opens what the lesson plays on", "a block ```hmmscope with Scenario NAME or Load FILE")
    }
    if stops.isEmpty { problem(end, 1, 1, "a lesson has at least one stop", "## Heading begins one") }
    for stop in stops {
      if stop.prose.isEmpty { problem(stop.position.line - 1, 1, 2, "this stop says nothing", "a paragraph below ##") }
      if let exercise = stop.exercise { finish(exercise) }
      for question in stop.questions where !(2...9).contains(question.choices.count) {
        problem(
          question.position.line - 1, 1, 3,
          "a question has from 2 to 9 answers, this one has \(question.choices.count)",
          "- `PREDICATE`: the words of the answer")
      }
    }
  }
}
