import Machine
import Replay
import Testing

@Suite("Recordings that cannot be read")
struct RecordingTests {
  /// A short recording, a line each.
  private static func lines() throws -> [String] {
    let run = Run(try Shipped.program("aba"))
    for _ in 0..<20 { run.append(Choice(thread: 0)) }
    let mark = RecordedMark(mark: "here", at: 3, note: "a note")
    return try Recording(run, header: try Shipped.header("aba"), marks: [mark]).text().split(separator: "\n")
      .map(String.init)
  }

  private func problem(_ bytes: [UInt8]) -> String {
    do {
      _ = try Recording(bytes, file: "r.jsonl")
      return "fine"
    } catch {
      return error.description
    }
  }

  private func problem(_ lines: [String]) -> String { problem(Array(lines.joined(separator: "\n").utf8)) }

  @Test("A recording has its header first, a line a step, and marks at the end") func form() throws {
    let lines = try Self.lines()
    #expect(lines.count == 22)
    #expect(Recording.isRecording(Array(lines[0].utf8)))
    #expect(lines[1] == #"{"n":1,"step":"mirror:7","thread":"gpu"}"# || lines[1].hasPrefix(#"{"n":1,"step":"mirror"#))
    #expect(lines[16].contains(#""hash":""#) && lines[20].contains(#""hash":""#))
    #expect(lines[21] == #"{"at":3,"mark":"here","note":"a note"}"#)
    #expect(problem(lines) == "fine")
    #expect(problem(lines + ["", "  "]) == "fine")
  }

  @Test("Nothing at all") func empty() {
    #expect(problem([UInt8]()) == "r.jsonl:1:1: error: the file is empty; a recording begins with its header")
    #expect(problem(["", ""]) == "r.jsonl:1:1: error: the file is empty; a recording begins with its header")
  }

  @Test("Bytes that are no text are named by their line") func binary() throws {
    #expect(problem([0xff, 0xfe, 0, 1]) == "r.jsonl:1:1: error: this is not UTF-8 text")
    let lines = try Self.lines()
    let good = Array((lines[0] + "\n" + lines[1] + "\n").utf8)
    #expect(problem(good + [0x7b, 0xc3, 0x28, 10] + good) == "r.jsonl:3:1: error: this is not UTF-8 text")
  }

  @Test("A header that is cut off, or lacks something, or has another kind of value") func header() throws {
    let lines = try Self.lines()
    #expect(
      problem([String(lines[0].prefix(200))])
        == "r.jsonl:1:1: error: the header of the recording: this is not a line of JSON")
    #expect(
      problem([#"{"hmmscope":"recording","format":1}"#]).hasPrefix(
        "r.jsonl:1:1: error: the header of the recording: \"title\" is missing"))
    #expect(
      problem([lines[0].replacing(#""edition":"5.2""#, with: #""edition":52"#)])
        == "r.jsonl:1:1: error: the header of the recording: \"edition\" has a value of another kind")
  }

  @Test("A format of the future is named, whatever its header has") func format() throws {
    let lines = try Self.lines()
    let newer = "r.jsonl:1:1: error: format 2 is not known; this program reads format 1"
    #expect(problem([lines[0].replacing(#""format":1"#, with: #""format":2"#)]) == newer)
    #expect(problem([#"{"hmmscope":"recording","format":2}"#]) == newer)
  }

  @Test("What says that it is something else is not taken for a recording") func other() throws {
    let lines = try Self.lines()
    #expect(
      problem([lines[0].replacing(#""hmmscope":"recording""#, with: #""hmmscope":"score""#)])
        == "r.jsonl:1:1: error: this is a score of hmmscope, not a recording")
  }

  @Test("A recording that is cut off anywhere says so in its last line") func cut() throws {
    let lines = try Self.lines()
    for count in [2, 10, 20] {
      let half = String(lines[count].prefix(lines[count].count - 3))
      #expect(
        problem(Array(lines[..<count]) + [half])
          == "r.jsonl:\(count + 1):1: error: the file is cut off here: this is not a line of JSON")
    }
    // Between two lines, only the number of steps tells.
    #expect(
      problem(Array(lines[..<11])) == "r.jsonl:11:1: error: the file is cut off here: it has 10 steps of 20")
    #expect(problem(Array(lines[..<1])) == "r.jsonl:1:1: error: the file is cut off here: it has 0 steps of 20")
  }

  @Test("Lines in the middle that are no steps") func middle() throws {
    var lines = try Self.lines()
    let good = lines
    lines[5] = "{}"
    #expect(problem(lines) == "r.jsonl:6:1: error: \"n\" is missing")
    lines[5] = "hello"
    #expect(problem(lines) == "r.jsonl:6:1: error: this is not a line of JSON")
    lines[5] = good[5].replacing(#""thread":"gpu""#, with: #""thread":7"#)
    #expect(problem(lines) == "r.jsonl:6:1: error: \"thread\" has a value of another kind")
    lines[5] = good[7]
    #expect(problem(lines) == "r.jsonl:6:1: error: step 7 stands where step 5 is due")
    lines[5] = String(repeating: "x", count: 1 << 20)
    #expect(problem(lines) == "r.jsonl:6:1: error: this is not a line of JSON")
  }

  @Test("Only what begins as a recording is one") func told() {
    for text in ["", "{", "title: a", "# tracer: nop", #"{"version": 2}"#, "hmmscope"] {
      #expect(!Recording.isRecording(Array(text.utf8)), "\(text)")
    }
    #expect(Recording.isRecording(Array("  {\"hmmscope\": \"recording\"}".utf8)))
  }
}
