import Testing

/// The screens of the shipped scenarios at moments that matter, as text. SNAPSHOTS=record swift test renews them.
@Suite("Pictures without a terminal", .enabled(if: Program.isThere, Program.missing))
struct PicturesTests {
  struct Picture: Sendable, CustomTestStringConvertible {
    let scenario: String
    /// The first moment at which this holds, or `end`, or a number.
    let moment: String
    let name: String
    let sizes: [String]
    var options: [String] = []

    var testDescription: String { "\(scenario) \(name)" }
  }

  static let pictures = [
    Picture(scenario: "quiet", moment: "gpu.line == 27", name: "committed", sizes: ["120x36"]),
    Picture(scenario: "quiet", moment: "end", name: "end", sizes: ["80x24"]),
    Picture(scenario: "invalidate-before-lock", moment: "0", name: "start", sizes: ["120x36"]),
    Picture(scenario: "invalidate-before-lock", moment: "hmm->notifiers == 1", name: "marked", sizes: ["120x36"]),
    Picture(scenario: "invalidate-before-lock", moment: "gpu.line == 22", name: "again", sizes: ["120x36", "80x24"]),
    Picture(scenario: "invalidate-after-commit", moment: "app.blocked", name: "callback-waits", sizes: ["120x36"]),
    Picture(scenario: "invalidate-after-commit", moment: "end", name: "end", sizes: ["80x24"]),
    Picture(scenario: "register-inside", moment: "gpu.blocked", name: "asleep", sizes: ["120x36"]),
    Picture(scenario: "register-inside", moment: "range->valid", name: "woken", sizes: ["80x24"]),
    Picture(scenario: "two-sections", moment: "hmm->notifiers == 2", name: "both-open", sizes: ["120x36"]),
    Picture(scenario: "two-sections", moment: "gpu.blocked", name: "asleep", sizes: ["80x24"]),
    Picture(scenario: "unrelated-section", moment: "gpu.blocked", name: "asleep", sizes: ["80x24"]),
    Picture(scenario: "unrelated-section", moment: "end", name: "end", sizes: ["120x36"]),
    Picture(
      scenario: "aba", moment: "!I11", name: "broken", sizes: ["120x36", "80x24", "60x20", "40x10"]),
    Picture(scenario: "aba", moment: "!I11", name: "broken-ascii", sizes: ["80x24"], options: ["--ascii"]),
    Picture(scenario: "aba", moment: "end", name: "end", sizes: ["80x24"]),
    Picture(scenario: "exit-while-waiting", moment: "hmm->dead", name: "dead", sizes: ["120x36"]),
    Picture(scenario: "exit-while-waiting", moment: "end", name: "end", sizes: ["80x24"]),
    Picture(scenario: "retry-loop", moment: "0", name: "start", sizes: ["80x24"]),
    Picture(scenario: "retry-loop", moment: "gpu.line == 22", name: "again", sizes: ["120x36"]),
    Picture(scenario: "retry-loop-munmap", moment: "app.blocked", name: "munmap-waits", sizes: ["120x36"]),
    Picture(scenario: "contend-default", moment: "2466", name: "retry", sizes: ["120x36", "80x24"]),
  ]

  @Test("is as it was kept", arguments: pictures)
  func kept(_ picture: Picture) throws {
    let isPlace = picture.moment == "end" || picture.moment.allSatisfy(\.isNumber)
    for size in picture.sizes {
      let result = try Program.run(
        ["export", picture.scenario, "--to", "text", "--size", size, isPlace ? "--at" : "--until", picture.moment]
          + picture.options)
      #expect(result.status == 0 && result.errors == "")
      try expectSnapshot(result.output, named: "\(picture.scenario)-\(picture.name)-\(size)")
    }
  }

  @Test("has as many rows and columns as were asked for", arguments: ["120x36", "80x24", "60x20", "40x10", "200x60"])
  func size(_ size: String) throws {
    let numbers = size.split(separator: "x").compactMap { Int($0) }
    let result = try Program.run("export", "aba", "--to", "text", "--size", size, "--ascii")
    let rows = result.lines.dropLast()
    #expect(rows.count == numbers[1])
    #expect(rows.allSatisfy { $0.count <= numbers[0] && $0.utf8.allSatisfy { $0 >= 32 && $0 < 127 } })
  }
}
