import Machine
import Testing

@Suite("Locks")
struct LockTests {
  let mutual = Procedure("mutual") {
    mutex_lock(thing.lock)
    thing.count <- thing.count + 1
    mutex_unlock(thing.lock)
  }

  @Test("a mutex keeps the second thread out, and says who has it") func mutex() {
    let p = program([mutual, mutual])
    let state = run(p, [0])
    #expect(p.move(state, Choice(thread: 1)) == nil)
    #expect(p.obstacle(state, 1) == .lock(p.layout.address("thing", 1, "lock")!, .mutexLock))
    #expect(p.thing(state, "lock") == 1)
    #expect(p.obstacle(state, 0) == nil)
    #expect(p.move(run(p, [0, 0, 0]), Choice(thread: 1)) != nil)
  }

  @Test("readers share a semaphore, a writer waits for all of them, a downgrade lets readers in") func semaphore() {
    let reader = Procedure("reader") {
      down_read(thing.sem)
      up_read(thing.sem)
    }
    let writer = Procedure("writer") {
      down_write(thing.sem)
      downgrade_write(thing.sem)
      up_read(thing.sem)
    }
    let p = program([reader, reader, writer])
    let both = run(p, [0, 1])
    #expect(p.thing(both, "sem", 1) == 0b11)
    #expect(p.move(both, Choice(thread: 2)) == nil)
    #expect(p.move(run(p, [0, 1, 0]), Choice(thread: 2)) == nil)
    let written = run(p, [0, 0, 2])
    #expect(p.thing(written, "sem") == 3)
    #expect(p.move(written, Choice(thread: 1)) == nil)
    let downgraded = p.move(written, Choice(thread: 2))!
    #expect(p.move(downgraded, Choice(thread: 1)) != nil)
  }

  @Test("trylock answers instead of waiting") func trylock() {
    let trying = Procedure("trying") {
      mutex_trylock(thing.lock, into: ret)
      thing.count <- ret
    }
    let p = program([mutual, trying])
    #expect(p.thing(run(p, [0, 1, 1]), "count") == 0)
    #expect(p.thing(run(p, [1, 1]), "count") == 1)
  }

  @Test(
    "breaking a lock's rules stops the machine and names the rule",
    arguments: [
      (Procedure("releases") { mutex_unlock(thing.lock) }, Fault.notHeld),
      (Procedure("reads") { up_read(thing.sem) }, .notHeld),
      (Procedure("writes") { up_write(thing.sem) }, .notHeld),
      (
        Procedure("twice") {
          mutex_lock(thing.lock)
          mutex_lock(thing.lock)
        }, .alreadyHeld
      ),
      (
        Procedure("sleeps") {
          spin_lock(thing.spin)
          mutex_lock(thing.lock)
        }, .sleepsWithSpinlock
      ),
    ])
  func rules(procedure: Procedure, expected: Fault) {
    let p = program([procedure])
    let end = runOut(p, from: p.initialState())
    #expect(p.fault(end)?.fault == expected)
    #expect(p.fault(end)?.thread == 0)
    #expect(p.choices(end).isEmpty)
  }
}

@Suite("Wait queues")
struct WaitQueueTests {
  let sleeper = Procedure("sleeper") {
    wait(until: thing.count > 0, timeout: 1000, on: thing.queue, into: ret)
    thing.total <- ret + 10
  }
  let waker = Procedure("waker") {
    thing.count <- thing.count + 1
    wake_up_all(thing.queue)
  }

  @Test("who waits for what holds already does not sleep") func passes() {
    let p = program([sleeper, waker])
    let end = runOut(p, from: run(p, [1]))
    #expect(p.thing(end, "total") == 11)
  }

  @Test("a sleeper goes on only after it was woken, and looks again") func sleeps() {
    let p = program([sleeper, waker])
    let asleep = run(p, [0])
    #expect(p.move(asleep, Choice(thread: 0)) == nil)
    #expect(p.obstacle(asleep, 0) == .sleeps(p.layout.address("thing", 1, "queue")!))
    let changed = p.move(asleep, Choice(thread: 1))!
    #expect(p.move(changed, Choice(thread: 0)) == nil, "nobody has woken it yet")
    let woken = p.move(changed, Choice(thread: 1))!
    #expect(p.thing(runOut(p, from: woken), "total") == 11)
  }

  @Test("the time can run out only while it sleeps") func timeout() {
    let p = program([sleeper, waker])
    let late = Choice(thread: 0, alternative: 1)
    #expect(p.move(p.initialState(), late) == nil)
    let end = runOut(p, from: p.move(run(p, [0]), late)!)
    #expect(p.thing(end, "total") == 10)
  }
}
