import Kernel
import Library
import Machine
import Scenarios
import Testing

@testable import Explorer

/// Threads that do the same are taken for one another, where nothing can tell.
@Suite("Threads that are alike")
struct SymmetryTests {
  private static let everything = Bounds(endsAtFirstFlaw: false)
  private static let plain = Manner(isExact: true, chains: false, symmetry: false)
  private static let alike = Manner(isExact: true, chains: false)

  /// Every state of a program, by brute force.
  private func states(_ p: Program) -> Set<[UInt8]> {
    var known: Set = [p.initialState()]
    var waiting = Array(known)
    while let state = waiting.popLast() {
      for choice in p.choices(state) {
        if let next = p.move(state, choice), known.insert(next).inserted { waiting.append(next) }
      }
    }
    return known
  }

  /// Each state that another order of threads makes of a reachable one is reachable, and the search met one of each.
  private func check(_ p: Program, _ groups: [[Int]]) {
    #expect(Alike(p).groups == groups)
    let symmetry = Symmetry(p, Alike(p))
    let all = states(p)
    var representatives: Set<[UInt8]> = []
    for state in all {
      let known = state.withUnsafeBufferPointer {
        [UInt8](UnsafeBufferPointer(start: symmetry.representative(of: $0.baseAddress!), count: p.size))
      }
      #expect(all.contains(known), "the state that stands for it is one of the program")
      representatives.insert(known)
    }
    let found = explore(p, Self.everything, Self.alike)
    #expect(explore(p, Self.everything, Self.plain).states == all.count)
    #expect(found.states == representatives.count)
    #expect(explore(p, Self.everything, Manner(chains: false)).states == representatives.count)
    #expect(representatives.count < all.count)
  }

  @Test("two that do the same halve the states, three leave a sixth, and no more is left out than that")
  func toys() {
    check(program([increment, increment]), [[0, 1]])
    check(program([increment, increment, increment]), [[0, 1, 2]])
    check(program([sharer, sharer, takes("forth", toy.lock, toy.other)]), [[0, 1]])
    check(program([sleeper, sleeper, waker()]), [[0, 1]])
    let two = explore(program([increment, increment, increment]), Self.everything, Manner(chains: false))
    #expect(two.states * 4 < 261, "known answer without: 261")
  }

  @Test("two threads of the kernel that drop the same page leave about half of the states") func kernel() throws {
    let scenario = try #require(try Scenario.shipped("retry-loop", file: Library().bytes))
    var world = scenario.world
    world.threads = ["one", "other"].map { Actor($0, [.dontneed(0..<1)]) }
    let p = Program(try world.setup())
    check(p, [[0, 1]])
    let (with, without) = (explore(p, Self.everything), explore(p, Self.everything, Manner(symmetry: false)))
    #expect(with.states * 10 < without.states * 6)
    #expect(with.verdict == without.verdict)
  }

  @Test("with a driver's loop beside them the verdict and each length stay the same") func driver() throws {
    let scenario = try #require(try Scenario.shipped("retry-loop", file: Library().bytes))
    var world = scenario.world
    world.threads = world.threads.filter { $0.name == "gpu" } + ["one", "other"].map { Actor($0, [.dontneed(0..<1)]) }
    let p = Program(try world.setup())
    #expect(Alike(p).groups == [[1, 2]])
    let (with, without) = (explore(p), explore(p, Bounds(), Manner(symmetry: false)))
    #expect(with.states * 10 < without.states * 7)
    #expect(with.violations.map(\.path) == without.violations.map(\.path), "the ways are ways of this program")
    #expect(with.violations.map(\.length) == without.violations.map(\.length))
  }

  @Test("a thread is not like another one if anything names it") func names() {
    let number = toy.count
    let marks = Procedure("marks") { number <- .me }
    #expect(Alike(program([marks, marks])).groups.isEmpty, "a number that is kept as one may be compared")
    #expect(Alike(program([increment, waker()])).groups.isEmpty, "they do not do the same")
    let takes = program([increment, increment]) { $0.set("toy", 1, "lock", to: .number(1)) }
    #expect(Alike(takes).groups.isEmpty, "one of them holds a lock from the beginning")
    let held = Property("H", "the first has it", holds: toy.lock == 1)
    #expect(Alike(program([increment, increment], properties: [held])).groups.isEmpty, "a property names one")
    let free = Property("F", "it is free", holds: toy.lock == 0)
    #expect(Alike(program([increment, increment], properties: [free])).groups == [[0, 1]])
  }
}

/// Holds a semaphore with others while it counts.
private let sharer = Procedure("sharer") {
  down_read(toy.sem)
  i <- toy.total
  toy.total <- i + 1
  up_read(toy.sem)
}
