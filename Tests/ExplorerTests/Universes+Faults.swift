import Machine

/// Small worlds in which one thread runs into a fault.
extension Universe {
  static let faulty: [Universe] = [
    fault("NULL") { Procedure("p", [item.value]) { item.weight <- 1 } },
    fault("NULL in a condition") {
      Procedure("p", [item.value]) { when(item.weight == 1) { toy.count <- 1 } }
    },
    fault("freed") {
      Procedure("p") {
        allocate(item)
        free(item)
        toy.count <- item.weight
      }
    },
    fault("freed twice") {
      Procedure("p") {
        allocate(item)
        free(item)
        free(item)
      }
    },
    fault("beyond an array") { Procedure("p", [i]) { toy.element(\.marks, i + 3) <- 1 } },
    fault("not held") { Procedure("p") { mutex_unlock(toy.lock) } },
    fault("held already") {
      Procedure("p") {
        down_read(toy.sem)
        down_write(toy.sem)
      }
    },
    fault("sleeps") {
      Procedure("p") {
        spin_lock(toy.spin)
        mutex_lock(toy.lock)
      }
    },
    fault("joins with a spinlock") {
      Procedure("p") {
        spin_lock(toy.spin)
        join(until: true, "it is time", by: 0)
      }
    },
    fault("waits with a spinlock") {
      Procedure("p") {
        spin_lock(toy.spin)
        wait(until: toy.flag, on: toy.queue)
      }
    },
    fault("dropped") { Procedure("p") { kref_put(toy.references, into: ret) } },
    fault("listed twice") {
      Procedure("p") {
        list_add(1, toy.items)
        list_add_tail(1, toy.items)
      }
    },
    fault("not listed") { Procedure("p") { list_del(2, toy.items) } },
    fault("no callback") { Procedure("p") { call(toy.callback) } },
    fault("recursion without end") { endless },
    fault("written") { Procedure("p") { Statement(.fault("no")) } },
  ]

  private static func fault(_ name: String, _ procedure: @escaping @Sendable () -> Procedure) -> Universe {
    Universe(name: name, states: 0) { ExplorerTests.program([increment, procedure()]) }
  }
}

/// It calls itself through a cell.
private let endless = Procedure("endless") {
  toy.callback <- .procedure(again)
  call(toy.callback)
}

private let again = Procedure("again") { call(toy.callback) }
