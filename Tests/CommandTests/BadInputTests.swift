import Foundation
import Testing

@Suite("Bad input ends with one message and the right status", .enabled(if: Program.isThere, Program.missing))
struct BadInputTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// One clear message, nothing on standard output, nothing for a terminal to obey.
  private func refused(_ result: Program.Result, _ status: Int32, _ words: String, _ place: SourceLocation) {
    #expect(result.status == status, "\(result.errors.prefix(500))", sourceLocation: place)
    #expect(result.output == "", sourceLocation: place)
    #expect(result.errors.contains(words), "\(result.errors.prefix(500))", sourceLocation: place)
    #expect(result.errors.utf8.count < 4000, sourceLocation: place)
    let isPlain = result.errors.unicodeScalars.allSatisfy {
      $0 == "\n" || $0 == "\t" || $0.value >= 32 && $0.value != 127
    }
    #expect(isPlain, sourceLocation: place)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// What the message of `run FILE.yaml` has.
    let words: String
    var testDescription: String { name }
  }

  static let bad = [
    Bad(name: "empty", bytes: [], words: "a scenario is a YAML mapping"),
    Bad(name: "binary", bytes: Array(0...255), words: "this is not text"),
    Bad(name: "not UTF-8", bytes: Array("title: caf".utf8) + [0xe9, 10], words: "this is not text"),
    Bad(name: "cut off", bytes: Array("title: a\nmemory:\n  pages: [1a0".utf8), words: ":"),
    Bad(name: "one huge line", bytes: Array(repeating: 0x78, count: 3 << 20), words: "more than a mebibyte"),
    Bad(name: "nested", bytes: Array(repeating: 0x5b, count: 100_000), words: "this is not YAML"),
    Bad(name: "escapes", bytes: Array("\"\u{1b}[31mred\u{7}\": 1\n".utf8), words: "this is not YAML"),
    Bad(name: "escaped escapes", bytes: Array("\"\\e[31mred\\a\": 1\n".utf8), words: "a scenario has no"),
  ]

  @Test("for a scenario", arguments: bad) func scenario(_ bad: Bad) throws {
    let file = try scratch.file("bad.yaml", bad.bytes)
    for command in [["run", file], ["check", file], ["replay", file], ["export", file, "--to", "text"]] {
      let result = try Program.run(command)
      refused(result, 65, bad.words, #_sourceLocation)
      #expect(result.errors.hasPrefix("\(file):"))
    }
  }

  @Test("for a recording or trace", arguments: bad) func replay(_ bad: Bad) throws {
    let file = try scratch.file("bad", bad.bytes)
    refused(try Program.run("replay", file), 65, ":1:1: ", #_sourceLocation)
    refused(try Program.run(["replay", "-"], input: bad.bytes), 65, ":1:1: ", #_sourceLocation)
  }

  @Test("for a script", arguments: bad) func script(_ bad: Bad) throws {
    guard !bad.bytes.isEmpty else { return }
    let file = try scratch.file("bad.tape", bad.bytes)
    refused(try Program.run("replay", "aba", "--script", file), 65, "bad.tape:1", #_sourceLocation)
  }

  @Test("for a driver", arguments: bad) func driver(_ bad: Bad) throws {
    let file = try scratch.file("bad.c", bad.bytes)
    let result = try Program.run("run", "quiet", "--driver", file)
    refused(result, 65, "bad.c", #_sourceLocation)
  }

  @Test("A folder, a missing file, a name that is nearly one") func missing() throws {
    let folder = scratch.folder.path
    for command in [["run", folder], ["check", folder], ["replay", folder], ["run", "quiet", "--driver", folder]] {
      refused(try Program.run(command), 66, "is a folder", #_sourceLocation)
    }
    for command in ["run", "check", "replay"] {
      refused(try Program.run(command, "no/such.yaml"), 66, "no/such.yaml", #_sourceLocation)
      refused(try Program.run(command, "retry-lop"), 66, "did you mean retry-loop?", #_sourceLocation)
    }
    refused(try Program.run("run", "quiet", "--assets", "/no/such"), 66, "/no/such", #_sourceLocation)
    refused(try Program.run("replay", "aba", "--script", "no-such"), 66, "no-such", #_sourceLocation)
    refused(try Program.run("run", ""), 66, "there is no scenario", #_sourceLocation)
    refused(try Program.run("run", "../../etc/passwd\u{1b}[31m"), 66, "there is no scenario", #_sourceLocation)
  }

  @Test(
    "Wrong usage is 64",
    arguments: [
      ["--no-such"], ["dance"], ["run", "quiet", "--size", "80"], ["run", "quiet", "--size", "0x0"],
      ["run", "quiet", "--size", "99999x99999"], ["run", "quiet", "--color", "red"], ["run", "quiet", "--seed", "x"],
      ["run", "quiet", "--seed", "-1"], ["check"], ["replay"], ["check", "quiet", "--max-states", "0"],
      ["check", "quiet", "--max-states", "many"], ["check", "quiet", "--format", "xml"], ["export", "aba"],
      ["export", "aba", "--to", "pdf"], ["list", "nonsense"], ["export", "aba", "--to", "text", "--until", "("],
      ["export", "aba", "--to", "text", "--span", "9-3"], ["export", "contend-default", "--to", "promela"],
    ])
  func usage(_ arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.status == 64 || (arguments == ["dance"] && result.status == 66), "\(result.errors)")
    #expect(result.output == "" && !result.errors.isEmpty)
  }

  @Test("A schedule that cannot be carried out says where, with 65") func schedule() throws {
    let text = try String(contentsOf: Program.root.appending(path: "Assets/Scenarios/quiet.yaml"), encoding: .utf8)
    let file = try scratch.file("late.yaml", text.replacing("- gpu end", with: "- gpu end\n  - gpu 1"))
    refused(try Program.run("run", file), 65, "schedule \"gpu 1\": gpu has finished before", #_sourceLocation)
  }

  @Test("A driver that goes round for ever ends") func endless() throws {
    let file = try scratch.file(
      "round.c", "int mirror(struct driver *driver, struct mm_struct *mm)\n{\n  while (1) driver = driver;\n}\n")
    let result = try Program.run("run", "quiet", "--driver", file, "--at", "99999999999")
    #expect([0, 1, 65].contains(result.status), "\(result.errors)")
    let check = try Program.run("check", "quiet", "--driver", file)
    #expect([0, 1, 4, 65].contains(check.status))
  }
}
