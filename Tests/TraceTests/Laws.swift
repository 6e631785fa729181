import Testing
import Trace

@Suite("States in time")
struct TraceLawTests {
  @Test("The state at an event is the same forwards, backwards and from any checkpoint", arguments: Recorded.ships)
  func anyOrder(name: String) throws {
    let trace = try Trace(try Recorded.shipped(name))
    var forward: [TraceState] = []
    var state = TraceState()
    for number in 0..<trace.count {
      state.apply(trace.event(number))
      if number % 37 == 0 { forward.append(state) }
    }
    for distance in [1, 7, 64, 1024] where distance > 1 || trace.count < 700 {
      let history = TraceHistory(trace, distance: distance)
      for place in forward.indices.reversed() { #expect(history.state(at: place * 37) == forward[place]) }
      for place in forward.indices { #expect(history.state(at: place * 37) == forward[place]) }
    }
  }

  @Test("Before the first event nothing is known")
  func before() throws {
    let trace = try Trace(try Recorded.shipped("snapshot"))
    let history = TraceHistory(trace)
    _ = history.state(at: 100)
    #expect(history.state(at: -1) == TraceState())
  }

  @Test("Lines and events find each other")
  func lines() throws {
    let trace = try Trace(try Recorded.shipped("contend-default"))
    for number in 0..<trace.count { #expect(trace.event(atOrBefore: trace.line(of: number)) == number) }
    #expect(trace.event(atOrBefore: 12) == nil)
    #expect(trace.event(atOrBefore: 1_000_000) == trace.count - 1)
  }

  @Test("Runs of pages say what a page by page list says")
  func pages() {
    var random: UInt64 = 42
    func next(_ limit: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % limit
    }
    var runs = PageRuns()
    var list = [PageFact?](repeating: nil, count: 64)
    for step in 0..<2000 {
      let first = next(64)
      let last = min(63, first + next(12))
      let fact = next(4) == 0 ? nil : PageFact(next(2) == 0 ? .none : .readWrite, .zapped, step)
      runs.set(first...last, fact)
      for page in first...last { list[page] = fact }
      for page in 0..<64 { #expect(runs[page] == list[page]) }
    }
  }

  @Test("Behind a gap all that could have changed is unknown")
  func gap() throws {
    let text = """
      # tracer: nop
      #
               contend-139     [000] d.Z..     4.951702: mmu_interval_read_begin: (f+0x0/0xd0) mni=0x10 \
      mm=0x20 first=0x0 last=0xfff
               contend-139     [000] d.Z..     4.951703: mmu_interval_read_begin_locked: (f+0x31/0xd0) subs=0x30 \
      sub_seq=119 subs_seq=120 active=0
      CPU:1 [LOST 88 EVENTS]
               contend-139     [000] .....     4.951706: tracing_mark_write: behind

      """
    let trace = try Trace(Array(text.utf8))
    #expect(trace.gaps == [TraceGap(line: 5, cpu: 1, lost: 88, event: 2)])
    let history = TraceHistory(trace)
    #expect(history.state(at: 1).mms[0x20]?.sequence?.value == 120)
    #expect(history.state(at: 2).mms.isEmpty)
    #expect(history.state(at: 2).tasks[139]?.frames.isEmpty == true)
    #expect(trace.line(of: 2) == 6)
  }
}
