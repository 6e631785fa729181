import Drivers
import Session

/// The verbs that have a grammar of their own: questions, and waiting for the screen.
extension ScriptParser {
  /// `Ask "question" "choice"… Answer EXPRESSION`.
  func question(_ words: inout Words) throws(ScriptProblem) -> (value: Verb, span: Span)? {
    var texts: [Words.Word] = []
    let form = Script.form(of: "Ask")
    while true {
      let here = words.here
      guard let word = try words.next() else {
        throw ScriptProblem(
          here, texts.isEmpty ? "Ask wants a question" : "this question has no answer: Answer EXPRESSION", hint: form)
      }
      if word.isQuoted {
        texts.append(word)
      } else if word.text == "Answer" {
        if texts.isEmpty { throw ScriptProblem(word.span, "Ask wants a question", hint: form) }
        break
      } else {
        throw ScriptProblem(word.span, "questions and choices stand in quotes", hint: form)
      }
    }
    for text in texts where text.text.allSatisfy(\.isWhitespace) {
      throw ScriptProblem(text.span, "this says nothing", hint: form)
    }
    let choices = texts.dropFirst()
    guard choices.isEmpty || (2...9).contains(choices.count) else {
      throw ScriptProblem(
        choices[1].span, "a question has from 2 to 9 choices, or none; this one has \(choices.count)", hint: form)
    }
    let (answer, span) = try predicate("Answer", &words)
    return (.ask(ScriptQuestion(text: texts[0].text, choices: choices.map(\.text), answer: answer)), span)
  }

  /// `Wait[+Screen|+Line][@TIME] [/REGEX/]`.
  func waiting(_ name: String, _ time: Int?, _ words: inout Words) throws(ScriptProblem) -> Verb {
    let place: WaitPlace = name == "Wait+Line" ? .line : .screen
    var rest = words
    guard let next = try rest.next(), next.isQuoted || !Self.beginsCommand(next.text) else {
      return .wait(place, pattern: nil, milliseconds: time)
    }
    return .wait(place, pattern: try pattern("Wait", &words).text, milliseconds: time)
  }

  /// `/REGEX/`, in which `\/` is a slash.
  func pattern(_ verb: String, _ words: inout Words) throws(ScriptProblem) -> (text: String, span: Span) {
    let form = "\(verb) /REGEX/"
    guard let word = words.pattern() else {
      let here = words.here
      throw ScriptProblem(try words.next()?.span ?? here, "\(verb) wants a pattern between slashes", hint: form)
    }
    var rest = words
    if let extra = try rest.next(), extra.isQuoted || !Self.beginsCommand(extra.text) {
      throw ScriptProblem(extra.span, "\(verb) takes no more than this", hint: form)
    }
    do {
      _ = try Regex(word.text)
    } catch {
      throw ScriptProblem(word.span, "this is no regular expression", hint: form)
    }
    return (word.text, word.span)
  }
}

extension Arguments {
  /// `Depth 20`, `States 1000`, `For 10s`, each at most once and in any order.
  mutating func bounds() throws(ScriptProblem) -> ExplorationBounds {
    var bounds = ExplorationBounds()
    while let word = try optional() {
      let isTwice: Bool
      switch word.text {
      case "Depth":
        isTwice = bounds.depth != nil
        bounds.depth = try number("a number of steps")
      case "States":
        isTwice = bounds.states != nil
        bounds.states = try number("a number of states")
      case "For":
        isTwice = bounds.time != nil
        bounds.time = try time()
      default:
        throw ScriptProblem(
          word.span, "\(word.text.prefix(40)) is no bound", hint: "there are Depth N, States N and For TIME")
      }
      if isTwice { throw ScriptProblem(word.span, "a second \(word.text)") }
    }
    return bounds
  }

  /// The version of an asciicast: 2, or 3.
  mutating func version() throws(ScriptProblem) -> Int {
    guard let word = try optional() else { return 2 }
    guard let version = Int(word.text), [2, 3].contains(version) else {
      throw ScriptProblem(word.span, "\(word.text.prefix(40)) is no version of asciicast", hint: "2 or 3")
    }
    return version
  }

  mutating func mouse() throws(ScriptProblem) -> Verb {
    let column = try number("a column, from 1", most: 1000), row = try number("a row, from 1", most: 1000)
    var button = ScriptButton.left, count = 1
    if let word = try optional() {
      if let named = ScriptButton(rawValue: word.text) {
        button = named
        count = try self.count(most: 10_000)
      } else {
        guard let number = Int(word.text), (1...10_000).contains(number) else {
          let names = ScriptButton.allCases.map(\.rawValue).joined(separator: ", ")
          throw ScriptProblem(word.span, "\(word.text.prefix(40)) is no button", hint: "there are \(names)")
        }
        count = number
      }
    }
    return .mouse(column: column, row: row, button, count: count)
  }

  private mutating func number(_ what: String, most: Int = 1_000_000_000) throws(ScriptProblem) -> Int {
    let word = try word(what)
    guard !word.isQuoted, let number = Int(word.text), (1...most).contains(number) else {
      throw ScriptProblem(word.span, "\(word.text.prefix(40)) is not \(what)", hint: "a whole number from 1 to \(most)")
    }
    return number
  }
}
