import Testing
import Trace

@Suite("Text that is not as it should be")
struct HostileTests {
  private let header = "# tracer: nop\n#\n# entries-in-buffer/entries-written: 2/2   #P:2\n#\n"

  /// A line as the kernel prints it: the name right-justified in 16 bytes.
  private func line(_ name: String, _ pid: Int, _ body: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    return [UInt8](repeating: 0x20, count: max(0, 16 - bytes.count)) + bytes
      + Array("-\(pid)     [001] .....     9.000001: \(body)\n".utf8)
  }

  private func trace(_ lines: [UInt8]...) throws -> Trace { try Trace(Array(header.utf8) + lines.flatMap { $0 }) }

  @Test(
    "A task may be called anything; the dash at byte 16 decides",
    arguments: [
      "contend", "", "a b-c", "a-1 [000] 9: ", "x-", "[002] 1.000:", "\u{1b}[31mred", "tab\tname", "naïve", "a\nb",
      "\n", "a-1 [000] 9:\n ", "<...>", "#comment", "               ",
    ])
  func names(name: String) throws {
    let trace = try trace(line(name, 42, "sys_munmap -> 0x0"), line("other", 43, "tracing_mark_write: after"))
    #expect(trace.count == 2)
    #expect(trace.unknownCount == 0)
    #expect(trace.event(0).pid == 42)
    #expect(trace.event(0).kind == .sys_exit)
    #expect(trace.event(1).pid == 43)
    #expect(trace.line(of: 0) == 5)
    #expect(trace.line(of: 1) == 6 + name.filter { $0 == "\n" }.count)
    let printed = trace.event(0).taskName
    #expect(printed.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
  }

  @Test("Control characters of a body and of a name are printed as what they are, not obeyed")
  func controls() throws {
    let trace = try trace(line("\u{1b}]0;x", 1, "tracing_mark_write: a\u{1b}[2Jb\u{202e}c"))
    #expect(trace.event(0).text == "tracing_mark_write: a\\x1b[2Jb\u{fffd}c")
    #expect(trace.event(0).taskName == "\\x1b]0;x")
  }

  @Test("A marker with a newline goes on in the next line, even if that looks like an event")
  func marker() throws {
    let trace = try trace(
      line("a", 1, "tracing_mark_write: first\nx-1 [000] ..... 1.000000: hmm_range_fault: second"),
      line("b", 2, "sys_munmap -> 0x0"))
    #expect(trace.count == 2)
    #expect(trace.count(of: .hmm_range_fault) == 0)
    #expect(trace.line(of: 1) == 7)
  }

  @Test("Carriage returns, a byte order mark and blank lines change nothing")
  func carriageReturns() throws {
    let text =
      header + String(decoding: line("a", 1, "hmm_range_fault__return: (x <- hmm_range_fault) ret=-16"), as: UTF8.self)
    let dos =
      "\u{feff}" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") + "\r\n"
    let trace = try Trace(Array(dos.utf8))
    #expect(trace.count == 1)
    #expect(trace.counts.busy == 1)
    #expect(trace.event(0).text.hasSuffix("ret=-16"))
  }

  @Test("Bytes that are not UTF-8 are replaced where they are shown")
  func notUTF8() throws {
    let trace = try trace(
      [0x20, 0x20] + [UInt8](repeating: 0xff, count: 14) + Array("-7 [000] 1.000001: x: \u{fffd}".utf8) + [0xc3, 0x0a])
    #expect(trace.event(0).pid == 7)
    #expect(trace.event(0).taskName.contains("\u{fffd}"))
  }

  @Test("One line of ten million bytes is one line")
  func huge() throws {
    let long = Array("tracing_mark_write: ".utf8) + [UInt8](repeating: 0x2d, count: 10_000_000)
    let trace = try trace(line("a", 1, String(decoding: long, as: UTF8.self)), line("b", 2, "sys_munmap -> 0x0"))
    #expect(trace.count == 2)
    #expect(trace.lines == 6)
    let nonsense = try trace_(long)
    #expect(nonsense.unknownCount == 1)
    #expect(nonsense.unknown[0].text.count <= 200)
  }

  private func trace_(_ nonsense: [UInt8]) throws -> Trace {
    try trace(line("b", 2, "sys_munmap -> 0x0"), nonsense + [0x0a])
  }

  @Test("Nothing that is cut off anywhere makes the reader or the state fail")
  func truncated() throws {
    let bytes = Array(try Recorded.shipped("snapshot").prefix(9000))
    var shortest = Int.max
    for end in 0...bytes.count {
      guard let trace = try? Trace(Array(bytes[..<end])) else { continue }
      shortest = min(shortest, end)
      let state = TraceHistory(trace).state(at: trace.count - 1)
      #expect(state.event == trace.count - 1)
    }
    #expect(shortest < 1000)
  }

  @Test("Bytes turned over anywhere make neither of them fail")
  func damaged() throws {
    let bytes = Array(try Recorded.shipped("contend-default").dropFirst(0).prefix(60_000))
    for place in stride(from: 14, to: bytes.count, by: 61) {
      var copy = bytes
      copy[place] = copy[place] &* 31 &+ UInt8(truncatingIfNeeded: place)
      guard let trace = try? Trace(copy) else { continue }
      if place % 7 == 0 { _ = TraceHistory(trace).state(at: trace.count - 1) }
    }
  }
}
