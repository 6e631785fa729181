import Machine

/// A small world of its own: the machine knows nothing of memory management, so its tests do not either.
struct Thing: Record {
  static let schema = Thing()
  static let name = "thing"
  let lock = Field("lock", .mutex)
  let sem = Field("sem", .rwsem)
  let spin = Field("spin", .spinlock)
  let queue = Field("queue", .waitQueue)
  let count = Field("count")
  let total = Field("total")
  let references = Field("references", .reference)
  let items = Field("items", .list("item"))
  let marks = Field("marks", extent: "item")
  let callback = Field("callback", .procedure)
}

struct Item: Record {
  static let schema = Item()
  static let name = "item"
  static let isAllocated = true
  let weight = Field("weight")
  let owner = Link<Thing>("owner")
}

let thing = Pointer<Thing>(.named("thing", 1))
let item = Pointer<Item>("item")
let i = Value.local("i")
let ret = Value.local("ret", .errno)

/// A program with one thing, three items, and a thread for each procedure.
func program(
  _ procedures: [Procedure], properties: [Property] = [], cells: (inout Setup) -> Void = { _ in }
) -> Program {
  var setup = Setup(records: [Thing.type, Item.type], rows: ["thing": 1, "item": 3])
  let names = ["a", "b", "c", "d"]
  setup.threads = procedures.enumerated().map { ThreadSetup(name: names[$0], procedure: $1) }
  setup.properties = properties
  cells(&setup)
  return Program(setup)
}

/// Moves threads in the order given, each by its first alternative; traps if one cannot.
func run(_ program: Program, _ threads: [Int]) -> [UInt8] {
  var state = program.initialState()
  for thread in threads { state = program.move(state, Choice(thread: thread))! }
  return state
}

/// Moves one thread until it cannot move any more.
func runOut(_ program: Program, from state: [UInt8], thread: Int = 0) -> [UInt8] {
  var state = state
  while let next = program.move(state, Choice(thread: thread)) { state = next }
  return state
}

extension Program {
  func thing(_ state: [UInt8], _ field: String, _ element: Int = 0) -> Int { value(state, "thing", 1, field, element)! }
}
