import Drivers
import Kernel
import Machine
import Testing

@Suite("A driver that ships")
struct ShippedTests {
  static let names = [
    "retry-loop.c", "as-documented.c", "test-before-lock.c", "unchecked.c", "deferred.c", "gives-up.c", "fault-loop.c",
    "old-fault.c", "own-notifier.c", "own-notifier-late.c",
  ]

  @Test("compiles and runs to its end", arguments: names) func compiles(name: String) throws {
    let compiled = try compile(asset(name), file: name)
    #expect(compiled.entry.parameters.map(\.kind) == [.pointer("driver"), .pointer("mm")])
    #expect(
      compiled.entry.text.count == (try asset(name)).split(separator: "\n", omittingEmptySubsequences: false).count - 1)
    let program = try machine(compiled)
    let (state, _) = run(program)
    #expect(program.hasEnded(state))
    #expect(program.fault(state) == nil)
    // The deepest chain: a fault whose copy on write runs into the driver's own callback. A stack has 250 bytes.
    #expect(program.threads.allSatisfy { $0.stack < 240 }, "\(program.threads.map(\.stack))")
    #expect(program.value(state, "range", 1, Layout.allocatedField) == 0)
  }

  @Test(
    "unlocks mmap_sem twice where the old call has dropped it, and only where the text says so",
    arguments: [true, false])
  func unlocksTwice(isRight: Bool) throws {
    let name = isRight ? "old-fault.c" : "old-fault-unlocks-twice.c"
    let program = try machine(compile(asset(name), file: name)) { $0.threads.append(Actor("app", [.dontneed(0..<2)])) }
    var faults: Set<Fault> = []
    for turn in 1..<200 {
      var state = program.initialState()
      for _ in 0..<turn { state = program.move(state, Choice(thread: 0)) ?? state }
      for _ in 0..<30 { state = program.move(state, Choice(thread: 1)) ?? state }
      for _ in 0..<400 {
        for thread in [0, 1] { state = program.move(state, Choice(thread: thread)) ?? state }
      }
      if let fault = program.fault(state)?.fault { faults.insert(fault) }
    }
    #expect(faults == (isRight ? [] : [.notHeld]))
  }

  @Test("runs to its end while its pages are taken away, whoever goes first", arguments: names)
  func races(name: String) throws {
    let compiled = try compile(asset(name), file: name)
    let program = try machine(compiled) { $0.threads.append(Actor("app", [.dontneed(0..<2)])) }
    for turn in 1..<60 {
      var state = program.initialState()
      for _ in 0..<turn { state = program.move(state, Choice(thread: 0)) ?? state }
      for _ in 0..<400 {
        for thread in program.threads.indices.reversed() {
          state = program.move(state, Choice(thread: thread)) ?? state
        }
      }
      // What the document's text does under its own lock is a deadlock, or a list that is broken.
      if name != "as-documented.c" { #expect(program.hasEnded(state), "turn \(turn)") }
    }
  }

  @Test("cut off after any byte gives findings or a driver, never a trap", arguments: names)
  func truncated(name: String) throws {
    let bytes = Array(try asset(name).utf8)
    for length in 0..<bytes.count {
      switch DriverProgram.compile(bytes: Array(bytes[..<length]), file: name, environment: linux) {
      case .success(let compiled): _ = try machine(compiled)
      case .failure(let found): #expect(!found.errors.isEmpty && !found.description.isEmpty)
      }
    }
  }

  @Test("with any byte changed gives findings or a driver, never a trap", arguments: names)
  func changed(name: String) throws {
    let bytes = Array(try asset(name).utf8)
    let others = Array("(){};=.&x0\n\"'/*,\0".utf8)
    for (turn, index) in stride(from: 0, to: bytes.count, by: 3).enumerated() {
      let new = others[turn % others.count]
      var changed = bytes
      changed[index] = new
      switch DriverProgram.compile(bytes: changed, file: name, environment: linux) {
      case .success(let compiled): _ = try machine(compiled)
      case .failure(let found): #expect(!found.errors.isEmpty && !found.description.isEmpty)
      }
    }
  }

  @Test("with any token left out gives findings or a driver, never a trap", arguments: names)
  func shortened(name: String) throws {
    let words = try asset(name).split(separator: " ", omittingEmptySubsequences: false)
    for index in words.indices {
      let text = (words[..<index] + words[(index + 1)...]).joined(separator: " ")
      if case .success(let compiled) = DriverProgram.compile(text: text, file: name, environment: linux) {
        _ = try machine(compiled)
      }
    }
  }
}
