import Machine
import Replay
import Testing

@Suite("Another choice in the past starts a branch")
struct BranchTests {
  /// The first step after which another thread could have moved, with that choice.
  private func fork(_ run: Run, from step: Int) -> (step: Int, choice: Choice)? {
    for step in step..<run.count {
      if let other = run.program.choices(run.state(step)).first(where: { $0 != run.choice(step + 1) }) {
        return (step, other)
      }
    }
    return nil
  }

  @Test("A branch keeps the old future", arguments: Shipped.names)
  func keeps(_ name: String) throws {
    let run = try Shipped.scheduled(name)
    let choices = run.choices
    let states = try Shipped.states(run)
    guard let (step, other) = fork(run, from: choices.count / 3) ?? fork(run, from: 0) else {
      #expect(["quiet", "cpu-touches-device-page"].contains(name) || run.program.threads.count == 1)
      return
    }
    #expect(run.take(other, after: step))
    #expect(run.count == step + 1 && run.choice(step + 1) == other)
    for at in 0...step { #expect(run.state(at) == states[at]) }
    #expect(run.state(step + 1) == run.program.move(states[step], other))
    #expect(run.branchList.map(\.name) == ["a", "b"])
    #expect(run.branchList.map(\.fork) == [nil, step])
    #expect(run.branchList.map(\.isCurrent) == [false, true])
    #expect(run.common(0, 1) == step)
    run.show(branch: 0)
    #expect(run.choices == choices)
    #expect(run.state(choices.count) == states[choices.count])
    #expect(run.state(step) == states[step])
  }

  @Test("The choice that was made already stays on its branch") func same() throws {
    let run = try Shipped.scheduled("aba")
    let count = run.count
    for step in [0, 1, count / 2, count - 1] { #expect(run.take(run.choice(step + 1), after: step)) }
    #expect(run.count == count && run.branchList.count == 1)
  }

  @Test("A choice of a branch that is known goes back into it") func known() throws {
    let run = try Shipped.scheduled("aba")
    let (step, other) = try #require(fork(run, from: 10))
    let first = run.choice(step + 1)
    #expect(run.take(other, after: step))
    #expect(run.take(first, after: step))
    #expect(run.currentBranch == 0 && run.branchList.count == 2)
    #expect(run.take(other, after: step))
    #expect(run.currentBranch == 1 && run.branchList.count == 2)
  }

  @Test("Who cannot move starts no branch") func refused() throws {
    let run = try Shipped.scheduled("aba")
    // The device has nothing to store through before the commit.
    let device = try #require(run.program.threads.firstIndex { $0.name == "device" })
    #expect(!run.take(Choice(thread: device), after: 10))
    #expect(run.branchList.count == 1)
    #expect(!run.append(Choice(thread: device)))
  }

  @Test("Branches of branches have names of their own, and seeking in them is exact") func many() throws {
    let run = try Shipped.scheduled("retry-loop")
    for at in stride(from: 5, to: 200, by: 13) {
      guard let (step, other) = fork(run, from: min(at, run.count - 1)) else { continue }
      #expect(run.take(other, after: step))
      var scheduler = Scheduler.random(SeededGenerator(seed: UInt64(at)))
      while run.count < 700, let choice = scheduler.next(run.program, run.state(run.count), last: nil) {
        run.append(choice)
      }
    }
    let names = run.branchList.map(\.name)
    #expect(names.count > 5 && Set(names).count == names.count)
    for branch in names.indices {
      run.show(branch: branch)
      let states = try Shipped.states(run)
      for step in stride(from: run.count, through: 0, by: -11) { #expect(run.state(step) == states[step]) }
    }
  }
}
