import Foundation
import Testing

@Suite("Lists, traces, scripts and exports", .enabled(if: Program.isThere, Program.missing))
struct OthersTests {
  @Test("The version, and help for every command") func help() throws {
    let version = try Program.run("--version")
    #expect(version.status == 0 && version.output.hasPrefix("hmmscope ") && version.lines.count == 2)
    for command in [[], ["run"], ["replay"], ["check"], ["lesson"], ["export"], ["validate"], ["list"]] {
      let result = try Program.run(command + ["--help"])
      #expect(result.status == 0 && result.output.contains("USAGE: hmmscope"), "\(command)")
    }
    #expect(try Program.run("--help").output.contains("65 the input cannot be read as what it is"))
  }

  @Test("Lists name what ships") func lists() throws {
    let all = try Program.run("list")
    #expect(all.status == 0)
    for (kind, name) in [
      ("scenarios", "aba"), ("drivers", "retry-loop.c"), ("editions", "5.1"), ("editions", "5.2"), ("editions", "5.3"),
      ("switches", "B1"), ("switches", "B9b"), ("invariants", "I11"),
      ("recordings", "contend-default.ftrace.txt"), ("scripts", "aba.tape"), ("verbs", "Scenario NAME"),
      ("calls", "wait queues"),
    ] {
      let result = try Program.run("list", kind)
      #expect(result.status == 0 && result.lines.contains { $0.hasPrefix("  \(name) ") }, "\(kind)")
      #expect(all.output.contains(result.output))
    }
  }

  @Test("Every switch says what it is, what it mends, where that came, and what it changes here") func switches() throws
  {
    let lines = try Program.run("list", "switches").lines.filter { !$0.isEmpty }
    let names = lines.indices.filter { lines[$0].hasPrefix("  B") || lines[$0].hasPrefix("  H") }
    #expect(names.count == 29 && lines.count == 87)
    for index in names {
      let name = lines[index].split(separator: " ")[0]
      #expect(lines[index + 1].contains("--fix \(name): "))
      #expect(lines[index + 2].contains("fixed in ") || lines[index + 2].contains("where it was fixed is not known"))
      #expect(
        ["; changes ", "not modelled yet", "driver's text", "no edition has it"].contains {
          lines[index + 2].contains($0)
        })
    }
  }

  @Test("Editions say what is not known of them") func editions() throws {
    try expectSnapshot(try Program.run("list", "editions").output, named: "list-editions")
  }

  @Test(
    "An edition or a switch that is not there is wrong usage, with those that are",
    arguments: [
      (["run", "aba", "--fix", "B99"], "there is no switch B99; there is B1, B2a, B2b"),
      (["check", "aba", "--fix", "b1"], "there is no switch b1; there is B1"),
      (["check", "aba", "--edition", "4.9"], "there is no edition 4.9; there is 5.1, 5.2, 5.3"),
      (["run", "before-the-commit", "--fix", "B1"], "edition 5.1 does not have B1; it has "),
    ])
  func wrong(_ arguments: [String], _ words: String) throws {
    let result = try Program.run(arguments)
    #expect(result.status == (words.hasPrefix("edition") ? 65 : 64) && result.output == "")
    #expect(result.errors.contains(words.split(separator: ";")[0]), "\(result.errors)")
  }

  @Test("An edition has its own names and answers: 5.1 and 5.3 are run and checked") func otherEditions() throws {
    let before = try Program.run("check", "before-the-commit")
    #expect(before.status == 1 && before.output.contains("fails: before-the-commit, Linux 5.1"))
    #expect(!before.output.contains("--fix B1 "), "5.1 has no B1")
    let later = try Program.run("check", "later-fixes", "--fix", "B1")
    #expect(later.status == 0 && later.output.contains("Linux 5.3 without B1"))
    let wrong = try Program.run("run", "quiet", "--edition", "5.1")
    #expect(wrong.status == 65 && wrong.errors.contains("hmm_range_register is not in edition 5.1 (it came with 5.2)"))
    let mended = try Program.run("run", "aba", "--fix", "B2")
    #expect(mended.output.hasPrefix("the flag that comes back  Linux 5.2 without B2a, B2b, B2c, B2d"))
  }

  @Test("A shipped trace says its counts and its last line") func trace() throws {
    let result = try Program.run("replay", "contend-default", "--strict")
    #expect(result.status == 0)
    for line in [
      "events       3012", "-EBUSY       18", "read_retry   2", "begin waits  11", "lines that were not understood  0",
    ] { #expect(result.lines.contains(line), "\(line)") }
    let line = try Program.run("replay", "contend-default", "--at", "2466", "--text", "--size", "80x24")
    #expect(line.status == 0 && line.lines.count == 25)
  }

  @Test("A trace from a pipe is told by what is in it") func pipe() throws {
    let file = Program.root.appending(path: "Assets/Traces/anon_read.ftrace.txt")
    let bytes = Array(try Data(contentsOf: file))
    let piped = try Program.run(["replay", "-"], input: bytes)
    let named = try Program.run("replay", file.path)
    #expect(piped.status == 0 && piped.lines.dropFirst().prefix(6) == named.lines.dropFirst().prefix(6))
    let cut = try Program.run(["replay", "-"], input: Array(bytes.prefix(bytes.count / 2)))
    #expect(cut.status == 0 || cut.status == 65)
  }

  @Test("A hostile name of a task sends nothing to the terminal") func hostile() throws {
    let file = Program.root.appending(path: "Assets/Traces/anon_read.ftrace.txt")
    let text = try String(contentsOf: file, encoding: .utf8).replacing("hmm-tests", with: "h\u{1b}]0;x\u{7}ts")
    let result = try Program.run(["replay", "-", "--at", "end"], input: Array(text.utf8))
    #expect(!(result.output + result.errors).contains("\u{1b}"))
    #expect(!(result.output + result.errors).contains("\u{7}"))
  }

  @Test("Shipped scripts run, twice with the same bytes; a failing Expect is 1", arguments: ["aba", "retry-loop"])
  func scripts(_ name: String) throws {
    let result = try Program.run("replay", "--script", name)
    #expect(result.status == 0 && result.errors == "", "\(result.errors)")
    #expect(try Program.run("replay", "--script", name) == result)
    let scratch = try Scratch()
    let failing = try scratch.file("fails.tape", "Scenario \(name)\nStep\nExpect step == 7\n")
    let failed = try Program.run("replay", "--script", failing)
    #expect(failed.status == 1 && failed.errors.contains("fails.tape:3:"))
    let unknown = try scratch.file("unknown.tape", "Scenario \(name)\nDance\n")
    let refused = try Program.run("replay", "--script", unknown)
    #expect(refused.status == 65 && refused.errors.contains("unknown.tape:2:1: error: "))
  }

  @Test("Every form of export gives the same bytes twice", arguments: ["text", "ansi", "svg", "json", "promela"])
  func exports(_ form: String) throws {
    let result = try Program.run("export", "aba", "--to", form, "--at", "fail")
    #expect(result.status == 0 && !result.output.isEmpty && result.errors == "")
    #expect(try Program.run("export", "aba", "--to", form, "--at", "fail") == result)
    let scratch = try Scratch()
    let file = scratch.url("picture").path
    #expect(try Program.run("export", "aba", "--to", form, "--at", "fail", "-o", file).output == "")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == result.output)
    switch form {
    case "svg": #expect(result.output.hasPrefix("<") && result.output.contains("</svg>"))
    case "json": #expect((try? JSONSerialization.jsonObject(with: Data(result.output.utf8))) != nil)
    case "ansi": #expect(result.output.contains("\u{1b}["))
    case "promela": #expect(result.output.contains("proctype"))
    default: #expect(!result.output.contains("\u{1b}"))
    }
  }

  @Test("A span of moments is a picture each, and JSON Lines") func spans() throws {
    let text = try Program.run("export", "quiet", "--to", "text", "--span", "3-5", "--size", "80x24")
    #expect(text.lines.count { $0.contains(" step ") && $0.contains("hmmscope") } == 3)
    let json = try Program.run("export", "quiet", "--to", "json", "--span", "3-5")
    #expect(json.lines.count == 4)
    for line in json.lines.dropLast() {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil)
    }
  }

  @Test("A reader that goes away ends the program quietly") func pipeCloses() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "\"$0\" run retry-loop | head -n 2; echo \"${PIPESTATUS:-}\"", Program.path]
    let out = Pipe()
    process.standardOutput = out
    process.standardError = out
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(text.split(separator: "\n").count == 2 && !text.contains("rror"))
  }
}
