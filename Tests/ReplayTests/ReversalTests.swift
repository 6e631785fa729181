import Machine
import Replay
import Testing

@Suite("Time goes back as it came")
struct ReversalTests {
  @Test("There is something to go through") func names() {
    #expect(Shipped.names.contains("aba") && Shipped.names.contains("retry-loop"))
    #expect(Shipped.names.count >= 9)
  }

  @Test("n steps forward and n back give the same bytes", arguments: Shipped.names)
  func back(_ name: String) throws {
    for run in try Shipped.runs(name) {
      let states = try Shipped.states(run)
      let forward = states.indices.first { run.state($0) != states[$0] }
      #expect(forward == nil, "forward, step \(forward ?? 0)")
      let back = states.indices.reversed().first { run.state($0) != states[$0] }
      #expect(back == nil, "back, step \(back ?? 0)")
    }
  }

  @Test("a thousand random schedules go back as they came") func thousand() throws {
    let programs = try Shipped.names.map { try Shipped.program($0) }
    for seed in UInt64(1)...1000 {
      let run = Shipped.random(programs[Int(seed) % programs.count], seed: seed)
      let states = try Shipped.states(run)
      let wrong = states.indices.reversed().first { run.state($0) != states[$0] }
      #expect(wrong == nil, "seed \(seed), step \(wrong ?? 0)")
    }
  }

  @Test("Seeking to any step equals stepping there", arguments: Shipped.names)
  func seek(_ name: String) throws {
    for run in try Shipped.runs(name) {
      let states = try Shipped.states(run)
      var generator = SeededGenerator(seed: UInt64(run.count))
      for _ in 0..<200 {
        let step = Int.random(in: 0...run.count, using: &generator)
        #expect(run.state(step) == states[step], "step \(step)")
      }
    }
  }

  @Test("The same run twice has the same choices, bytes and recording", arguments: Shipped.names)
  func twice(_ name: String) throws {
    let (one, other) = (try Shipped.runs(name), try Shipped.runs(name))
    for (a, b) in zip(one, other) {
      #expect(a.choices == b.choices)
      #expect(a.state(a.count) == b.state(b.count))
      let header = try Shipped.header(name)
      #expect(try Recording(a, header: header).text() == Recording(b, header: header).text())
    }
  }

  @Test("Different seeds take different ways") func seeds() throws {
    let program = try Shipped.program("retry-loop")
    let ways = Set(Shipped.seeds.map { Shipped.random(program, seed: $0).choices.map(\.thread) })
    #expect(ways.count > 5)
  }

  @Test("The replay of a recording gives the same states", arguments: Shipped.names)
  func replay(_ name: String) throws {
    for run in try Shipped.runs(name) {
      let text = try Recording(run, header: try Shipped.header(name)).text()
      let recording = try Recording(Array(text.utf8), file: "r.jsonl")
      let again = try recording.replay(on: try Shipped.program(name), file: "r.jsonl")
      #expect(again.choices == run.choices)
      let different = (0...run.count).first { again.state($0) != run.state($0) }
      #expect(different == nil, "step \(different ?? 0)")
      #expect(try recording.text() == text)
      #expect(try Recording(again, header: try Shipped.header(name)).text() == text)
    }
  }

  @Test("A search finds what looking at every state finds, both ways") func search() throws {
    let runs = try Shipped.names.flatMap { try Shipped.runs($0) }
    let run = try #require(runs.max { $0.count < $1.count })
    #expect(run.count > 128, "the run is longer than two blocks")
    let address = try #require(run.program.address(named: "hmm->notifiers"))
    let hits = (0...run.count).filter { run.state($0)[address] != 0 }
    for step in stride(from: 0, through: run.count, by: 7) {
      let next = run.search(from: step, forward: true) { $1[address] != 0 }
      #expect(next == hits.first { $0 > step }, "after \(step)")
      let previous = run.search(from: step, forward: false) { $1[address] != 0 }
      #expect(previous == hits.last { $0 < step }, "before \(step)")
    }
    #expect(run.search(from: 0, forward: true) { _, _ in false } == nil)
    #expect(run.search(from: run.count, forward: false) { _, _ in false } == nil)
  }
}
