import Testing

@testable import Diagnosis
@testable import Session

@Suite("A counterexample in columns")
struct ColumnTests {
  private func row(_ number: Int, _ place: String, _ what: String, _ because: String) -> PathRow {
    PathRow(steps: number...number, thread: "gpu", place: place, what: what, because: because)
  }

  /// Where a word begins in each of the lines that have it.
  private func columns(of word: String, in lines: [String]) -> Set<Int> {
    Set(
      lines.compactMap { line in
        line.firstRange(of: word).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
      })
  }

  @Test("they are as wide as what stands in them") func widths() {
    let rows = [
      row(1, "a.c:1", "CHANGED short", "REASON 1"),
      row(2, "a-driver-with-a-name.c:75 hmm_range_wait_until_valid()", "CHANGED nothing that lasts", "REASON 2"),
    ]
    let lines = TextTable.lines(rows, marks: [2: "✗"])
    #expect(lines.count == 3 && lines[0].contains("what changed") && lines[2].hasPrefix(" ✗"))
    #expect(columns(of: "CHANGED", in: lines).count == 1 && columns(of: "REASON", in: lines).count == 1)
    #expect(columns(of: "what changed", in: lines) == columns(of: "CHANGED", in: lines))
  }

  @Test("one cell that is far too long does not tear the others apart") func long() {
    let rows = [
      row(1, "a.c:1", "CHANGED short", "REASON 1"),
      row(2, "a.c:2", "CHANGED " + String(repeating: "x", count: 200), "R"),
      row(3, "a.c:3", "CHANGED short", "REASON 3"),
    ]
    let lines = TextTable.lines(rows, marks: [:])
    #expect(columns(of: "REASON", in: lines).count == 1)
    #expect(lines[1].count < 120 && lines[2].hasSuffix(" R"))
  }
}
