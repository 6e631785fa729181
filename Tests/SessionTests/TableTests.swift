import Scene
import Session
import Testing

@Suite("A table shows what the CPU finds")
struct TableTests {
  @Test func ptesOfATableThatNothingPointsToAreNotThere() throws {
    let play = try Play("collapse")
    let (gone, moved) = (try play.after("khp", "CO7"), try play.after("khp", "CO11", 2))
    let taken = play.timeline.scene(at: gone)
    let isGone = taken.cpu.entries.allSatisfy { $0.value.kind == .none && $0.mark == .changed }
    #expect(isGone)
    #expect(taken.cpu.count.hasPrefix("0/"))
    let isMapped = taken.frames.contains { !$0.cpu.isEmpty }
    #expect(!isMapped)
    let copied = play.timeline.scene(at: moved)
    let isQuiet = copied.cpu.entries.allSatisfy { $0.value.kind == .none && $0.mark == .none }
    #expect(isQuiet)
    let end = play.timeline.scene(at: play.timeline.last)
    #expect(end.cpu.entries.count == 1 && end.cpu.entries[0].isHuge)
  }

  @Test func anEntryThatNoCPUMayUseSaysSo() throws {
    let play = try Play("huge-split")
    let entry = play.timeline.scene(at: try play.after("app", "SP4")).cpu.entries[0]
    #expect(entry.value.text == "1a0-1a3 invalid 2M" && entry.before?.text == "1a0-1a3 rw 2M")
  }

  @Test func aSectionThatIsOverWaitsForNothing() throws {
    for name in ["mprotect", "migrate-to-device", "exit-while-waiting"] {
      let play = try Play(name)
      for moment in 0...play.timeline.last {
        let last = play.timeline.scene(at: moment).notifiers.last
        #expect(last?.phases.contains { [.next, .toCome].contains($0.state) } != true, "\(name) \(moment)")
      }
    }
    let moved = try Play("migrate-to-device")
    let states = moved.timeline.scene(at: try moved.after("move", "M1k")).notifiers.last?.phases.map(\.state)
    #expect(states == [.done, .done, .done, .done, .done, .done])
  }

  @Test func aFrameBelongsToWhoMapsItStill() throws {
    let play = try Play("cow-in-fault")
    let frames = play.timeline.scene(at: play.timeline.last).frames
    #expect(frames.first { $0.label == "1a0" }?.owner == "other")
    #expect(frames.first { $0.label == "1b4" }?.owner == "app")
  }
}
