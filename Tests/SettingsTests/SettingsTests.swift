import Drivers
import Interface
import Screen
import Testing

@testable import Settings

@Suite("The config file")
struct SettingsTests {
  private func read(_ text: String) throws -> Settings { try Settings(Array(text.utf8), file: "config.yaml") }

  /// What is said of a text that is wrong.
  private func problems(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("what is printed is read as the same", arguments: ["", "theme: light\nmouse: true\nkeys: {step: s}\n"])
  func printedAndRead(text: String) throws {
    let settings = try read(text)
    #expect(try read(settings.text) == settings)
    #expect(try read(settings.text).text == settings.text)
  }

  @Test("every value of it can be something else, and is kept")
  func everyValue() throws {
    let text = """
      theme: high-contrast
      color: never
      ascii: true
      animation: false
      mouse: true
      present: true
      speed: 1 in 2 s
      size: 80x24
      keys:
        step: [F9, "\\"", "\\\\", "#", " :"]
      """.replacing(", \" :\"", with: "")
    let settings = try read(text)
    let usual = Settings()
    #expect(settings.theme == .highContrast && settings.color == .never && settings.ascii && !settings.animation)
    #expect(settings.mouse && settings.present && settings.speed == "1 in 2 s" && settings.size == Size("80x24"))
    #expect(settings.keys != usual.keys)
    #expect(try read(settings.text) == settings)
  }

  @Test("every action is printed with its keys, and none twice")
  func everyAction() throws {
    let text = Settings().text
    let names = KeyTable.standard.settable.flatMap(\.bindings).map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(text.contains("\n  \(name): "), "\(name)") }
  }

  @Test("nothing, comments and a byte order mark say nothing")
  func nothing() throws {
    for text in ["", "\n", "# a comment\n", "\u{feff}", "---\n"] { #expect(try read(text) == Settings(), "\(text)") }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let text: String
    let says: [String]
    var testDescription: String { text }
  }

  static let bad = [
    Bad(
      text: "colour: auto\n", says: ["config.yaml:1:1: error", "\"colour\"", "did you mean color?", "there are theme"]),
    Bad(text: "ascii: true\ntheme: drak\n", says: [":2:8: error", "did you mean dark?", "high-contrast"]),
    Bad(text: "mouse: maybe\n", says: [":1:8:", "true or false", "\"maybe\""]),
    Bad(text: "size: 80\n", says: [":1:7:", "120x36"]),
    Bad(text: "speed: 3/s\n", says: [":1:8:", "2/s, 4/s"]),
    Bad(text: "keys: {stp: s}\n", says: [":1:8:", "did you mean step?", "step-back"]),
    Bad(text: "keys:\n  step: Crtl-x\n", says: [":2:9:", "it is no key"]),
    Bad(text: "keys:\n  step: pgdn\n", says: [":2:9:", "did you mean PgDn?"]),
    Bad(text: "keys:\n  step: [s, Ctrl-m]\n", says: [":2:13:", "Enter"]),
    Bad(text: "keys:\n  step: Ctrl-c\n", says: [":2:9:", "always ends"]),
    Bad(text: "keys:\n  watch: s\n", says: [":2:10:", "s is the key of step", "step: [l, \".\", Right]"]),
    Bad(text: "keys:\n  watch: u\n  why: u\n", says: [":3:8:", "u is the key of watch too"]),
    Bad(text: "keys:\n  step: {a: b}\n", says: [":2:9:", "names of keys"]),
    Bad(text: "keys: s\n", says: [":1:7:", "mapping"]),
    Bad(text: "- dark\n", says: [":1:1:", "a YAML mapping"]),
    Bad(text: "theme: dark\ntheme: light\n", says: ["theme is there twice"]),
    Bad(text: "theme: [\n", says: ["this is not YAML"]),
    Bad(text: "theme: \u{0}\n", says: [":1:1:", "this is no config file"]),
  ]

  @Test("what is wrong is told with its place and with what is allowed", arguments: bad)
  func wrong(bad: Bad) {
    let problems = problems(bad.text)
    for part in bad.says { #expect(problems.contains(part), "\(problems)") }
  }

  @Test("all mistakes are told at once, in the order of the file")
  func several() {
    let problems = problems("theme: x\nmouse: x\nnothing: x\n")
    let places = problems.split(separator: "\n").filter { $0.contains(": error:") }
    #expect(places.map { $0.prefix(15) } == ["config.yaml:1:8", "config.yaml:2:8", "config.yaml:3:1"])
  }

  @Test("a key may move from one action to another that gives it away")
  func moves() throws {
    let settings = try read("keys: {watch: s, step: [w, Right]}\n")
    #expect(try read(settings.text) == settings)
  }
}
