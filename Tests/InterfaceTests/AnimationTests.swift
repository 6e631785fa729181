import Interface
import Scene
import Screen
import Testing

@Suite struct Moves {
  private func columns(_ range: ClosedRange<Int>, _ row: Int, of frame: Frame) -> String {
    let text = Array(frame.text.split(separator: "\n")[row - 1].unicodeScalars)
    return String(String.UnicodeScalarView(text[range.lowerBound - 1...range.upperBound - 1]))
  }

  private func forward(_ view: View = View(columns: 120, rows: 36)) -> [AnimationFrame] {
    view.animation(from: RetryLoop.step34, to: RetryLoop.step35, after: .step(1, .forward))
  }

  @Test func aSectionFliesToItsRange() {
    let frames = forward()
    #expect(frames.map(\.milliseconds) == [50, 50, 50, 100])
    #expect(
      columns(1...69, 11, of: frames[0].frame)
        == "│ notifiers 0  kref 3  dead no   [7f0000001000 +1p) 000 +1p) kswapd │")
    #expect(
      columns(1...69, 12, of: frames[1].frame)
        == "│ #0 [7f0000000000 +4p) [7f0000001000 +1p)     page and rmap locked │")
    #expect(
      columns(1...69, 12, of: frames[2].frame)
        == "│ #0 [7f00000 [7f0000001000 +1p)  │ ✓ start    page and rmap locked │")
  }

  @Test func thePagesOfACommitFlyTogether() {
    let view = View(columns: 120, rows: 36)
    let frames = view.animation(from: RetryLoop.step98, to: RetryLoop.step99, after: .step(1, .forward))
    #expect(frames.count == 5)
    #expect(
      columns(1...69, 10, of: frames[1].frame)
        == "├─ Ranges ── 1/1 valid ● 1a0 rw ──┼─ Notifiers ── none in flight ───┤")
    #expect(
      columns(1...69, 9, of: frames[2].frame)
        == "│ ● rw  ◓ ro  ◦ none  ◊ swap ● 1a0 rw vice access: none yet         │")
    #expect(
      columns(1...69, 10, of: frames[2].frame)
        == "├─ Ranges ── 1/1 valid ───── ◓ 1b4 ro otifiers ── none in flight ───┤")
  }

  @Test func theLastPictureIsTheStillWithItsChangedRowsReversed() {
    let view = View(columns: 120, rows: 36)
    let last = forward()[3].frame
    #expect(last.text == view.frame(of: RetryLoop.step35).text)
    #expect(last.cells.contains { $0.role == .selection })
  }

  @Test func aStepBackPlaysTheSamePicturesInReverse() {
    let view = View(columns: 120, rows: 36)
    let back = view.animation(from: RetryLoop.step35, to: RetryLoop.step34, after: .step(1, .back))
    #expect(back.prefix(3).map(\.frame) == forward().prefix(3).map(\.frame).reversed())
  }

  @Test func nothingFliesAfterAJumpOrOnASmallScreen() {
    let view = View(columns: 120, rows: 36)
    #expect(view.animation(from: RetryLoop.step34, to: RetryLoop.step35, after: .run(.forward)).isEmpty)
    #expect(forward(View(columns: 60, rows: 20)).isEmpty)
    #expect(forward(View(columns: 80, rows: 24)).map(\.milliseconds) == [100])
    var still = view
    still.animates = false
    #expect(forward(still).isEmpty)
  }
}
