import Scene
import Spelling

extension Session {
  /// The commands of the prompt that have no key of their own, with their forms.
  public static let commands: [(form: String, does: String)] = [
    ("until PREDICATE", "go on until it holds"),
    ("back-until PREDICATE", "go back until it holds"),
    ("p EXPRESSION", "its value here"),
    ("break LABEL or PREDICATE", "stop there: a line, a step's name, or a condition"),
    ("clear", "no breaks, conditions and watches"),
    ("watch EXPRESSION", "show it, and stop when it changes"),
    ("writer CELL", "to the step that last wrote it"),
    ("find WORDS", "to the next moment that has them"),
    ("mark NAME NOTE", "keep this moment"),
    ("goto STEP, MARK, end or fail", "to that moment"),
    ("pick THREAD", "this thread runs next"),
    ("force THREAD", "run what must come first, then this thread"),
    ("fix SWITCH", "mend a known bug, B2a, and run the same choices again"),
    ("unfix SWITCH", "take that back, and run the same choices again"),
    ("marks", "list the marks"),
    ("save-script FILE", "write what was done so far as a script"),
    ("help WORD", "what a word, an invariant or a step means"),
    ("words", "the words of this screen, with what they mean; words WORD, of one word"),
    ("filter WORDS", "s and S go only to moments that have them; without words, to all"),
    ("id", "what names this moment: step, place, state"),
  ]

  /// Carries out what was typed at the prompt.
  func command(_ text: String) -> Reply {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let verb = parts.first else { return Reply() }
    let rest = parts.count > 1 ? parts[1] : ""
    switch verb {
    case "until", "back-until", "backuntil": return until(rest, verb == "until" ? .forward : .back)
    case "p", "print": return value(rest)
    case "break", "b":
      if rest.allSatisfy({ $0.isLetter || $0.isNumber }), !rest.isEmpty { return handle(.toggleBreak(rest)) }
      return handle(.breakIf(rest))
    case "clear":
      breaks = []
      conditions = []
      watches = []
      return Reply("no breaks, conditions and watches")
    case "watch", "w": return handle(.watch(rest))
    case "writer", "W": return handle(.lastWriter(rest))
    case "find": return handle(.find(rest, .forward))
    case "mark":
      let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
      guard let name = words.first else { return Reply("mark NAME NOTE: the name is missing", isError: true) }
      return handle(.mark(name, note: words.count > 1 ? words[1] : ""))
    case "goto", "go": return handle(.goTo(Self.target(rest)))
    case "pick", "t": return handle(.choose(thread: rest, alternative: 0))
    case "force", "T": return handle(.force(thread: rest))
    case "fix", "unfix": return flip(rest, isFixed: verb == "fix")
    case "filter":
      filter = rest.lowercased().split(separator: " ").map(String.init)
      return Reply(filter.isEmpty ? "no filter" : "only moments that have: \(rest)")
    case "words":
      var reply = Reply()
      reply.words =
        rest.isEmpty ? Glossary.entries(in: scene()) : Glossary.meaning(of: rest).map { [WordEntry($0, $1)] } ?? []
      return reply.words.isEmpty && !rest.isEmpty ? Reply("nothing is known of \(rest)", isError: true) : reply
    case "help":
      guard !rest.isEmpty else { return Reply("help WORD: a panel, a command, a key, a term such as kref, I1 or B1") }
      if let entry = Glossary.entry(rest) ?? timeline.meaning(of: rest) { return Reply("help", pages: [entry]) }
      return Reply("nothing is known of \(rest)", isError: true)
    case "save-script": return Reply("nothing is noted here that could be a script", isError: true)
    case "id": return Reply(timeline.identity(at: position))
    case "marks":
      if bookmarks.isEmpty { return Reply("no marks yet; m sets one") }
      return Reply(pages: bookmarks.map { "\($0.name)  \($0.moment)  \($0.note)" })
    default:
      if let number = Int(verb) { return handle(.goTo(.moment(number))) }
      let known = Self.commands.map { String($0.form.prefix { $0 != " " }) }
      if let near = Spelling.nearest(verb, among: known) {
        return Reply("\(verb) is no command; did you mean \(near)?", isError: true)
      }
      return Reply("\(verb) is no command; there are \(known.joined(separator: ", "))", isError: true)
    }
  }

  /// `42`, `+10`, `50%`, `end`, `first`, `fail`, or the name of a mark.
  public static func target(_ text: String) -> Target {
    switch text {
    case "end", "last": return .last
    case "first", "start": return .first
    case "fail", "failure": return .failure
    default: break
    }
    if text.hasSuffix("%"), let percent = Int(text.dropLast()) { return .percent(percent) }
    if text.hasPrefix("+") || text.hasPrefix("-"), let delta = Int(text) { return .relative(delta) }
    return Int(text).map { .moment($0) } ?? .bookmark(text)
  }

  private func until(_ text: String, _ direction: Direction) -> Reply {
    do {
      let condition = try Condition(text)
      if let name = condition.unknownName(timeline, at: position) {
        return Reply("nothing here is called \(name)", isError: true)
      }
      guard until(condition, direction) else {
        return Reply("\(text) does not become true \(direction == .forward ? "after" : "before") this", isError: true)
      }
      return Reply("\(condition.values(timeline, at: position))")
    } catch {
      return Reply(error.reason, isError: true)
    }
  }

  private func value(_ text: String) -> Reply {
    do {
      let condition = try Condition(text)
      if let name = condition.unknownName(timeline, at: position) {
        return Reply("nothing here is called \(name)", isError: true)
      }
      guard let value = condition.value(timeline, at: position) else { return Reply("\(text) = unknown") }
      return Reply("\(text) = \(timeline.words(for: value, of: text, at: position) ?? "\(value)")")
    } catch {
      return Reply(error.reason, isError: true)
    }
  }
}
