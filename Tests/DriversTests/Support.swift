import Drivers
import Kernel
import Machine
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The environment that all tests of this target compile against.
let linux = Environment.linux(.linux5_2)

/// A text that compiles, or a recorded issue with its diagnostics.
func compile(_ text: String, file: String = "loop.c") throws -> DriverProgram {
  switch DriverProgram.compile(text: text, file: file, environment: linux) {
  case .success(let program) where program.notifiers.isEmpty: return program
  case .success:
    return try DriverProgram.compile(text: text, file: file, environment: .linux(.linux5_2.withSubscribers)).get()
  case .failure(let diagnostics): throw diagnostics
  }
}

/// What is printed for a text that does not compile; empty if it does.
func problems(_ text: String, file: String = "loop.c") -> String {
  switch DriverProgram.compile(text: text, file: file, environment: linux) {
  case .success: return ""
  case .failure(let diagnostics): return diagnostics.description
  }
}

/// The first line of what is printed: place and message.
func problem(_ text: String) -> String {
  problems(text).split(separator: "\n").first.map(String.init) ?? ""
}

/// A driver that the program ships.
func asset(_ name: String) throws -> String {
  let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  guard let file = fopen("/\(root)/Assets/Drivers/\(name)", "r") else { throw Missing(name: name) }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = fread(&bytes, 1, bytes.count, file)
  return String(decoding: bytes[..<count], as: UTF8.self)
}

struct Missing: Error {
  let name: String
}

/// Four pages of one process, as in the story of the retry loop, and a device with this driver.
func world(_ program: DriverProgram) -> World {
  var world = World()
  world.pages = [
    .present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true), .none, .swap(slot: "3"),
  ]
  world.vmas = [VmaPiece(0..<4)]
  world.frames = [
    FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B"),
    FrameContent("1b4"),
  ]
  world.slots = [SlotContent("3", owner: "app", letter: "D"), SlotContent("5")]
  world.devices = [
    Device("gpu", entry: program.entry, callback: program.callback, release: program.release)
  ]
  world.devices[0].works = program.works
  world.devices[0].delayed = program.delayed
  world.devices[0].notifiers = program.notifiers
  world.threads = [Actor("gpu", [.mirror(device: "gpu")])]
  return world
}

/// The machine of a world with a driver's own records.
func machine(_ program: DriverProgram, _ change: (inout World) -> Void = { _ in }) throws -> Program {
  var world = world(program)
  change(&world)
  var setup = try world.setup()
  for record in program.records {
    setup.records.append(record)
    setup.rows[record.name] = record.isAllocated ? setup.threads.count : world.devices.count
  }
  setup.cells += program.cells
  return Program(setup)
}

/// Runs the first thread until it cannot move; gives the state and the lines that it ran.
func run(_ program: Program, thread: Int = 0, limit: Int = 2000) -> (state: [UInt8], lines: [Int]) {
  var state = program.initialState()
  var lines: [Int] = []
  for _ in 0..<limit {
    let line = program.nextStep(state, thread)?.line
    guard let next = program.move(state, Choice(thread: thread)) else { break }
    if let line { lines.append(line) }
    state = next
  }
  return (state, lines)
}
