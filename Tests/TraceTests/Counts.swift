import Testing
import Trace

@Suite("What is counted in a recording")
struct CountsTests {
  private func compare(_ bytes: [UInt8], _ expected: Recorded) throws {
    let trace = try Trace(bytes)
    #expect(trace.lines == expected.lines)
    #expect(trace.count == expected.events)
    #expect(trace.counts.busy == expected.busy)
    #expect(trace.counts.readRetry == expected.readRetry)
    #expect(trace.counts.beginWaits == expected.beginWaits)
    #expect(trace.counts.again == expected.again)
    #expect(trace.unknownCount == 0)
    let end = TraceHistory(trace).state(at: trace.count - 1)
    #expect(end.sequenceBreaks == expected.breaks)
    #expect(end.sequenceChecks == expected.checks)
    #expect(end.counts.beginWaits == expected.beginWaits)
    #expect(end.counts.busy == expected.busy)
    #expect(end.counts.readRetry == expected.readRetry)
  }

  @Test("Of every recording that ships the counts are those of its README", arguments: Recorded.ships)
  func shipped(name: String) throws {
    let expected = try #require(Recorded.all.first { $0.name == name })
    try compare(try Recorded.shipped(name), expected)
  }

  @Test(
    "Of every recording by tracer nop the counts are those of its README",
    .enabled(if: Recorded.folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"),
    arguments: Recorded.all)
  func all(expected: Recorded) throws {
    let bytes = try #require(try Recorded.bytes("\(expected.name).ftrace.txt"))
    try compare(bytes, expected)
  }

  @Test("A retry is a round that began anew, and every failed check or -EBUSY with a driver around it leads to one")
  func retries() throws {
    let trace = try Trace(try Recorded.shipped("contend-default"))
    let end = TraceHistory(trace).state(at: trace.count - 1)
    #expect(end.retries == trace.counts.busy + trace.counts.readRetry)
    #expect(end.sectionsBegun == 91)
    #expect(end.sectionsEnded == 91)
  }
}
