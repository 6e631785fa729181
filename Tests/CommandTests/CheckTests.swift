import Foundation
import Testing

@Suite("Checking every interleaving", .enabled(if: Program.isThere, Program.missing))
struct CheckTests {
  @Test("The retry loop breaks I1 with madvise, by a shortest way, with 1") func fails() throws {
    let result = try Program.run("check", "retry-loop")
    #expect(result.status == 1 && result.errors == "")
    #expect(result.lines[0] == "✗ I1: What a device maps, the CPU maps too, unless the device is about to be told.")
    #expect(result.lines[1].hasPrefix("  99 steps, 2 thread switches; no way is shorter"))
    #expect(result.output.contains("fails: retry-loop, Linux 5.2\n"))
    #expect(!result.output.contains("\u{1b}"))
    #expect(try Program.run("check", "retry-loop") == result)
  }

  @Test("The same with munmap alone passes, and so does the cure") func passes() throws {
    let munmap = try Program.run("check", "retry-loop-munmap")
    #expect(munmap.status == 0 && munmap.lines[0] == "passes: retry-loop-munmap, Linux 5.2")
    let cured = try Program.run("check", "retry-loop", "--fix", "B1")
    #expect(cured.status == 0 && cured.lines[0] == "passes: retry-loop, Linux 5.2 without B1")
  }

  @Test("A bound that is hit concludes nothing, with 4") func bounds() throws {
    let states = try Program.run("check", "retry-loop", "--max-states", "100")
    #expect(states.status == 4 && states.lines[0].hasPrefix("nothing concluded: 100 states were seen"))
    let depth = try Program.run("check", "retry-loop", "--max-depth", "10")
    #expect(depth.status == 4 && depth.lines[0] == "nothing concluded: nothing is wrong within 10 steps")
  }

  @Test("A counterexample is a recording: it replays to the broken invariant") func save() throws {
    let scratch = try Scratch()
    let file = scratch.url("found.jsonl").path
    #expect(try Program.run("check", "retry-loop", "--save", file).status == 1)
    let replayed = try Program.run("replay", file, "--at", "end", "--text")
    #expect(replayed.status == 1 && replayed.output.contains("✗ I1") && replayed.output.contains(" step 99 "))
    #expect(replayed.errors == "hmmscope: I1 does not hold from step 99 on\n")
  }

  @Test("All flaws, where the first is not enough") func all() throws {
    let result = try Program.run("check", "aba", "--all")
    #expect(result.status == 1 && result.output.contains("✗ I1:") && result.output.contains("✗ I11:"))
  }

  @Test("As JSON: verdict, counts and the path") func json() throws {
    struct Document: Decodable {
      struct Violation: Decodable {
        var what: String
        var steps: Int
        var path: [Move]
      }
      struct Move: Decodable {
        var thread: String
        var step: String
      }
      var format: Int
      var verdict: String
      var states: Int
      var violations: [Violation]
    }
    let result = try Program.run("check", "retry-loop", "--format", "json")
    let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    #expect(document.format == 1 && document.verdict == "fails" && document.states > 1000)
    #expect(document.violations.count == 1 && document.violations[0].what.hasPrefix("I1: "))
    #expect(document.violations[0].path.count == document.violations[0].steps)
    #expect(document.violations[0].path.last?.step.hasPrefix("mirror") == true)
  }

  @Test(
    "A loop that never asks fails sooner, one that asks too early fails too",
    arguments: [
      "unchecked.c", "test-before-lock.c",
    ])
  func drivers(_ driver: String) throws {
    let result = try Program.run("check", "retry-loop-munmap", "--driver", driver)
    let madvise = try Program.run("check", "retry-loop", "--driver", driver)
    #expect(madvise.status == 1)
    #expect([0, 1].contains(result.status))
  }
}
