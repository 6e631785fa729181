import Kernel
import Machine

/// What HMM knows of an address space, from the first mirror to the last reference.
extension MutationWorld {
  static var unregistered: World {
    var world = window(1, 1)
    world.devices[0].isRegistered = false
    return world
  }

  /// One device is mirrored, another one not yet.
  static var second: World {
    var world = window(1, 1)
    world.devices.append(Device("npu"))
    world.devices[1].isRegistered = false
    return world
  }

  @StatementBuilder static func register() -> [Statement] {
    down_write(mm.mmap_sem)
    call(core.hmm_mirror_register, mirror.value, mm.value, into: ret)
    up_write(mm.mmap_sem)
    keep(ret)
  }

  static var lives: [MutationWorld] {
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
      calls(
        "first mirror of memory that nobody uses", unregistered, cells: { $0.set("mm", 1, "mm_users", to: .number(0)) }
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
  static func dropped(_ references: Int) -> (inout Setup) -> Void {
    {
      $0.set("mm", 1, "mm_count", to: .number(1))
      $0.set("hmm", 1, "kref", to: .number(references))
    }
  }

  /// A page in a frame and a page in swap.
  static var swapped: World {
    var world = window(3, 1)
    world.pages[1] = .swap(slot: "5")
    world.slots = [SlotContent("5", owner: "app", letter: "D"), SlotContent("6")]
    return world
  }
}
