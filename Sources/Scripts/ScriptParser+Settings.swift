import Drivers

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
      return (.size(columns: columns, rows: rows), head.span)
    case _ where Script.ignoredSettings.contains(name.text):
      warn(name.span, "\(name.text) means nothing here and is ignored", about: "Set \(name.text)")
      return nil
    default:
      let names = ["Size", "TypingSpeed"] + Script.ignoredSettings.sorted()
      let hint = suggestion(for: name.text, among: names).map { "did you mean \($0)?" }
      throw ScriptProblem(
        name.span, "there is no setting \(name.text.prefix(40))", hint: hint ?? "there are Size and TypingSpeed")
    }
  }
}
