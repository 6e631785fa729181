import Explorer
import Machine

/// Small worlds with known answers.
struct Toy: Record {
  static let schema = Toy()
  static let name = "toy"
  let lock = Field("lock", .mutex)
  let other = Field("other", .mutex)
  let sem = Field("sem", .rwsem)
  let spin = Field("spin", .spinlock)
  let queue = Field("queue", .waitQueue)
  let flag = Field("flag", .flag)
  let count = Field("count")
  let total = Field("total")
  let references = Field("references", .reference)
  let items = Field("items", .list("item"))
  let marks = Field("marks", extent: "item")
  let callback = Field("callback", .procedure)
  let guarded = Field("guarded", guardedBy: "lock")
  let shared = Field("shared", guardedBy: "sem")
}

struct Item: Record {
  static let schema = Item()
  static let name = "item"
  static let isAllocated = true
  let weight = Field("weight")
  let lock = Field("lock", .mutex)
  let owner = Link<Toy>("owner")
}

let toy = Pointer<Toy>(.named("toy", 1))
let item = Pointer<Item>("item")
let entry = Pointer<Item>("entry")
let i = Value.local("i")
let n = Value.local("n")
let ret = Value.local("ret", .errno)

/// A program with one toy, three items, and a thread for each procedure.
func program(
  _ procedures: [Procedure], properties: [Property] = [], cells: (inout Setup) -> Void = { _ in }
) -> Program {
  var setup = Setup(records: [Toy.type, Item.type], rows: ["toy": 1, "item": 3])
  let names = ["a", "b", "c", "d"]
  setup.threads = procedures.enumerated().map { ThreadSetup(name: names[$0], procedure: $1) }
  setup.properties = properties
  cells(&setup)
  return Program(setup)
}

/// Reads, then writes what it read and one more: the update that is lost when two do it.
let increment = Procedure("increment") {
  i <- toy.count
  toy.count <- i + 1
}

/// Takes two locks, one after the other.
func takes(_ name: String, _ first: Value, _ second: Value) -> Procedure {
  Procedure(name) {
    mutex_lock(first)
    mutex_lock(second)
    mutex_unlock(second)
    mutex_unlock(first)
  }
}

/// Sleeps until somebody raises the flag.
let sleeper = Procedure("sleeper") {
  wait(until: toy.flag, on: toy.queue)
  toy.count <- toy.count + 1
}

/// Raises the flag and wakes; or forgets to.
func waker(wakes: Bool = true) -> Procedure {
  Procedure("waker") {
    toy.flag <- true
    if wakes { wake_up_all(toy.queue) }
  }
}
