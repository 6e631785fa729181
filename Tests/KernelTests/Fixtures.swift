import Kernel
import Machine

/// The documented loop with the slips of its text corrected, as drivers that ship have it in C.
///
/// - Parameter isUser: whether it makes itself a user of the memory for as long as it holds mmap_sem.
func rightLoop(_ edition: Edition = .linux5_2, isUser: Bool = false) -> Procedure {
  let core = Core.of(edition)
  let driver = Pointer<Driver>("driver")
  let mm = Pointer<Mm>("mm")
  let alive = Value.local("alive", .flag)
  return Procedure("mirror", [driver.value, mm.value], isKernel: false) {
    allocate(range)
    Core.setup(range, driver)
    call(core.hmm_range_register, range.value, mm.value, driver.start, driver.end, PAGE_SHIFT, into: ret).named("8")
    when(ret != 0) { goto("free") }.named("9")
    call(core.hmm_range_wait_until_valid, range.value, 100).named("10")
    label("again")
    if isUser {
      call(core.mmget_not_zero, mm.value, into: alive)
      when(!alive) { goto("out") }
    }
    down_read(mm.mmap_sem).named("12")
    call(core.hmm_range_snapshot, range.value, into: ret).named("13")
    when(ret < 0) {
      up_read(mm.mmap_sem).named("15")
      if isUser { call(core.mmput, mm.value) }
      when(ret != Errno.EAGAIN) { goto("out") }.named("16")
      call(core.hmm_range_wait_until_valid, range.value, 100).named("17")
      goto("again")
    }.named("14")
    mutex_lock(driver.update).named("20")
    when(!readValid(edition, range)) {
      mutex_unlock(driver.update).named("22")
      up_read(mm.mmap_sem).named("23")
      if isUser { call(core.mmput, mm.value) }
      goto("again")
    }.named("21").after(Core.noteValid(range, readValid(edition, range)))
    Core.map_pages(driver, range).map { $0.named("26") }
    call(core.hmm_range_unregister, range.value).named("27")
    mutex_unlock(driver.update).named("28")
    up_read(mm.mmap_sem).named("29")
    if isUser { call(core.mmput, mm.value) }
    free(range)
    result(0)
    label("out")
    call(core.hmm_range_unregister, range.value).named("32")
    label("free")
    free(range)
    result(ret)
  }
}

extension World {
  /// Four pages: two present, one never touched, one in swap; a free frame, a free slot. The window of the storyboards.
  static func window(_ edition: Edition = .linux5_2) -> World {
    var world = World()
    world.edition = edition
    world.pages = [
      .present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true), .none, .swap(slot: "3"),
    ]
    world.vmas = [VmaPiece(0..<4)]
    world.frames = [
      FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B"),
      FrameContent("1b4"),
    ]
    world.slots = [SlotContent("3", owner: "app", letter: "D"), SlotContent("5")]
    world.devices = [Device("gpu", entry: rightLoop(edition))]
    return world
  }

  func with(_ threads: Actor...) -> World {
    var copy = self
    copy.threads = threads
    copy.ranges = max(1, threads.count)
    return copy
  }
}

/// A machine and its state, moved by the names of steps.
final class Run {
  let program: Program
  var state: [UInt8]

  init(_ program: Program) {
    self.program = program
    state = program.initialState()
  }

  convenience init(_ world: World) throws {
    self.init(Program(try world.setup()))
  }

  /// The step that a thread took last is the one that it stands behind.
  private(set) var lastName: String?

  func thread(_ name: String) -> Int { program.threads.firstIndex { $0.name == name }! }

  /// Moves a thread by one step; false if it cannot.
  @discardableResult
  func step(_ name: String, alternative: Int = 0) -> Bool {
    let thread = thread(name)
    lastName = program.nextStep(state, thread)?.name
    guard let next = program.move(state, Choice(thread: thread, alternative: alternative)) else { return false }
    state = next
    return program.fault(state) == nil
  }

  /// Moves a thread until it has just run a step of this name so many times; false if it gets stuck before.
  @discardableResult
  func run(_ name: String, through label: String, times: Int = 1) -> Bool {
    var left = times
    for _ in 0..<5000 {
      guard step(name) else { return false }
      if lastName == label {
        left -= 1
        if left == 0 { return true }
      }
    }
    return false
  }

  /// Moves a thread until its next step has this name; false if it gets stuck before.
  @discardableResult
  func run(_ name: String, before label: String) -> Bool {
    for _ in 0..<5000 {
      if program.nextStep(state, thread(name))?.name == label { return true }
      guard step(name) else { return false }
    }
    return false
  }

  /// Moves a thread until it has ended or cannot go on.
  func finish(_ name: String) { for _ in 0..<5000 where !hasEnded(name) { if !step(name) { return } } }

  /// Moves threads in turn until nobody can.
  func finishAll() {
    for _ in 0..<5000 {
      var moved = false
      for thread in program.threads.indices {
        guard let next = program.move(state, Choice(thread: thread)) else { continue }
        state = next
        moved = true
        if program.fault(state) != nil { return }
      }
      if !moved { return }
    }
  }

  func hasEnded(_ name: String) -> Bool { program.counter(state, thread(name)) == 0 }
  var fault: Fault? { program.fault(state)?.fault }

  func value(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int {
    program.value(state, record, row, field, element)!
  }

  var notifiers: Int { value("hmm", 1, "notifiers") }
  var kref: Int { value("hmm", 1, "kref") }
  var valid: Bool { value("range", 1, "valid") != 0 }
  func pfn(_ page: Int) -> Int { value("range", 1, "pfns", page) & 0xff }
  func device(_ page: Int, _ device: Int = 1) -> Int { value("driver", device, "dpt", page) & 0xff }

  /// The laws that do not hold now.
  var broken: [String] {
    state.withUnsafeBufferPointer { buffer in
      program.properties.indices.filter {
        (!program.properties[$0].onlyAtEnd || program.hasEnded(state)) && !program.holds($0, buffer.baseAddress!)
      }.map { program.properties[$0].name }
    }
  }

  /// Every lock that is held, as `name holder`.
  var held: [String] {
    var result: [String] = []
    for column in program.layout.columns {
      for row in 0..<column.rows {
        let address = column.base + row * column.stride
        let owner = Int(state[address])
        switch column.field.kind {
        case .mutex, .spinlock:
          if owner != 0 { result.append("\(column.field.name) \(program.threads[owner - 1].name)") }
        case .rwsem:
          if owner != 0 { result.append("\(column.field.name) W \(program.threads[owner - 1].name)") }
          for thread in program.threads.indices where state[address + 1] >> UInt8(thread) & 1 != 0 {
            result.append("\(column.field.name) R \(program.threads[thread].name)")
          }
        default: break
        }
      }
    }
    return result
  }
}

/// An entry that names a frame, as a cell holds it.
func entry(_ frame: Int, isWritable: Bool = true) -> Int { frame << 3 | (isWritable ? 2 : 0) | 1 }
