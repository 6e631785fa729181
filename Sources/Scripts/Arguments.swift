import Drivers
import Scene
import Session
import Spelling

/// The arguments of one command, taken one after the other.
struct Arguments {
  let verb: String
  var words: Words
  /// Where the first argument stands.
  private(set) var first: Span?

  init(verb: String, words: Words) {
    self.verb = verb
    self.words = words
  }

  /// More steps or lines than anything has.
  private static let momentMost = 1_000_000_000

  private var form: String { Script.form(of: verb) }

  /// A line of a tape may have several commands: where the next one begins, this one has ended.
  private mutating func next() throws(ScriptProblem) -> Words.Word? {
    if Script.tapeVerbs.contains(verb) || ScriptParser.isKey(verb) {
      var ahead = words
      if let word = try ahead.next(), !word.isQuoted, ScriptParser.beginsCommand(word.text) { return nil }
    }
    let word = try words.next()
    if first == nil { first = word?.span }
    return word
  }

  /// Anything that stands here; an error says what is wanted.
  mutating func word(_ what: String) throws(ScriptProblem) -> Words.Word {
    let here = words.here
    guard let word = try next() else { throw ScriptProblem(here, "\(verb) wants \(what)", hint: form) }
    guard !word.text.isEmpty else { throw ScriptProblem(word.span, "this is empty: \(verb) wants \(what)", hint: form) }
    return word
  }

  /// A name, with or without quotes.
  mutating func name(_ what: String) throws(ScriptProblem) -> String { try word(what).text }

  /// What stands here, if anything does.
  mutating func optional() throws(ScriptProblem) -> Words.Word? { try next() }

  mutating func optionalName() throws(ScriptProblem) -> String? {
    guard let word = try next() else { return nil }
    guard !word.text.isEmpty else { throw ScriptProblem(word.span, "an empty name", hint: form) }
    return word.text
  }

  /// The note of a mark: a text in quotes, or nothing.
  mutating func note() throws(ScriptProblem) -> String {
    guard let word = try next() else { return "" }
    guard word.isQuoted else { throw ScriptProblem(word.span, "the note stands in quotes", hint: form) }
    return word.text
  }

  /// Texts in quotes, joined by a blank.
  mutating func texts() throws(ScriptProblem) -> String {
    let here = words.here
    var texts: [String] = []
    while let word = try next() {
      guard word.isQuoted else {
        throw ScriptProblem(word.span, "the text stands in quotes: \"…\", '…' or `…`", hint: form)
      }
      texts.append(word.text)
    }
    guard !texts.isEmpty else { throw ScriptProblem(here, "\(verb) wants a text", hint: form) }
    return texts.joined(separator: " ")
  }

  /// How often, from 1; once where nothing stands.
  mutating func count(most: Int) throws(ScriptProblem) -> Int {
    guard let word = try next() else { return 1 }
    guard !word.isQuoted, let number = Int(word.text), number > 0, number <= most else {
      let opposite = ["Step": "Back N goes back", "Back": "Step N goes on"][verb]
      let isNegative = word.text.hasPrefix("-") && Int(word.text) != nil
      throw ScriptProblem(
        word.span, "\(word.text.prefix(40)) is no count",
        hint: isNegative
          ? opposite ?? "a count is a whole number from 1 to \(most)" : "a whole number from 1 to \(most)")
    }
    return number
  }

  mutating func seed() throws(ScriptProblem) -> UInt64 {
    let word = try word("a number")
    guard let number = UInt64(word.text) else {
      throw ScriptProblem(
        word.span, "\(word.text.prefix(40)) is no seed", hint: "a whole number from 0, such as Seed 7")
    }
    return number
  }

  mutating func time() throws(ScriptProblem) -> Int {
    let word = try word("a time")
    guard let time = ScriptTime.milliseconds(word.text) else {
      throw ScriptProblem(word.span, "\(word.text.prefix(40)) is no time", hint: ScriptTime.hint)
    }
    return time
  }

  mutating func target() throws(ScriptProblem) -> Target {
    let word = try word("a step, a mark, start, end, fail or a percentage")
    let target = Session.target(word.text)
    if case .percent(let percent) = target, !(0...100).contains(percent) {
      throw ScriptProblem(word.span, "\(word.text) is beyond the end", hint: "from 0% to 100%")
    }
    switch target {
    case .moment(let number), .relative(let number):
      guard (-Self.momentMost...Self.momentMost).contains(number) else {
        throw ScriptProblem(word.span, "no run and no trace is that long", hint: "at most \(Self.momentMost)")
      }
    default: break
    }
    let looksLikeNumber = word.text.first.map { $0.isNumber || $0 == "+" || $0 == "-" } ?? false
    if case .bookmark = target, looksLikeNumber, !word.isQuoted {
      throw ScriptProblem(word.span, "\(word.text.prefix(40)) is no step", hint: form)
    }
    return target
  }

  /// One panel or more, by their names.
  mutating func panels() throws(ScriptProblem) -> [PanelName] {
    let all = PanelName.allCases.map(\.rawValue)
    var panels: [PanelName] = []
    var word = try word("the name of a panel")
    while true {
      guard let panel = PanelName(rawValue: word.text) else {
        let near = nearest(ignoringCase: word.text, among: all).map { "did you mean \($0)? " } ?? ""
        throw ScriptProblem(
          word.span, "\(word.text.prefix(40)) is no panel", hint: near + "there are \(all.joined(separator: ", "))")
      }
      if !panels.contains(panel) { panels.append(panel) }
      guard let more = try next() else { return panels }
      word = more
    }
  }

  /// Nothing may follow.
  mutating func end() throws(ScriptProblem) {
    guard let extra = try next() else { return }
    throw ScriptProblem(extra.span, "\(verb.prefix(40)) takes no more than this", hint: form)
  }
}

/// The times of tapes: `500ms`, `1s`, `.5s`, `2m`; a number alone is seconds.
public enum ScriptTime {
  public static let hint = "such as 500ms, 2s, .5s or 1m, up to an hour"
  private static let most = 3_600_000

  /// Nil for what is no time, or not whole milliseconds.
  public static func milliseconds(_ text: String) -> Int? {
    let units: [(name: String, factor: Int)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("", 1000)]
    guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
    let number = text.dropLast(unit.name.count)
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, number.contains(where: { $0 != "." }), number.utf8.count <= 12,
      number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e })
    else { return nil }
    let whole = parts[0].isEmpty ? 0 : Int(parts[0]) ?? 0
    let digits = parts.count == 2 ? String(parts[1]) : ""
    var fraction = (digits.isEmpty ? 0 : Int(digits) ?? 0) * unit.factor
    var scale = 1
    for _ in digits { scale *= 10 }
    // What is finer than a millisecond would be lost.
    guard fraction % scale == 0, whole <= most else { return nil }
    fraction /= scale
    let result = whole * unit.factor + fraction
    return result <= most ? result : nil
  }
}
