import Explorer
import Machine
import Testing

/// The ways that the second pass finds, against all ways there are.
@Suite("The path to a flaw")
struct PathTests {
  @Test("has the fewest switches of all shortest ones, as trying all of them says", arguments: 0..<5)
  func fewest(variant: Int) throws {
    let target = Value.constant(variant, name: nil)
    let parity = Value.constant(variant % 2, name: nil)
    let steps = Procedure("steps") {
      choose(i, below: 3)
      toy.total <- toy.total + i
      when(toy.total == target) { toy.count <- toy.count + 1 }
      toy.flag <- !toy.flag
    }
    let goal = Property("G", "reached", holds: !(toy.total == target && toy.count == 1 && toy.flag == parity))
    let p = program([steps, steps], properties: [goal])
    let violation = try #require(explore(p).violations.first)
    let best = try #require(brute(p, violation.depth))
    #expect(violation.switches == best)
    #expect(violation.path.count == violation.depth)
    #expect(switches(violation.path) == violation.switches)
  }

  private func switches(_ path: [Choice]) -> Int {
    zip(path, path.dropFirst()).count { $0.thread != $1.thread }
  }

  /// Every way of this length, one after the other.
  private func brute(_ p: Program, _ depth: Int) -> Int? {
    func go(_ state: [UInt8], _ path: [Choice]) -> Int? {
      if path.count == depth {
        return state.withUnsafeBufferPointer { p.holds(0, $0.baseAddress!) } ? nil : switches(path)
      }
      return p.choices(state).compactMap { go(p.move(state, $0)!, path + [$0]) }.min()
    }
    return go(p.initialState(), [])
  }
}
