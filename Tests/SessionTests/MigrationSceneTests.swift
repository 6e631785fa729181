import Library
import Replay
import Scenarios
import Scene
import Session
import Testing

@Suite("A page that is on its way is drawn with where it goes, as soon as that is known")
struct MigrationSceneTests {
  private static func entries(_ name: String) throws -> [String] {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    let run = try RunTimeline.open(scenario)
    var texts: [String] = []
    for moment in 0...run.last {
      for entry in run.scene(at: moment).cpu.entries where entry.value.kind == .moving {
        if texts.last != entry.value.text { texts.append(entry.value.text) }
      }
    }
    return texts
  }

  @Test func compactionHasItsNewPageBeforeItTakesTheOldOneAway() throws {
    #expect(try Self.entries("migration") == ["1a1 to 1b4"])
  }

  @Test func aDriverNamesThePlaceOnlyAfterThePageHasBeenCollected() throws {
    let texts = try Self.entries("migrate-to-device")
    #expect(texts.first?.hasSuffix(" moving") == true, "\(texts)")
    #expect(texts.contains { $0.contains(" to d0") }, "\(texts)")
  }
}
