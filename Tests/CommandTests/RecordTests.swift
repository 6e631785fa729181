import Foundation
import Testing

@Suite("Recordings on the command line", .enabled(if: Program.isThere, Program.missing))
struct RecordTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func record(_ scenario: String, _ more: String...) throws -> String {
    let file = scratch.url("\(scenario).jsonl").path
    _ = try Program.run(["run", scenario, "--at", "end", "--record", file] + more)
    return file
  }

  @Test("A run that was recorded replays to the same end, with its status", arguments: ["aba", "retry-loop", "quiet"])
  func replay(_ scenario: String) throws {
    let file = try record(scenario)
    let replayed = try Program.run("replay", file, "--at", "end", "--text")
    #expect(replayed == (try Program.run("run", scenario, "--at", "end")))
    let bytes = try Data(contentsOf: URL(filePath: file))
    _ = try record(scenario)
    #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
    let piped = try Program.run(["replay", "-", "--at", "end"], input: Array(bytes))
    #expect(piped.status == replayed.status && piped.output == replayed.output)
  }

  @Test("A random run is recorded with its seed") func seed() throws {
    let file = try record("retry-loop", "--seed", "9")
    let replayed = try Program.run("replay", file)
    #expect(replayed.status == 0 && replayed.lines[0].hasSuffix("seed 9"))
  }

  @Test("What is recorded, a trace or a lesson is not taken with anything else: it says so") func own() throws {
    let file = try record("aba")
    for arguments in [
      ["replay", file, "--fix", "B1"], ["export", file, "--to", "text", "--edition", "5.1"],
      ["export", "contend-default", "--to", "text", "--fix", "B1"], ["export", "5", "--to", "svg", "--fix", "B1"],
    ] {
      let result = try Program.run(arguments)
      #expect(result.status == 64 && result.output == "")
      #expect(result.errors.contains("--driver, --edition and --fix are for scenarios"))
    }
  }

  @Test("A scenario is exported with what it is run with") func exported() throws {
    let options = ["aba", "--at", "end", "--fix", "B1", "--edition", "5.3"]
    let exported = try Program.run(["export", "--to", "text"] + options)
    #expect(exported.output == (try Program.run(["run"] + options)).output)
    #expect(exported.output != (try Program.run("export", "--to", "text", "aba", "--at", "end")).output)
  }

  @Test("A run with another driver and a cure is recorded with them") func options() throws {
    let text = try String(contentsOf: Program.root.appending(path: "Assets/Drivers/unchecked.c"), encoding: .utf8)
    let driver = try scratch.file("mine.c", text)
    let run = try Program.run("run", "aba", "--at", "end", "--driver", driver, "--fix", "B1")
    let replayed = try Program.run("replay", try record("aba", "--driver", driver, "--fix", "B1"), "--at", "end")
    #expect(replayed.output == run.output && replayed.status == run.status && replayed.output.contains("mine.c"))
  }

  private func changed(_ from: String, _ to: String) throws -> Program.Result {
    let file = try record("aba")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains(from))
    return try Program.run("replay", try scratch.file("changed.jsonl", text.replacing(from, with: to)), "--at", "end")
  }

  @Test("Another model is refused by name with 5, and --adopt tries it") func diverged() throws {
    let file = try record("aba")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let name = "\"hmm_range_register\":\""
    let hash = text.ranges(of: name).first.map { text[$0.upperBound...].prefix(16) } ?? ""
    let other = try scratch.file(
      "other.jsonl", text.replacing(name + hash, with: name + "0000000000000000"))
    let refused = try Program.run("replay", other, "--at", "end")
    #expect(refused.status == 5 && refused.output == "")
    #expect(
      refused.errors
        == """
        \(other): the replay diverges at step 0
          recorded  hmm_range_register of another model (0000000000000000)
          here      hmm_range_register (\(hash)); --adopt tries it all the same

        """)
    #expect(try Program.run("replay", other, "--at", "end", "--adopt").status == 1)
  }

  @Test("A step that is called otherwise here is shown with both sides, with 5") func step() throws {
    let result = try changed("\"hmm_range_register RR3\"", "\"hmm_range_register RR9\"")
    #expect(result.status == 5)
    #expect(result.errors.contains("recorded  gpu: hmm_range_register RR9\n  here      gpu: hmm_range_register RR3"))
  }

  @Test("A recording that is cut off is no recording, with 65", arguments: [0.2, 0.5, 0.9])
  func cut(_ share: Double) throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: try record("aba"))))
    let file = try scratch.file("cut.jsonl", Array(bytes.prefix(Int(Double(bytes.count) * share))))
    let result = try Program.run("replay", file)
    #expect(result.status == 65 && result.output == "")
    #expect(result.errors.hasPrefix("\(file):"))
    #expect(result.errors.contains("cut off") || result.errors.contains("header"))
  }

  @Test("What a recording carries cannot send escapes") func control() throws {
    let result = try changed("\"title\":\"the flag", "\"title\":\"\\u001b]0;x\\u0007\\u009b31mthe flag")
    #expect(!result.output.contains("\u{1b}") && !result.output.contains("\u{7}") && !result.output.contains("\u{9b}"))
  }

  @Test("A place that cannot be written is told") func unwritable() throws {
    let result = try Program.run("run", "quiet", "--at", "end", "--record", "/no/such/folder/r.jsonl")
    #expect(result.status != 0 && result.errors.contains("/no/such/folder/r.jsonl cannot be written"))
  }
}
