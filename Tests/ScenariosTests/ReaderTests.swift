import Kernel
import Library
import Scenarios
import Testing

@Suite("Reading a scenario")
struct ReaderTests {
  private func problem(_ bytes: [UInt8]) -> String {
    do {
      _ = try Shipped.read(bytes)
      return "fine"
    } catch {
      return error.description
    }
  }

  private func problem(_ text: String) -> String { problem(Array(text.utf8)) }

  @Test("The text that the wrong ones are made from is good") func good() throws {
    let scenario = try Shipped.read(Array(Wrong.good.utf8))
    #expect(scenario.name == "a" && scenario.title == "a page" && scenario.about == "")
    #expect(scenario.world.pages == [.present(frame: "1a0", isWritable: true), .none])
    #expect(scenario.world.threads.map(\.name) == ["gpu", "app"])
    #expect(scenario.world.devices.map(\.name) == ["gpu"])
    #expect(scenario.schedule.map(\.text) == ["gpu end"])
    #expect(scenario.expectation.end == ["retries == 0"])
    #expect(scenario.text == Wrong.good)
    #expect(scenario.drivers.map(\.name) == ["retry-loop.c"])
  }

  @Test("Lines may end as on other systems, and a mark of byte order says nothing") func dialects() {
    #expect(problem(Wrong.good.replacing("\n", with: "\r\n")) == "fine")
    #expect(problem([0xef, 0xbb, 0xbf] + Array(Wrong.good.utf8)) == "fine")
  }

  @Test("A message shows the line and the place, and what is allowed") func message() {
    #expect(
      problem(Wrong.good.replacing("1a0 rw, none", with: "1a0 rw, nowhere"))
        == """
        a.yaml:4:19: error: "nowhere" is no page
           4 |   pages: [1a0 rw, nowhere]
             |                   ^
           = a page is \(Wrong.pageForms)
        """)
  }

  @Test("Bytes that are no text") func binary() {
    let expected = "a.yaml:1:1: error: this is not text: a scenario is a YAML file in UTF-8"
    #expect(problem(Array(0...255)) == expected)
    #expect(problem(Array(Wrong.good.utf8) + [0]) == expected)
    #expect(problem(Array("title: caf".utf8) + [0xe9, 10]) == expected)
  }

  @Test("A file that is cut off is no YAML any more, or lacks something", arguments: 1..<Wrong.good.utf8.count - 30)
  func cut(_ count: Int) {
    let text = problem(Array(Wrong.good.utf8.prefix(count)))
    #expect(text == "fine" ? count > 150 : text.hasPrefix("a.yaml:"), "\(text)")
  }

  @Test("One huge line is read, or refused as a whole, and is never printed whole") func huge() {
    #expect(
      problem("title: " + String(repeating: "x", count: 1 << 20))
        == "a.yaml:1:1: error: the file has more than a mebibyte: this is no scenario")
    let wide = Wrong.good.replacing("a page", with: "[" + String(repeating: "x", count: 100_000))
    #expect(problem(wide).hasPrefix("a.yaml:") && problem(wide).count < 400)
    #expect(problem(Wrong.good.replacing("a page", with: String(repeating: "x", count: 100_000))) == "fine")
  }

  @Test("What is nested without end is refused", arguments: ["[", "- ", "{a: "])
  func deep(_ opening: String) {
    let text = problem("title: " + String(repeating: opening, count: 50_000))
    #expect(text.hasPrefix("a.yaml:1:"), "\(text.prefix(200))")
  }

  @Test("Control bytes of a file do not come out of its messages") func control() {
    let text = problem(Wrong.good.replacing("title: a page", with: "title: a\u{1b}[31m page"))
    #expect(!text.contains("\u{1b}") && text.hasPrefix("a.yaml:1:"))
  }

  @Test("The driver's own errors stand as they are, with file, line and column") func driver() {
    let text = Wrong.good.replacing("retry-loop.c", with: "mine.c")
    let problem = #expect(throws: ScenarioProblem.self) {
      try Scenario.read(Array(text.utf8), file: "a.yaml") { _ in Array("int mirror(void) { return nonsense; }\n".utf8) }
    }
    #expect(problem?.description.hasPrefix("mine.c:1:") == true)
  }

  @Test("What a caller sets goes before what the file says") func overrides() throws {
    var overrides = ScenarioOverrides()
    overrides.fixes = ["B1"]
    #expect(try Shipped.scenario("aba", overrides).world.edition.fixes == ["B1"])
    overrides.fixes = ["B77"]
    #expect(throws: ScenarioProblem.self) { try Shipped.scenario("aba", overrides) }
    overrides.fixes = []
    overrides.edition = "2.6"
    #expect(throws: ScenarioProblem.self) { try Shipped.scenario("aba", overrides) }
    overrides.edition = nil
    let text = String(decoding: try #require(Shipped.files.bytes("Drivers/unchecked.c")), as: UTF8.self)
    overrides.driver = Scenario.DriverText(name: "other.c", text: text)
    #expect(try Shipped.scenario("aba", overrides).drivers.map(\.name) == ["other.c"])
  }

  @Test("Every form of an operation, a page and a schedule is read") func forms() throws {
    let text = """
      memory:
        base: 0x7f0000123000
        pages: [none, swap 3, 1a0 ro, 1a1 rw]
        vmas: [123-124 r--, 125-126 rw special]
        frames: {1a0: app A, 1a1: other B}
        swap: {3: app C, 4: free}
        processes: [app, other]
      devices:
        gpu: {driver: retry-loop.c, window: 124-125}
        npu: {driver: retry-loop.c, mirror: none}
      threads:
        gpu: mirror
        b: [mirror npu, read 123, write 124 x, munmap 123-126]
        c: [madvise 125 dontneed, reclaim 126, exit]
        d: [take Z, load gpu 123, store npu 126 Q]
      schedule: [gpu 3, gpu to IS4, gpu to line 14, gpu through RR6, gpu timeout, gpu end]
      timeouts: false
      """
    let scenario = try Shipped.read(Array(text.utf8))
    #expect(
      scenario.schedule.map(\.text)
        == ["gpu 3", "gpu to IS4", "gpu to line 14", "gpu through RR6", "gpu timeout", "gpu end"])
    #expect(scenario.schedule.map(\.line) == [16, 16, 16, 16, 16, 16])
    #expect(scenario.world.threads.map(\.operations.count) == [1, 4, 3, 3])
    #expect(scenario.world.vmas.map(\.pages) == [0..<2, 2..<4])
    #expect(scenario.world.vmas.map(\.isSpecial) == [false, true])
    #expect(scenario.world.vmas.map(\.isWritable) == [false, true])
    #expect(scenario.world.devices.map(\.window) == [1..<3, nil])
    #expect(scenario.world.devices.map(\.isRegistered) == [true, false])
    #expect(!scenario.world.hasTimeouts)
  }
}
