import Drivers
import Spelling

extension ScriptParser {
  /// `Set NAME VALUE`. What tapes set about fonts and films is not read any further: it may be JSON.
  mutating func setting(
    _ head: Words.Word, _ words: inout Words
  ) throws(ScriptProblem) -> (value: Verb, span: Span)? {
    var arguments = Arguments(verb: "Set", words: words)
    let name = try arguments.word("the name of a setting")
    switch name.text {
    case "TypingSpeed":
      let time = try arguments.time()
      try arguments.end()
      words = arguments.words
      return (.typingSpeed(time), head.span)
    case "Size":
      let value = try arguments.word("a size")
      let parts = value.text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1000).contains(columns),
        (1...1000).contains(rows)
      else {
        throw ScriptProblem(
          value.span, "\(value.text.prefix(40)) is no size", hint: "such as 120x36, at most 1000x1000")
      }
      try arguments.end()
      words = arguments.words
      return (.size(columns: columns, rows: rows), head.span)
    case "WaitTimeout":
      let time = try arguments.time()
      try arguments.end()
      words = arguments.words
      return (.waitTimeout(milliseconds: time), head.span)
    case "WaitPattern":
      let (pattern, span) = try pattern("Set WaitPattern", &arguments.words)
      words = arguments.words
      return (.waitPattern(pattern), span)
    case _ where Script.ignoredSettings.contains(name.text):
      ignore("Set \(name.text)", name.span)
      arguments.words.skip()
      words = arguments.words
      return nil
    default:
      let names = Self.settings + Script.ignoredSettings.sorted()
      let hint = nearest(ignoringCase: name.text, among: names).map { "did you mean \($0)?" }
      throw ScriptProblem(
        name.span, "there is no setting \(name.text.prefix(40))",
        hint: hint ?? "there are \(Self.settings.joined(separator: ", "))")
    }
  }

  private static let settings = ["Size", "TypingSpeed", "WaitTimeout", "WaitPattern"]
}
