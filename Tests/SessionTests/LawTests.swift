import Replay
import Scene
import Session
import Testing

/// n forward and n back end where they began, whatever the size of the move; checked with the state's bytes.
@Suite("Back is the exact inverse of forward")
struct LawTests {
  private static let seeds: [UInt64?] = [nil, 1, 2]

  /// Goes forward so many times from every start, then back, and compares the bytes of every stop.
  private func inverse(_ play: Play, _ starts: [Int], _ request: (Direction) -> Request) {
    for start in starts {
      var way = [start]
      play.at(start)
      for _ in 0..<12 {
        play.ask(request(.forward))
        // At the end a step of many lines is cut short: that one has no inverse.
        if play.position == way.last || play.position == play.timeline.last { break }
        way.append(play.position)
      }
      let states = way.map { play.timeline.run.state($0) }
      play.at(way[way.count - 1])
      for (moment, state) in zip(way, states).dropLast().reversed() {
        play.ask(request(.back))
        let isSame = play.position == moment && play.timeline.run.state(play.position) == state
        #expect(isSame, "from \(start): \(play.position) in place of \(moment)")
      }
    }
  }

  private func starts(_ play: Play) -> [Int] { Array(stride(from: 0, through: play.timeline.last, by: 13)) }

  @Test("by lines", arguments: Play.names) func lines(_ name: String) throws {
    for seed in Self.seeds {
      let play = try Play(name, seed: seed)
      inverse(play, starts(play)) { .step(1, $0) }
      inverse(play, starts(play)) { .step(5, $0) }
    }
  }

  @Test("over calls", arguments: Play.names) func over(_ name: String) throws {
    for seed in Self.seeds {
      let play = try Play(name, seed: seed)
      inverse(play, starts(play)) { .over($0) }
    }
  }

  @Test("out of calls", arguments: Play.names) func out(_ name: String) throws {
    for seed in Self.seeds {
      let play = try Play(name, seed: seed)
      inverse(play, starts(play)) { .out($0) }
    }
  }

  @Test("to stops, conditions and watches", arguments: Play.names) func stops(_ name: String) throws {
    for seed in Self.seeds.prefix(2) {
      let play = try Play(name, seed: seed)
      play.ask(.toggleBreak("21"))
      play.ask(.toggleBreak("IS4"))
      play.ask(.breakIf("hmm->notifiers > 0"))
      play.ask(.watch("hmm->kref"))
      inverse(play, Array(starts(play).prefix(3))) { .run($0) }
    }
  }

  @Test("until a condition that holds where one starts", arguments: Play.names) func until(_ name: String) throws {
    for seed in Self.seeds {
      let play = try Play(name, seed: seed)
      let condition = try Condition("hmm->lock != 0")
      let starts = starts(play).filter { condition.holds(play.timeline, at: $0) }
      inverse(play, starts) {
        .command($0 == .forward ? "until hmm->lock != 0" : "back-until hmm->lock != 0")
      }
    }
  }

  @Test("Every moment can be drawn, and is drawn the same way again", arguments: Play.names)
  func scenes(_ name: String) throws {
    let (play, other) = (try Play(name), try Play(name))
    for moment in stride(from: 0, through: play.timeline.last, by: 5) {
      let isSame = play.timeline.scene(at: moment) == other.timeline.scene(at: moment)
      #expect(isSame, "moment \(moment)")
    }
  }

  @Test("A scene does not depend on the way there", arguments: Play.names)
  func ways(_ name: String) throws {
    let (there, back) = (try Play(name), try Play(name))
    back.ask(.goTo(.last))
    var scenes: [Int: Scene] = [:]
    for moment in stride(from: 0, through: there.timeline.last, by: 7) {
      scenes[moment] = there.at(moment).session.scene()
    }
    for (moment, scene) in scenes.sorted(by: { $0.key > $1.key }) {
      back.ask(.goTo(.moment(moment)))
      let isSame = back.session.scene() == scene
      #expect(isSame, "moment \(moment)")
    }
  }
}
