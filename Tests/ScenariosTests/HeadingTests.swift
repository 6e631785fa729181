import Kernel
import Library
import Scenarios
import Testing

@Suite("The heading of a scenario")
struct HeadingTests {
  @Test(
    "found without reading it, says what reading it says",
    arguments: Library().names(in: "Scenarios").filter { $0.hasSuffix(".yaml") })
  func same(file: String) throws {
    let library = Library(), name = String(file.dropLast(".yaml".count))
    let heading = ScenarioHeading(scanning: try #require(library.text("Scenarios/\(file)")))
    let scenario = try #require(try Scenario.shipped(name, file: library.bytes))
    #expect(heading.title == scenario.title)
    #expect(heading.edition == scenario.world.edition.version)
    #expect(heading.broken.isEmpty == scenario.expectation.broken.isEmpty)
    #expect(scenario.expectation.broken.allSatisfy { heading.broken.contains($0) })
  }

  @Test("is not led astray by what stands deeper, quotes and comments") func forms() {
    let text = """
      title: "a title"   # with a comment
      edition: '5.1'
      threads:
        app:
          title: no
      expect:
        broken: [I1, "leak: notifiers"]
      bug:
        fixed: "5.5"
      """
    let heading = ScenarioHeading(scanning: text)
    #expect(heading.title == "a title" && heading.edition == "5.1" && heading.fixed == "5.5")
    #expect(heading.broken == "I1, \"leak: notifiers\"")
  }
}
