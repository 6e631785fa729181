import Kernel
import Machine

private let before = Core.of(Edition(version: "5.1"))
private let later = Core.of(Edition(version: "5.3"))
private let vma = Pointer<Vma>("vma")
private let alive = Value.local("alive", .flag)
private let valid = Value.local("valid", .flag)

/// What only 5.1 and 5.3 have.
extension MutationWorld {
  private static func window(_ version: String, _ pages: Int, _ present: Int) -> World {
    var world = KernelWorld.window(pages, present: present)
    world.edition = Edition(version: version)
    world.devices = [Device("gpu")]
    return world
  }

  private static func special(_ world: World) -> World {
    var world = world
    world.vmas[0].isSpecial = true
    return world
  }

  private static func unreadable(_ world: World) -> World {
    var world = world
    world.vmas[0].isReadable = false
    return world
  }

  private static func pieces(_ version: String, _ vmas: [Range<Int>]) -> World {
    var world = window(version, 3, 3)
    world.vmas = vmas.map { VmaPiece($0) }
    return world
  }

  /// The beginning of a round of 5.1 over some pages.
  private static func listed(_ from: Int = 0, _ to: Int = 2, in space: Value = 1) -> [Statement] {
    [allocate(range)] + Core.setup(range, driver) + [
      range.start <- .constant(from, name: nil), range.end <- .constant(to, name: nil),
      step("X") { count(i, from: 0, below: rows(of: Pte.self)) { range.element(\.pfns, i) <- 5 } },
      down_read(mm.mmap_sem),
      call(before.findVma, mm.value, range.start, into: vma.value),
      range.vma.value <- vma.value,
      call(before.linux5_1!.hmm_vma_get_pfns, range.value, into: ret), keep(ret),
    ]
  }

  private static func asked() -> [Statement] {
    [
      call(before.linux5_1!.hmm_vma_range_done, range.value, into: valid), driver.end <- valid,
      up_read(mm.mmap_sem),
    ]
  }

  private static func rounds(_ name: String, _ world: World, and others: [Actor] = []) -> MutationWorld {
    calls("5.1 " + name, world, and: others) {
      listed()
      mutex_lock(driver.update)
      asked()
      when(valid) { Core.map_pages(driver, range) }
      mutex_unlock(driver.update)
      when(ret == 0) { free(range) }
    }
  }

  private static func registered(_ from: Int = 0, _ to: Int = 1, shift: Value = 12) -> [Statement] {
    [allocate(range)] + Core.setup(range, driver) + [
      call(
        later.hmm_range_register, range.value, mirror.value, .constant(from, name: nil), .constant(to, name: nil),
        shift, into: ret), keep(ret),
    ]
  }

  static var editions: [MutationWorld] {
    let old = window("5.1", 2, 2), new = window("5.3", 2, 1)
    let reaper = Actor("reaper", [.oomReap(0..<1)])
    var waiting = new
    waiting.hasTimeouts = false
    var twoDevices = new
    twoDevices.devices.append(Device("npu"))
    var two = window("5.1", 3, 3)
    two.ranges = 2
    var both = window("5.1", 2, 2)
    both.devices.append(Device("npu"))
    return [
      rounds("a round", old), rounds("a round of what is special", special(old)),
      rounds("a round of what cannot be read", unreadable(old)),
      rounds("a round beside madvise", old, and: [Actor("app", [.dontneed(1..<2)])]),
      rounds("a round beside the reaper", old, and: [Actor("reaper", [.oomReap(0..<1)])]),
      rounds("a round beside munmap", old, and: [Actor("app", [.munmap(1..<2)])]),
      rounds("two devices and the reaper", both, and: [Actor("reaper", [.oomReap(0..<2)])]),
      calls("5.1 an empty round", old) { listed(1, 1) },
      calls("5.1 a round backwards", old) { listed(2, 1) },
      calls("5.1 a round of the back", old) {
        listed(1, 2)
        asked()
      },
      calls("5.1 a round without a vma", old) {
        allocate(range)
        Core.setup(range, driver)
        call(before.linux5_1!.hmm_vma_get_pfns, range.value, into: ret)
        keep(ret)
      },
      calls("5.1 a round without a mirror", old, cells: { $0.set("mm", 1, "hmm", to: .number(0)) }) { listed() },
      calls("5.1 asked twice", old) {
        listed()
        asked()
        call(before.linux5_1!.hmm_vma_range_done, range.value, into: ret)
        keep(ret)
      },
      calls("5.1 asked of an empty range", old) {
        listed()
        range.end <- range.start
        asked()
      },
      calls("5.1 the mirror leaves", old, and: [Actor("driver", [.call(before.hmm_mirror_unregister, [1])])]) {
        listed()
        asked()
      },
      calls("5.1 two ranges", two, and: [Actor("app", [.dontneed(1..<2)])]) {
        listed(0, 1)
        listed(2, 3)
      },
      calls("5.1 two rounds", two) {
        listed(0, 2)
        asked()
        listed(0, 2)
      },
      calls("5.1 a section and a mirror that leaves", old, and: [Actor("app", [.dontneed(1..<2)])]) {
        call(before.hmm_mirror_unregister, mirror.value)
      },
      calls("5.1 two sections", old, and: [Actor("app", [.dontneed(1..<2)]), Actor("other", [.dontneed(0..<1)])]) {
        listed()
      },
      calls("5.3 register", new) { registered() },
      calls("5.3 register while counted", new, cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) }) {
        registered()
      },
      calls("5.3 register nothing", new) { registered(1, 1) },
      calls("5.3 register unaligned", new) { registered(1, 2, shift: 13) },
      calls("5.3 register unaligned end", new) { registered(0, 1, shift: 13) },
      calls("5.3 register large pages", new) { registered(0, 2, shift: 13) },
      calls("5.3 register without users", new, cells: { $0.set("mm", 1, "mm_users", to: .number(0)) }) {
        registered()
      },
      calls("5.3 register again what is wrong", new) {
        registered()
        call(later.hmm_range_register, range.value, mirror.value, 1, 1, 12, into: ret)
      },
      calls("5.3 register and unregister", new) {
        registered()
        call(later.hmm_range_unregister, range.value)
        call(later.hmm_range_unregister, range.value)
        free(range)
      },
      calls("5.3 unregister what is empty", new) {
        registered()
        range.end <- range.start
        call(later.hmm_range_unregister, range.value)
      },
      calls("5.3 the process leaves", new, and: [Actor("app", [.exit])]) {
        registered()
        call(later.hmm_range_unregister, range.value)
      },
      calls("5.3 the mirror leaves", new, and: [Actor("driver", [.call(later.hmm_mirror_unregister, [1])])]) {
        registered()
        call(later.hmm_range_unregister, range.value)
      },
      calls("5.1 the same range again", old) {
        listed()
        asked()
        down_read(mm.mmap_sem)
        call(before.linux5_1!.hmm_vma_get_pfns, range.value, into: ret)
      },
      calls("5.1 a round with the driver's lock", old) {
        mutex_lock(driver.update)
        listed()
      },
      calls("5.1 a round without mmap_sem", old) {
        allocate(range)
        Core.setup(range, driver)
        range.vma.value <- 1
        call(before.linux5_1!.hmm_vma_get_pfns, range.value, into: ret)
      },
      calls("5.1 a round in pieces", pieces("5.1", [2..<3, 0..<1])) { listed(0, 1) },
      calls("5.1 the vma of a page", pieces("5.1", [0..<1, 2..<3])) {
        call(before.findVma, mm.value, 0, into: vma.value)
        keep(vma.value)
      },
      calls("5.1 a round behind the pieces", pieces("5.1", [0..<1])) { listed(1, 3) },
      calls("5.3 the reaper is refused", waiting, and: [reaper]) {
        registered()
        mutex_lock(driver.update)
        mutex_unlock(driver.update)
        call(later.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("5.3 the reaper is refused, two devices", twoDevices, and: [reaper]) {
        registered()
        mutex_lock(driver.update)
        mutex_unlock(driver.update)
      },
      calls("5.3 the reaper meets a mirror that comes", waiting, and: [reaper]) {
        registered()
        down_write(hmm.mirrors_sem)
        up_write(hmm.mirrors_sem)
        call(later.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("5.3 the reaper finds ranges_lock taken", new, and: [reaper]) {
        registered()
        spin_lock(hmm.ranges_lock)
        spin_unlock(hmm.ranges_lock)
      },
      calls("5.3 the reaper and a section", waiting, and: [reaper, Actor("app", [.dontneed(1..<2)])]) {
        mutex_lock(driver.update)
        registered(0, 2)
        mutex_unlock(driver.update)
      },
      calls("5.3 a range beside", window("5.3", 3, 3), and: [Actor("app", [.dontneed(2..<3)])]) { registered() },
      calls("5.3 a range before", window("5.3", 3, 3), and: [Actor("app", [.dontneed(0..<1)])]) { registered(1, 2) },
      calls("5.3 a section while the mirror leaves", new, and: [Actor("app", [.dontneed(0..<1)])]) {
        call(later.hmm_mirror_unregister, mirror.value)
      },
      calls("5.3 exit while the mirror leaves", new, and: [Actor("app", [.exit])]) {
        call(later.hmm_mirror_unregister, mirror.value)
      },
      calls("5.3 exit beside a range of its own", new, and: [Actor("app", [.exit])]) {
        registered()
        // What keeps the memory is taken away behind the range's back.
        kref_put(mm.mm_users, into: alive)
        call(later.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("5.3 wait while madvise", waiting, and: [Actor("app", [.dontneed(0..<1)])]) {
        registered()
        call(later.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("5.3 madvise", new, and: [Actor("app", [.dontneed(0..<1)])]) {
        registered()
        call(later.hmm_range_unregister, range.value)
      },
    ]
  }
}
