import Kernel
import Machine

private let core = Core.of(.linux5_2)
private let mm = Pointer<Mm>(.named("mm", 1))
private let hmm = Pointer<Hmm>(.named("hmm", 1))
private let mirror = Pointer<HmmMirror>(.named("mirror", 1))
private let driver = Pointer<Driver>(.named("driver", 1))
private let range = Pointer<HmmRange>("range")
private let gpu = KernelWorld.gpu

/// A world so small that hundreds of mutants can be searched in it; together they use every statement of the kernel.
struct MutationWorld {
  let name: String
  let world: World
  var cells: (inout Setup) -> Void = { _ in }

  func setup() throws -> Setup {
    var setup = try world.setup()
    cells(&setup)
    return setup
  }

  static var all: [MutationWorld] { interleaved + lives + ranges + snapshots + unmaps + touches + others }

  private static func window(_ pages: Int, _ present: Int) -> World { KernelWorld.window(pages, present: present) }

  /// One thread, or one beside others, that runs a procedure of its own.
  private static func calls(
    _ name: String, _ world: World = KernelWorld.window(2, present: 1),
    cells: @escaping (inout Setup) -> Void = { _ in }, and others: [Actor] = [],
    @StatementBuilder _ body: () -> [Statement]
  ) -> MutationWorld {
    let statements = body()
    var world = world
    let caller = Procedure("caller", isKernel: false) { statements }
    world.threads = [Actor("caller", [.call(caller, [])])] + others
    return MutationWorld(name: name, world: world, cells: cells)
  }

  /// Remembers what a call came to, where the end can be compared.
  private static func keep(_ value: Value) -> Statement { driver.start <- value }

  // MARK: Threads that meet

  private static var interleaved: [MutationWorld] {
    [
      MutationWorld(name: "madvise", world: window(2, 1).with(gpu, Actor("app", [.dontneed(0..<1)]))),
      MutationWorld(name: "munmap", world: window(2, 1).with(gpu, Actor("app", [.munmap(0..<1)]))),
      MutationWorld(name: "reclaim", world: window(1, 1).with(gpu, Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(name: "oom", world: window(1, 1).with(gpu, Actor("reaper", [.oomReap(0..<1)]))),
      MutationWorld(
        name: "oom and madvise",
        world: window(2, 2).with(Actor("app", [.dontneed(0..<1)]), Actor("reaper", [.oomReap(1..<2)]))),
      MutationWorld(
        name: "two madvises", world: window(2, 2).with(Actor("app", [.dontneed(0..<1)]), Actor("x", [.dontneed(1..<2)]))
      ),
      MutationWorld(
        name: "madvise and reclaim",
        world: window(1, 1).with(Actor("app", [.dontneed(0..<1)]), Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "exit while waiting",
        world: window(1, 1).with(
          Actor("gpu", [.call(KernelWorld.wait(core), [1, 1]), .call(core.mmdrop, [1])]),
          Actor("app", [.dontneed(0..<1), .exit]))
      ) { $0.set("mm", 1, "mm_count", to: .number(3)) },
      untimed("sleep through exit", [.exit]),
      untimed("sleep until exit", [.exit], open: 1),
      MutationWorld(
        name: "exit and reclaim",
        world: window(1, 1).with(Actor("app", [.exit]), Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "oom and unregister",
        world: window(1, 1).with(
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("reaper", [.oomReap(0..<1)]))),
      MutationWorld(
        name: "madvise and unregister",
        world: window(1, 1).with(
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("app", [.dontneed(0..<1)]))),
      MutationWorld(
        name: "exit and unregister",
        world: window(1, 1).with(Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("app", [.exit]))),
      MutationWorld(
        name: "touch and touch",
        world: window(1, 0).with(Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 0, letter: "B")]))),
      MutationWorld(
        name: "touch and touch, two frames",
        world: twoFrames.with(Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 0, letter: "B")]))),
      MutationWorld(
        name: "touch and madvise",
        world: window(1, 1).with(Actor("a", [.write(page: 0, letter: "C")]), Actor("b", [.dontneed(0..<1)]))),
    ]
  }

  private static var twoFrames: World {
    var world = window(1, 0)
    world.frames = [FrameContent("1a0"), FrameContent("1a1")]
    return world
  }

  /// Somebody sleeps who is not saved by the time; so many sections are open that never end.
  private static func untimed(_ name: String, _ operations: [Kernel.Operation], open: Int = 0) -> MutationWorld {
    var world = window(1, 1).with(
      Actor("gpu", [.call(KernelWorld.wait(core), [1, 1]), .call(core.mmdrop, [1])]),
      Actor("app", [.dontneed(0..<1)] + operations))
    world.hasTimeouts = false
    return MutationWorld(name: name, world: world) {
      $0.set("mm", 1, "mm_count", to: .number(3))
      $0.set("hmm", 1, "notifiers", to: .number(open))
    }
  }

  // MARK: What HMM knows

  private static var unregistered: World {
    var world = window(1, 1)
    world.devices[0].isRegistered = false
    return world
  }

  /// One device is mirrored, another one not yet.
  private static var second: World {
    var world = window(1, 1)
    world.devices.append(Device("npu"))
    world.devices[1].isRegistered = false
    return world
  }

  @StatementBuilder private static func register() -> [Statement] {
    down_write(mm.mmap_sem)
    call(core.hmm_mirror_register, mirror.value, mm.value, into: ret)
    up_write(mm.mmap_sem)
    keep(ret)
  }

  private static var lives: [MutationWorld] {
    [
      calls("first mirror", unregistered) { register() },
      calls("first mirror leaves twice", unregistered) {
        register()
        call(core.hmm_mirror_mm_is_alive, mirror.value, into: ret)
        driver.end <- ret
        call(core.hmm_mirror_unregister, mirror.value)
        call(core.hmm_mirror_unregister, mirror.value)
        call(core.hmm_mirror_mm_is_alive, mirror.value, into: ret)
        keep(ret)
      },
      calls("second mirror while madvise", second, and: [Actor("app", [.dontneed(0..<1)])]) {
        down_write(mm.mmap_sem)
        call(core.hmm_mirror_register, 2, mm.value, into: ret)
        up_write(mm.mmap_sem)
      },
      calls("second mirror while reclaim", second, and: [Actor("kswapd", [.reclaim(page: 0)])]) {
        down_write(mm.mmap_sem)
        call(core.hmm_mirror_register, 2, mm.value, into: ret)
        up_write(mm.mmap_sem)
      },
      calls("register while madvise", unregistered, and: [Actor("app", [.dontneed(0..<1)])]) { register() },
      calls("subscribing without mmap_sem", unregistered) {
        call(core.hmm_mirror_register, mirror.value, mm.value, into: ret)
      },
      calls(
        "no callback", unregistered, cells: { $0.set("hmm_mirror", 1, "sync_cpu_device_pagetables", to: .number(0)) }
      ) {
        register()
      },
      calls("no mirror", unregistered) {
        call(core.hmm_mirror_register, 0, mm.value, into: ret)
        keep(ret)
      },
      calls(
        "no memory", unregistered,
        cells: {
          $0.allocate("hmm", 1)
          $0.allocate("hmm", 2)
        }
      ) { register() },
      calls("mirror of a dead mm", cells: { $0.set("hmm", 1, "dead", to: .number(1)) }) {
        call(core.hmm_mirror_mm_is_alive, mirror.value, into: ret)
        keep(ret)
      },
      calls("the range goes last") {
        rangeRegistered()
        call(core.hmm_mirror_unregister, mirror.value)
        call(core.hmm_range_unregister, range.value)
        call(core.hmm_range_unregister, range.value)
      },
      calls("the document's slip") {
        rangeRegistered()
        call(core.hmm_mirror_unregister_range, range.value)
        call(core.hmm_mirror_unregister_range, range.value)
      },
      calls("the document's slip, last", cells: { $0.set("hmm", 1, "kref", to: .number(1)) }) {
        rangeRegistered()
        hmm.kref <- 1
        call(core.hmm_mirror_unregister_range, range.value)
      },
      calls("register beside what is dying", cells: { $0.set("hmm", 1, "kref", to: .number(0)) }) { register() },
      calls("dropped with HMM alive", cells: dropped(2)) { call(core.mmdrop, mm.value) },
      calls("dropped with HMM alive, against the rules", cells: dropped(1)) { call(core.mmdrop, mm.value) },
      calls("dropped with HMM dying", cells: dropped(0)) { call(core.mmdrop, mm.value) },
      calls("users come and go") {
        call(core.mmget_not_zero, mm.value, into: ret)
        keep(ret)
        call(core.mmgrab, mm.value)
        call(core.mmput, mm.value)
        call(core.mmput, mm.value)
        call(core.mmget_not_zero, mm.value, into: ret)
        driver.end <- ret
        call(core.mmdrop, mm.value)
      },
      MutationWorld(name: "exit of all", world: swapped.with(Actor("app", [.exit]))),
      MutationWorld(name: "exit without a mirror", world: unregistered.with(Actor("app", [.exit]))),
      MutationWorld(name: "exit without a release", world: window(1, 1).with(Actor("app", [.exit]))) {
        $0.set("hmm_mirror", 1, "release", to: .number(0))
      },
      MutationWorld(name: "exit, and the mirror keeps it", world: window(1, 1).with(Actor("app", [.exit]))) {
        $0.set("hmm", 1, "kref", to: .number(2))
      },
    ]
  }

  /// Nothing pins the address space, although HMM lives on with so many references.
  private static func dropped(_ references: Int) -> (inout Setup) -> Void {
    {
      $0.set("mm", 1, "mm_count", to: .number(1))
      $0.set("hmm", 1, "kref", to: .number(references))
    }
  }

  /// A page in a frame and a page in swap.
  private static var swapped: World {
    var world = window(3, 1)
    world.pages[1] = .swap(slot: "5")
    world.slots = [SlotContent("5", owner: "app", letter: "D"), SlotContent("6")]
    return world
  }

  // MARK: Ranges

  private static func rangeRegistered(_ from: Int = 0, _ to: Int = 1, shift: Value = 12) -> [Statement] {
    [allocate(range)] + Core.setup(range, driver) + [
      call(
        core.hmm_range_register, range.value, mm.value, .constant(from, name: nil), .constant(to, name: nil), shift,
        into: ret), keep(ret),
    ]
  }

  private static var ranges: [MutationWorld] {
    [
      calls("register") { rangeRegistered() },
      calls("register while counted", cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) }) { rangeRegistered() },
      calls("register nothing") { rangeRegistered(1, 1) },
      calls("register unaligned") { rangeRegistered(1, 2, shift: 13) },
      calls("register unaligned end") { rangeRegistered(0, 1, shift: 13) },
      calls("register with the dead", cells: { $0.set("hmm", 1, "dead", to: .number(1)) }) { rangeRegistered() },
      calls(
        "register and be last", cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
        {
          // The mirror's reference is taken away behind its back.
          step("X") { hmm.dead <- true }
          rangeRegistered()
        }),
      calls(
        "register with the dead, who leave", cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
        and: [
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])])
        ]
      ) { rangeRegistered() },
      calls("register large pages") { rangeRegistered(0, 2, shift: 13) },
      calls(
        "register without memory", unregistered,
        cells: {
          $0.allocate("hmm", 1)
          $0.allocate("hmm", 2)
        }
      ) { rangeRegistered() },
      calls("register again what is wrong") {
        rangeRegistered()
        call(core.hmm_range_register, range.value, mm.value, 1, 1, 12, into: ret)
      },
      calls("wait while madvise", patient, and: [Actor("app", [.dontneed(0..<1)])]) {
        rangeRegistered()
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      beside(.munmap(2..<3)), beside(.oomReap(2..<3)), beside(.reclaim(page: 2)),
      calls("two ranges", twoRanges, and: [Actor("app", [.dontneed(1..<2)])]) {
        rangeRegistered(0, 1)
        rangeRegistered(2, 3)
      },
      calls("wait for a valid one") {
        rangeRegistered()
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
        call(core.hmm_range_valid, range.value, into: ret)
        driver.end <- ret
      },
      calls("wait for the dead") {
        rangeRegistered()
        hmm.dead <- true
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("wait without an object") {
        rangeRegistered()
        range.hmm.value <- 0
        range.valid <- true
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("wait until it is too late") {
        rangeRegistered()
        range.valid <- false
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
    ]
  }

  private static var patient: World {
    var world = window(2, 1)
    world.hasTimeouts = false
    return world
  }

  /// An invalidation that does not touch the range.
  private static func beside(_ operation: Kernel.Operation) -> MutationWorld {
    calls("beside \(operation)", window(3, 3), and: [Actor("app", [operation])]) { rangeRegistered(0, 1) }
  }

  private static var twoRanges: World {
    var world = window(3, 2)
    world.ranges = 2
    return world
  }

  // MARK: Snapshots

  private static func snapshot(
    _ name: String, _ world: World, from: Int = 0, cells: @escaping (inout Setup) -> Void = { _ in },
    before: @escaping () -> [Statement] = { [] }
  ) -> MutationWorld {
    let pages = world.pages.count
    return calls(name, world, cells: cells) {
      rangeRegistered(from, pages)
      range.element(\.written, 0) <- Written.now
      step("X") { count(i, from: 0, below: rows(of: Pte.self)) { range.element(\.pfns, i) <- 5 } }
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_range_snapshot, range.value, into: ret)
      keep(ret)
    }
  }

  /// A window whose second page lies in another table: of ptes, of pmds, of puds.
  private static func across(_ base: Int, _ pages: [PageContent]) -> World {
    var world = window(2, 2)
    world.base = base
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    return world
  }

  private static let mapped = PageContent.present(frame: "1a0", isWritable: true)
  private static let readOnly = PageContent.present(frame: "1a1", isWritable: false)

  private static var snapshots: [MutationWorld] {
    [
      snapshot("snapshot", across(0x7f00_0000_0000, [mapped, .none, readOnly])),
      snapshot("snapshot of the back", across(0x7f00_0000_0000, [mapped, .none, readOnly]), from: 1),
      snapshot("snapshot across ptes", across(0x7f00_001f_f000, [mapped, readOnly])),
      snapshot("snapshot with a hole in pmds", across(0x7f00_001f_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole first", across(0x7f00_001f_e000, [.none, .none, mapped])),
      snapshot("snapshot with a hole in puds", across(0x7f00_3fff_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole in puds first", across(0x7f00_3fff_e000, [.none, .none, mapped])),
      snapshot("snapshot with a hole in pgds", across(0x7f7f_ffff_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole in pgds first", across(0x7f7f_ffff_e000, [.none, .none, mapped])),
      snapshot(
        "snapshot with a hole in p4ds", across(0x7f7f_ffff_f000, [mapped, .none, .none]),
        cells: { $0.set("pgd", 2, "none", to: .number(0)) }),
      snapshot(
        "snapshot with a hole in p4ds first", across(0x7f7f_ffff_e000, [.none, .none, mapped]),
        cells: { $0.set("pgd", 1, "none", to: .number(0)) }),
      snapshot("snapshot of two holes", across(0x7f00_001f_f000, [.none, .none])),
      walk("pieces", pieces([0..<1, 1..<3])), walk("pieces with a gap", pieces([0..<1, 2..<3])),
      walk("a gap at the end", pieces([0..<2])),
      walk("nothing in pgds", empty), walk("nothing in p4ds", empty, none: 1), walk("nothing in puds", empty, none: 2),
      walk("nothing in pmds", empty, none: 3),
      snapshot("snapshot of pieces", pieces([0..<1, 1..<2])),
      snapshot("snapshot with a gap", pieces([0..<1, 2..<3])),
      snapshot("snapshot behind a gap", pieces([1..<3])),
      snapshot("snapshot of pieces out of order", pieces([2..<3, 0..<1])),
      snapshot("snapshot of what is special", special()),
      snapshot("snapshot of what cannot be read", pieces([0..<2], isReadable: false)),
      snapshot("snapshot of nothing", pieces([])),
      snapshot("snapshot of an invalid range", window(2, 1), before: { [range.valid <- false] }),
      snapshot("snapshot of the dead", window(2, 1), before: { [hmm.dead <- true] }),
      snapshot("snapshot without an mm", window(2, 1), before: { [hmm.mm.value <- 0] }),
      snapshot("snapshot of a wrong size", window(2, 1), before: { [range.page_shift <- 21] }),
      snapshot("snapshot with the driver's lock", window(2, 1), before: { [mutex_lock(driver.update)] }),
      snapshot("snapshot without mmap_sem", window(2, 1), before: { [up_read(mm.mmap_sem)] }),
      calls("two rounds", window(2, 1)) {
        rangeRegistered(0, 2)
        down_read(mm.mmap_sem)
        call(core.hmm_range_snapshot, range.value, into: ret)
        range.valid <- false
        call(core.hmm_range_snapshot, range.value, into: ret)
      },
      calls("a walk of nothing", window(2, 1)) {
        call(core.walk_page_range, mm.value, 1, 1, 1, into: ret)
        keep(ret)
      },
    ]
  }

  /// Nothing is mapped in two vmas.
  private static var empty: World {
    var world = across(0x7f00_0000_0000, [.none, .none, .none])
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<3)]
    return world
  }

  /// A walk by itself, which a snapshot would cut at each vma; so many upper levels are there.
  private static func walk(_ name: String, _ world: World, none levels: Int = 0) -> MutationWorld {
    let row = Pointer<HmmVmaWalk>(.named("walk", 1))
    return calls(
      "walk over \(name)", world,
      cells: { setup in
        for record in ["pgd", "p4d", "pud"].prefix(levels) { setup.set(record, 1, "none", to: .number(0)) }
      }
    ) {
      rangeRegistered(0, 3)
      row.range.value <- range.value
      call(core.walk_page_range, mm.value, 0, 3, row.value, into: ret)
      keep(row.last)
    }
  }

  private static func pieces(_ vmas: [Range<Int>], isReadable: Bool = true) -> World {
    var world = across(0x7f00_0000_0000, [mapped, readOnly, .none])
    world.vmas = vmas.map { VmaPiece($0, isReadable: isReadable) }
    return world
  }

  private static func special() -> World {
    var world = pieces([0..<3])
    world.vmas[0].isSpecial = true
    return world
  }

  // MARK: Taking away

  private static func munmap(_ name: String, _ vmas: [Range<Int>], _ pages: Range<Int>, swap: Bool = false)
    -> MutationWorld
  {
    var world = window(4, 3)
    world.vmas = vmas.map { VmaPiece($0) }
    if swap { world.pages[3] = .swap(slot: "5") }
    if swap { world.slots = [SlotContent("5", owner: "app", letter: "D")] }
    world.base = 0x7f00_001f_e000
    world.threads = [Actor("app", [.munmap(pages)])]
    return MutationWorld(name: "munmap \(name)", world: world)
  }

  private static func madvise(_ name: String, _ world: World, _ pages: Range<Int>) -> MutationWorld {
    calls("madvise \(name)", world) {
      call(
        core.madvise_dontneed, mm.value, .constant(pages.lowerBound, name: nil), .constant(pages.upperBound, name: nil),
        into: ret)
      keep(ret)
    }
  }

  private static var unmaps: [MutationWorld] {
    [
      munmap("all", [0..<4], 0..<4, swap: true),
      munmap("the middle", [0..<4], 1..<3),
      munmap("the front", [0..<4], 0..<2),
      munmap("the back", [0..<4], 2..<4),
      munmap("two and a half", [0..<1, 1..<2, 2..<4], 0..<3),
      munmap("half and two", [0..<2, 2..<3, 3..<4], 1..<4),
      munmap("what is not there", [0..<1], 2..<4),
      munmap("nothing", [0..<4], 2..<2),
      calls("munmap of nothing", window(2, 2)) {
        call(core.munmap, mm.value, 1, 1, into: ret)
        keep(ret)
        call(core.munmap, mm.value, 0, 1, into: ret)
        driver.end <- ret
      },
      calls("munmap with a frame shared", window(2, 2), cells: { $0.set("frame", 1, "count", to: .number(2)) }) {
        call(core.munmap, mm.value, 0, 1, into: ret)
      },
      madvise("all", swapped, 0..<3),
      madvise("one", window(2, 2), 1..<2),
      madvise("the first piece", pieces([0..<1, 2..<3]), 0..<1),
      madvise("a hole", pieces([1..<2]), 0..<1),
      madvise("behind all", pieces([0..<1]), 2..<3),
      madvise("without tables", across(0x7f00_001f_f000, [mapped, .none]), 0..<2),
      calls("reclaim nothing", window(2, 1)) { call(core.reclaim, mm.value, 1) },
      calls("reclaim one of two", window(2, 2)) { call(core.reclaim, mm.value, 1) },
      calls("reclaim without a slot", window(2, 1), cells: { $0.set("swap", 1, "owner", to: .number(2)) }) {
        call(core.reclaim, mm.value, 0)
      },
      calls("reclaim to the second slot", twoSlots) { call(core.reclaim, mm.value, 0) },
      calls("reap, and again", window(2, 2)) {
        call(core.oom_reap, mm.value, 0, 2, into: ret)
        keep(ret)
        call(core.oom_reap, mm.value, 0, 2, into: ret)
      },
    ]
  }

  private static var twoSlots: World {
    var world = window(1, 1)
    world.slots = [SlotContent("4", owner: "app", letter: "X"), SlotContent("5"), SlotContent("6")]
    return world
  }

  // MARK: Touching

  private static func touch(_ name: String, _ world: World, _ page: Int, write: Bool) -> MutationWorld {
    calls("touch \(name)", world) {
      call(core.touch, mm.value, .constant(page, name: nil), write ? 1 : 0, write ? 66 : 0, into: ret)
      keep(ret)
    }
  }

  private static var touches: [MutationWorld] {
    [
      touch("to read", swapped, 0, write: false),
      touch("to write", swapped, 0, write: true),
      touch("to read what was swapped", swapped, 1, write: false),
      touch("to write what was swapped", swapped, 1, write: true),
      touch("to read what is new", swapped, 2, write: false),
      touch("to write what is new", swapped, 2, write: true),
      touch("to write what is read-only", pieces([0..<3]), 1, write: true),
      touch("in the first piece", pieces([0..<2, 2..<3]), 1, write: true),
      touch("what is not mapped", pieces([1..<3]), 0, write: false),
      touch("behind all", pieces([0..<1]), 1, write: false),
      touch("what may not be written", unwritable, 1, write: true),
      touch("what may not be written, to read", unwritable, 2, write: false),
      touch("without tables", across(0x7f7f_ffff_f000, [mapped, .none]), 1, write: true),
      calls("touch without a free frame", full, and: [Actor("app", [.dontneed(0..<1)])]) {
        call(core.touch, mm.value, 1, 1, 66, into: ret)
      },
      calls("two touch without a free frame", full, and: [Actor("x", [.write(page: 1, letter: "C")])]) {
        step("F") { Pointer<Frame>(.named("frame", 2)).owner <- 0 }
        call(core.touch, mm.value, 1, 0, 0, into: ret)
      },
    ]
  }

  private static var unwritable: World {
    var world = pieces([0..<3])
    world.vmas[0].isWritable = false
    return world
  }

  /// No frame is free, and the second page has none.
  private static var full: World {
    var world = window(2, 1)
    world.frames = [
      FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1b4", owner: "app", letter: "Z"),
    ]
    return world
  }

  // MARK: The rest

  private static var others: [MutationWorld] {
    [
      calls("take", full, and: [Actor("x", [.dontneed(0..<1)])]) { call(core.take, 88) },
      calls("two take", full, and: [Actor("x", [.take(letter: "C")])]) {
        step("F") { Pointer<Frame>(.named("frame", 2)).owner <- 0 }
        call(core.take, 88)
      },
    ]
  }
}
