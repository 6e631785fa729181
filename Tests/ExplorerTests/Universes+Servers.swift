import Machine

/// Threads that serve others: what they wait for may never come, and that is a valid end.
extension Universe {
  static let serving: [Universe] = [
    Universe(name: "a server, two clients", states: 85) {
      ExplorerTests.program([server, client, client], cells: inUse)
    },
    Universe(name: "two servers", states: 18) { ExplorerTests.program([server, server, client], cells: inUse) },
    Universe(name: "a client that sleeps for ever", states: 7) {
      ExplorerTests.program([server, hopeful], cells: inUse)
    },
    Universe(name: "a wait for what lies outside", states: 7) {
      ExplorerTests.program([server, outsider], cells: inUse)
    },
  ]

  @Sendable static func inUse(_ setup: inout Setup) {
    for row in 1...3 { setup.allocate("item", row) }
  }
}

/// Takes the first item off the list, and weighs it; then the next one.
let server = Procedure("server") {
  label("again")
  rest(until: !list_empty(toy.items), "there is an item") {
    item.value <- list_first(Item.self, toy.items).value
    list_del(item.value, toy.items)
    toy.flag <- true
  }.named("S1")
  spin_lock(toy.spin)
  item.weight <- item.weight + 1
  spin_unlock(toy.spin)
  step("S2") {
    item.owner.value <- .me
    item.value <- 0
  }
  goto("again")
}

/// Puts an item on the list, if it is not there, and waits until a server has been there.
let client = Procedure("client") {
  step("C1") {
    n <- .me
    when(!list_contains(toy.items, n)) { list_add_tail(n, toy.items) }
  }
  join(until: Pointer<Item>(n).owner.value != 0, "a server has been there", by: Pointer<Item>(n).weight)
  toy.count <- toy.count + 1
}

/// Waits for a server who has nothing to do for it.
let hopeful = Procedure("hopeful") {
  list_add_tail(2, toy.items)
  join(until: toy.count != 0, "somebody counts", by: 1)
}

private let outsider = Procedure("outsider") {
  list_add_tail(2, toy.items)
  hold(until: toy.count != 0, "something comes from outside")
}
