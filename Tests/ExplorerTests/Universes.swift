import Explorer
import Machine
import Testing

/// A small world for each part of the language, with the number of its states.
struct Universe: Sendable, CustomTestStringConvertible {
  let name: String
  let states: Int
  let program: @Sendable () -> Program

  var testDescription: String { name }

  static let all: [Universe] = [
    Universe(name: "lost update", states: 261) { ExplorerTests.program([increment, increment, increment]) },
    Universe(name: "deadlock", states: 30) {
      ExplorerTests.program([takes("forth", toy.lock, toy.other), takes("back", toy.other, toy.lock)])
    },
    Universe(name: "sleepers and a waker", states: 61) { ExplorerTests.program([sleeper, sleeper, waker()]) },
    Universe(name: "time-outs", states: 239) { ExplorerTests.program([patient, patient, waker()]) },
    Universe(name: "semaphore", states: 470) { ExplorerTests.program([reader, writer, trier]) },
    Universe(name: "spinlocks and atomic blocks", states: 421) {
      ExplorerTests.program([spinner, spinner, spinTrier])
    },
    Universe(name: "lists", states: 388) { ExplorerTests.program([lister, visitor], cells: allocated) },
    Universe(name: "allocation and references", states: 7740) {
      ExplorerTests.program([allocator, allocator, counter]) { $0.set("toy", 1, "references", to: .number(1)) }
    },
    Universe(name: "calls, callbacks and recursion", states: 14623) {
      ExplorerTests.program([caller, swapper, caller]) { $0.set("toy", 1, "callback", to: .procedure(one)) }
    },
    Universe(name: "choices, loops and quantifiers", states: 816) {
      ExplorerTests.program([chooser, looper], cells: allocated)
    },
    Universe(name: "numbers that wrap", states: 822) { ExplorerTests.program([wrapper, wrapper]) },
  ]
}

@Sendable private func allocated(_ setup: inout Setup) {
  for row in 1...3 {
    setup.allocate("item", row)
    setup.set("item", row, "weight", to: .number(row * 3 - 7))
    setup.set("item", row, "owner", to: .number(1))
    setup.set("toy", 1, "marks", element: row - 1, to: .number(-row))
  }
}

private let patient = Procedure("patient") {
  wait(until: toy.flag && toy.count < 1, timeout: 1000, on: toy.queue, into: ret)
  when(ret) { toy.count <- toy.count + 1 }
}

private let reader = Procedure("reader") {
  down_read(toy.sem)
  toy.count <- toy.count + 1
  up_read(toy.sem)
}

private let writer = Procedure("writer") {
  down_write(toy.sem)
  when(holds(toy.sem)) { toy.total <- toy.count }
  downgrade_write(toy.sem)
  when(!holds(toy.sem) || holds(toy.lock)) { toy.total <- 9 }
  up_read(toy.sem)
}

private let trier = Procedure("trier") {
  down_read_trylock(toy.sem, into: ret)
  when(ret) { up_read(toy.sem) }
  Statement(.trylock(.downWriteTrylock, toy.sem.asPlace, into: Local("ret", .errno)))
  when(ret) {
    mutex_trylock(toy.lock, into: n)
    up_write(toy.sem)
  }
}

private let spinner = Procedure("spinner") {
  step("S1") {
    spin_lock(toy.spin)
    toy.count <- toy.count + 1
    when(toy.count > 1) {
      toy.total <- toy.total + toy.count
    } otherwise: {
      toy.flag <- !toy.flag
    }
  }
  spin_unlock(toy.spin)
  spin_lock(toy.spin)
  spin_unlock(toy.spin)
}

private let spinTrier = Procedure("spinTrier") {
  Statement(.trylock(.spinTrylock, toy.spin.asPlace, into: Local("ret")))
  when(ret) { spin_unlock(toy.spin) }
  step("T") {
    mutex_trylock(toy.lock, into: n)
    toy.total <- n
  }
  mutex_unlock(toy.lock)
}

private let lister = Procedure("lister") {
  list_add(1, toy.items)
  list_add_tail(3, toy.items)
  list_add(2, toy.items)
  step("L") {
    mutex_lock(toy.lock)
    list_del(1, toy.items)
    mutex_unlock(toy.lock)
    each(entry, in: toy.items, where: entry.weight < 2) { entry.weight <- entry.weight + 1 }
  }
  mutex_lock(toy.lock)
  when(list_contains(toy.items, 3) && list_count(toy.items) == 2) {
    list_del(list_first(Item.self, toy.items).value, toy.items)
  }
  mutex_unlock(toy.lock)
  when(!list_empty(toy.items)) { toy.flag <- true }
}

private let visitor = Procedure("visitor") {
  hold(until: list_count(toy.items) != 1, "there are none or two")
  mutex_lock(toy.lock)
  each(entry, in: toy.items, where: entry.value != 2) {
    toy.total <- toy.total + entry.owner.count + entry.value
    when(list_count(toy.items) == 3) { Statement(.breakLoop) }
    when(!list_contains(toy.items, entry.value)) { goto("gone") }
  }
  label("gone")
  mutex_unlock(toy.lock)
  toy.count <- list_first(Item.self, toy.items).value
}

private let allocator = Procedure("allocator") {
  allocate(item)
  item.weight <- 5
  allocate(entry)
  when(entry.value != 0) { entry.weight <- item.weight - 9 }
  free(item)
  step("F") {
    free(entry)
    allocate(item)
    when(item.weight != 0) { fault("not zeroed") }
  }
  free(item)
}

private let counter = Procedure("counter") {
  kref_get_unless_zero(toy.references, into: ret)
  when(ret) {
    kref_get(toy.references)
    kref_put(toy.references, into: ret)
    kref_put(toy.references, into: ret)
  }
  kref_put(toy.references, into: ret)
  toy.flag <- ret
  kref_get_unless_zero(toy.references, into: n)
}

private let one = Procedure("one", [i], returns: .number) {
  toy.total <- toy.total + i
  result(i + 10)
}

private let two = Procedure("two", [i], returns: .number) {
  when(i > 1) { result(.negated(i)) }
  call(one, i + 1, into: n)
  result(n)
}

private let other = Procedure("other", [i, n], returns: .number) { result(0) }

private let caller = Procedure("caller") {
  call(toy.callback, 2, into: ret)
  toy.count <- ret
  call(down, 1, into: ret)
  call(other, 1, 2)
}

/// A recursion that ends; `down` is called through a cell, since a procedure cannot name itself.
private let down = Procedure("down", [n], returns: .number) {
  when(n == 0) { result(toy.count) }
  call(toy.callback, n - 1, into: ret)
  result(ret)
}

private let swapper = Procedure("swapper") {
  toy.callback <- .procedure(two)
  toy.callback <- .procedure(down)
}

private let chooser = Procedure("chooser") {
  choose(i, below: rows(of: Item.self) + 1, where: i != 1)
  toy.element(\.marks, i - 1).bareWhen(i)
  when(some(entry, entry.weight == i) || every(entry, entry.weight < i)) {
    toy.total <- count(entry, entry.weight < 0 || entry.owner.value == toy.value)
  }
}

private let looper = Procedure("looper") {
  count(i, from: 0, below: rows(of: Item.self)) {
    when(toy.element(\.marks, i) == -2) { Statement(.continueLoop) }
    toy.element(\.marks, i) <- i
  }
  Statement(
    .doLoop([n <- n + 1, step("A") { count(i, from: 1, below: n) { toy.count <- toy.count + i } }], n < 3))
  loop(n > 0) { n <- n - 1 }
  step("B") {
    loop(n < 4) { n <- n + 2 }
    toy.total <- n << 1
  }
}

private let wrapper = Procedure("wrapper") {
  i <- 100
  loop(toy.count >= 0) { toy.count <- toy.count + i }
  toy.total <- toy.count >> 2
  toy.count <- Value.negated(toy.total) * 3 - 1
  toy.flag <- (toy.total & 8) != 0
  toy.total <- (toy.total | 3) & toy.count
}

extension Value {
  /// A store to this cell, unless the index is zero.
  fileprivate func bareWhen(_ index: Value) -> Statement {
    when(index > 0) { self <- index * 2 }
  }
}
