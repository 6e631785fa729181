import Machine
import Testing

@Suite("A step")
struct StepTests {
  @Test("assigns, counts and returns") func assigns() {
    let sum = Procedure("sum") {
      count(i, from: 1, below: 4) { thing.total <- thing.total + i }
      result(0)
    }
    let p = program([sum])
    let end = runOut(p, from: p.initialState())
    #expect(p.thing(end, "total") == 6)
    #expect(p.hasEnded(end))
  }

  @Test("leaves no trace of a call but its result: locals are zeroed on return") func zeroes() {
    let inner = Procedure("inner", [i]) {
      ret <- i + 40
      result(ret)
    }
    let outer = Procedure("outer") {
      call(inner, 2, into: ret)
      thing.count <- ret
      ret <- 0
      hold(until: false, "for ever")
    }
    let p = program([outer])
    let end = runOut(p, from: p.initialState())
    #expect(p.thing(end, "count") == 42)
    let thread = p.threads[0]
    #expect(end[(thread.base + 4)..<(thread.base + 4 + thread.stack)].allSatisfy { $0 == 0 })
  }

  @Test("runs an atomic block at once") func atomicBlock() {
    let swap = Procedure("swap") {
      step("S1") {
        thing.count <- 1
        when(thing.count == 1) {
          thing.total <- 2
        } otherwise: {
          thing.total <- 3
        }
      }
    }
    let p = program([swap])
    let once = run(p, [0])
    #expect(p.thing(once, "count") == 1)
    #expect(p.thing(once, "total") == 2)
    #expect(p.steps[1].name == "S1")
  }

  @Test("does not evaluate what && and || make needless") func shortCircuit() {
    let guarded = Procedure("guarded", [item.value]) {
      when(item.value != 0 && item.weight == 9) {
        thing.count <- 1
      } otherwise: {
        thing.count <- 2
      }
      when(item.value == 0 || item.owner.count == 9) { thing.total <- 3 }
    }
    let p = program([guarded])
    let end = runOut(p, from: p.initialState())
    #expect(p.fault(end) == nil)
    #expect(p.thing(end, "count") == 2)
    #expect(p.thing(end, "total") == 3)
  }

  @Test("calls back through a cell, and faults when none is set") func callbacks() {
    let answer = Procedure("answer") { result(7) }
    let caller = Procedure("caller") {
      call(thing.callback, into: ret)
      thing.count <- ret
    }
    let set = program([caller]) { $0.set("thing", 1, "callback", to: .procedure(answer)) }
    #expect(set.thing(runOut(set, from: set.initialState()), "count") == 7)
    let unset = program([caller])
    #expect(unset.fault(runOut(unset, from: unset.initialState()))?.fault == .noProcedure)
  }

  @Test("offers every alternative of a free choice whose condition holds") func choices() {
    let chooser = Procedure("chooser") {
      choose(i, below: rows(of: Item.self) + 1, where: i != 1)
      thing.count <- i
    }
    let p = program([chooser])
    let chosen = p.choices(p.initialState()).map(\.alternative)
    #expect(chosen == [0, 2, 3])
    let state = p.move(p.initialState(), Choice(thread: 0, alternative: 3))!
    #expect(p.thing(runOut(p, from: state), "count") == 3)
  }

  @Test("goes back with goto, out with break, on with continue") func jumps() {
    let jumper = Procedure("jumper") {
      label("again")
      thing.count <- thing.count + 1
      when(thing.count < 3) { goto("again") }
      loop(true) {
        thing.total <- thing.total + 1
        when(thing.total == 2) { Statement(.continueLoop) }
        when(thing.total > 4) { Statement(.breakLoop) }
      }
    }
    let p = program([jumper])
    let end = runOut(p, from: p.initialState())
    #expect(p.thing(end, "count") == 3)
    #expect(p.thing(end, "total") == 5)
  }

  @Test("tells what it read and wrote") func touched() {
    let copy = Procedure("copy") { thing.count <- thing.total + 1 }
    let p = program([copy])
    var touched = Touched()
    _ = p.move(p.initialState(), Choice(thread: 0), touched: &touched)
    #expect(touched.reads.map { p.layout.cell(at: $0)!.name } == ["thing->total"])
    #expect(touched.writes.map { p.layout.cell(at: $0)!.name } == ["thing->count"])
  }
}
