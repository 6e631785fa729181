import Kernel
import Machine
import Testing

private let driver = Pointer<Driver>("driver")
private let mm = Pointer<Mm>("mm")
private let range = Pointer<HmmRange>("range")
private let valid = Value.local("valid", .flag)

/// Small worlds of the kernel, made for searching: few pages, few threads, the driver's loop as one procedure.
struct KernelWorld: Sendable, CustomTestStringConvertible {
  let name: String
  let world: World
  /// Whether the driver has pinned the address space, so that it can outlive the last user.
  let isPinned: Bool

  init(_ name: String, isPinned: Bool = false, _ world: World) {
    self.name = name
    self.world = world
    self.isPinned = isPinned
  }

  var testDescription: String { name }

  func program() throws -> Program { Program(try setup()) }

  func setup() throws -> Setup {
    var setup = try world.setup()
    if isPinned { setup.set("mm", 1, "mm_count", to: .number(3)) }
    return setup
  }

  /// A driver's loop: snapshot, lock, test, commit, and again from the snapshot where the test fails.
  static func loop(_ core: Core) -> Procedure {
    Procedure("mirror", [driver.value, mm.value], isKernel: false) {
      allocate(range)
      Core.setup(range, driver)
      call(core.hmm_range_register, range.value, mm.value, driver.start, driver.end, 12, into: ret)
      when(ret != 0) { goto("free") }
      call(core.hmm_range_wait_until_valid, range.value, 100)
      label("again")
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
      when(ret < 0) {
        up_read(mm.mmap_sem)
        when(ret != -11) { goto("out") }
        call(core.hmm_range_wait_until_valid, range.value, 100)
        goto("again")
      }
      mutex_lock(driver.update)
      call(core.hmm_range_valid, range.value, into: valid)
      when(!valid) {
        mutex_unlock(driver.update)
        up_read(mm.mmap_sem)
        goto("again")
      }
      Core.map_pages(driver, range)
      call(core.hmm_range_unregister, range.value)
      mutex_unlock(driver.update)
      up_read(mm.mmap_sem)
      free(range)
      result(0)
      label("out")
      call(core.hmm_range_unregister, range.value)
      label("free")
      free(range)
      result(ret)
    }
  }

  /// A driver's loop that faults its pages in, to write; where mmap_sem is gone it does not unlock it.
  static func faulting(_ core: Core, asks: Int) -> Procedure {
    Procedure("mirror", [driver.value, mm.value], isKernel: false) {
      allocate(range)
      Core.setup(range, driver)
      range.default_flags <- .constant(asks, name: nil)
      call(core.hmm_range_register, range.value, mm.value, driver.start, driver.end, 12, into: ret)
      when(ret != 0) { goto("free") }
      label("again")
      call(core.hmm_range_wait_until_valid, range.value, 100)
      down_read(mm.mmap_sem)
      call(core.hmm_range_fault, range.value, 0, into: ret)
      when(ret == -11) { goto("again") }
      when(ret < 0) {
        up_read(mm.mmap_sem)
        when(ret != -16) { goto("out") }
        goto("again")
      }
      mutex_lock(driver.update)
      call(core.hmm_range_valid, range.value, into: valid)
      when(valid) { Core.map_pages(driver, range) }
      mutex_unlock(driver.update)
      up_read(mm.mmap_sem)
      when(!valid) { goto("again") }
      label("out")
      call(core.hmm_range_unregister, range.value)
      label("free")
      free(range)
    }
  }

  /// A window whose pages are what is given, and whose driver faults.
  static func faultedWindow(_ pages: [PageContent], asks: Int, _ threads: Actor...) -> World {
    var world = window(pages.count, present: pages.count)
    world.pages = pages
    world.devices[0].entry = faulting(Core.of(.linux5_2), asks: asks)
    world.threads = [gpu] + threads
    return world
  }

  /// A driver that waits and never looks at the page table, which nobody may do while the memory is taken down.
  static func wait(_ core: Core) -> Procedure {
    Procedure("wait", [driver.value, mm.value], isKernel: false) {
      allocate(range)
      Core.setup(range, driver)
      call(core.hmm_range_register, range.value, mm.value, driver.start, driver.end, 12, into: ret)
      when(ret == 0) {
        call(core.hmm_range_wait_until_valid, range.value, 100)
        call(core.hmm_range_unregister, range.value)
      }
      free(range)
    }
  }

  /// A window of so many pages, the first ones present, with a free frame and a free slot.
  static func window(_ pages: Int, present: Int, _ edition: Edition = .linux5_2) -> World {
    var world = World()
    world.edition = edition
    world.pages = (0..<pages).map { $0 < present ? .present(frame: "1a\($0)", isWritable: true) : .none }
    world.vmas = [VmaPiece(0..<pages)]
    world.frames = (0..<present).map { FrameContent("1a\($0)", owner: "app", letter: "A") } + [FrameContent("1b4")]
    world.slots = [SlotContent("5")]
    world.devices = [Device("gpu", entry: loop(Core.of(edition)))]
    world.ranges = 1
    return world
  }

  static let gpu = Actor("gpu", [.mirror(device: "gpu")])
}

extension World {
  func with(_ threads: Actor...) -> World {
    var copy = self
    copy.threads = threads
    return copy
  }

  /// Only the first page is mapped, so that it can move to the second.
  var movable: World {
    var copy = self
    copy.vmas = [VmaPiece(0..<1)]
    return copy
  }
}

extension KernelWorld {
  /// Two pages of the window map one frame, which nobody may write to.
  static var copied: World {
    var world = window(2, present: 1)
    world.pages = Array(repeating: .present(frame: "1a0", isWritable: false), count: 2)
    return world
  }

  /// A parent of one page, and a child that is yet to be forked.
  static var family: World {
    var world = window(1, present: 1)
    world.processes = ["app", "child"]
    world.others = [AddressSpace("child", base: world.base, pages: [.none], isForked: true)]
    return world
  }

  static var withTLBs: World {
    var world = window(1, present: 1)
    world.hasTLBs = true
    return world
  }

  /// What the counts of Spin are held against.
  static let all: [KernelWorld] = [
    KernelWorld("loop and madvise", window(2, present: 1).with(gpu, Actor("app", [.dontneed(0..<1)]))),
    KernelWorld("loop and munmap", window(2, present: 1).with(gpu, Actor("app", [.munmap(0..<1)]))),
    KernelWorld(
      "loop and reclaim", window(1, present: 1).with(gpu, Actor("kswapd", [.reclaim(page: 0)]))),
    KernelWorld(
      "loop, madvise and munmap",
      window(2, present: 1).with(gpu, Actor("app", [.dontneed(0..<1)]), Actor("other", [.munmap(0..<1)]))),
    KernelWorld(
      "loop, reclaim and touch",
      window(1, present: 1).with(
        gpu, Actor("kswapd", [.reclaim(page: 0)]), Actor("app", [.write(page: 0, letter: "B")]))),
    KernelWorld(
      "exit while waiting", isPinned: true,
      window(1, present: 1).with(
        Actor("gpu", [.call(wait(.of(.linux5_2)), [1, 1]), .call(Core.of(.linux5_2).mmdrop, [1])]),
        Actor("app", [.dontneed(0..<1), .exit]))),
    KernelWorld("loop and copy on write", copied.with(gpu, Actor("app", [.write(page: 0, letter: "B")]))),
    KernelWorld(
      "fork and copies on both sides",
      family.with(
        Actor("app", [.fork(child: "child"), .write(page: 0, letter: "B")]),
        Actor("kid", process: "child", [.write(page: 1, letter: "C")]))),
    KernelWorld(
      "madvise, reclaim and TLBs",
      withTLBs.with(
        Actor("app", [.dontneed(0..<1)]), Actor("kswapd", [.reclaim(page: 0)]),
        Actor("cpu", [.read(page: 0), .write(page: 0, letter: "B")]))),
    KernelWorld(
      "a move to the device and madvise",
      MutationWorld.memory(1, 1).with(
        Actor("move", [.migrateToDevice(device: "gpu", 0..<1)]), Actor("app", [.dontneed(0..<1)]))),
    KernelWorld(
      "two touch a page on the device",
      MutationWorld.resident().with(
        Actor("app", [.read(page: 0)]), Actor("other", [.write(page: 0, letter: "B")]))),
    KernelWorld(
      "fault and madvise",
      faultedWindow([.none, .present(frame: "1a1", isWritable: false)], asks: 3, Actor("app", [.dontneed(0..<1)]))),
    KernelWorld(
      "fault and reclaim of what is special",
      faultedWindow(
        [.present(frame: "1a0", isWritable: true), .special], asks: 1, Actor("kswapd", [.reclaim(page: 0)]))),
    KernelWorld(
      "loop and two madvises",
      window(1, present: 1).with(gpu, Actor("app", [.dontneed(0..<1)]), Actor("other", [.dontneed(0..<1)]))),
    KernelWorld(
      "a part of a huge page goes while it is split",
      MutationWorld.huge(2).with(Actor("app", [.dontneed(0..<1)]), Actor("other", [.split(page: 1)]))),
    KernelWorld("loop and compaction", window(1, present: 1).with(gpu, Actor("kcd", [.migrate(page: 0)]))),
    KernelWorld("loop and KSM", window(2, present: 2).with(gpu, Actor("ksmd", [.merge(page: 0, with: 1)]))),
    KernelWorld("loop and collapse", collapsible.with(gpu, Actor("khp", [.collapse(page: 0)]))),
    KernelWorld("loop and mprotect", window(2, present: 2).with(gpu, Actor("app", [.mprotect(0..<1, .readOnly)]))),
    KernelWorld("loop and mremap", window(2, present: 1).movable.with(gpu, Actor("app", [.mremap(0..<1, to: 1)]))),
    KernelWorld(
      "exit and the reaper", window(1, present: 1).with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit]))),
    KernelWorld("loop and the reaper", window(1, present: 1).with(gpu, Actor("reaper", [.oomReapAll]))),
  ]

  /// Two pages and as many free frames.
  private static var collapsible: World {
    var world = window(2, present: 1)
    world.frames.append(FrameContent("1b5"))
    return world
  }
}
