import Machine
import Testing

@testable import Kernel

/// Rows for section 8 of the reference, up to where the driver is asked: what may move, what is collected, prepared and
/// unmapped.
extension OneCall {
  static let migrations: [OneCall] =
    refusedMigrations + collected + prepared + unmappedPages + copied + inserted + finalized

  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static let rw = PageContent.present(frame: "1a0", isWritable: true)
  private static let rw1 = PageContent.present(frame: "1a1", isWritable: true)

  /// A world with two free frames of device memory (rows 4 and 5) and one free frame of RAM (3).
  static func deviceWorld(_ pages: [PageContent], _ change: (inout World) -> Void = { _ in }) -> World {
    var world = World.deviceMemory()
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    if pages.contains(where: { $0.frame == "d00" }) {
      world.frames[3] = FrameContent("d00", owner: "app", letter: "G", device: "gpu")
    }
    change(&world)
    return world
  }

  /// `migrate_vma` of the first pages of a world, by a thread that holds mmap_sem: to the device, or from there.
  static func migrate(
    _ name: String, _ world: World, _ count: Int = 1, toRam: Bool = false, driver: Int = 1, returns: Int? = 0,
    held: [String] = [], entries: [String] = [], fixes: Set<String> = [],
    cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: mmapSem + held, changed: entries, world, fixes: fixes, cells: cells,
      before: { _ in [down_read(mm.mmap_sem)] },
      call: {
        [
          Machine.call(
            $0.migrate_vma, .procedure(toRam ? $0.alloc_and_copy_to_ram : $0.alloc_and_copy_to_device),
            .procedure($0.finalize_and_map), 1, 0, number(count), number(driver), into: ret)
        ]
      }
    ).watching("migrate_vma.src", "migrate_vma.dst", "migrate_vma.cpages")
  }

  static func src(_ value: Int, _ index: Int = 0) -> String { "migrate_vma[0].src[\(index)] 0 ⇒ \(value)" }
  static func dst(_ value: Int, _ index: Int = 0) -> String { "migrate_vma[0].dst[\(index)] 0 ⇒ \(value)" }

  // MARK: What cannot be migrated at all

  private static func refused(
    _ name: String, vma: Int = 1, _ pages: Range<Int> = 0..<2, hasAlloc: Bool = true, hasFinalize: Bool = true,
    _ change: (inout VmaPiece) -> Void = { _ in }
  ) -> OneCall {
    var world = deviceWorld([rw, rw1, rw1])
    world.vmas = [VmaPiece(0..<2)]
    change(&world.vmas[0])
    return OneCall(
      name, returns: -22, held: mmapSem, world, before: { _ in [down_read(mm.mmap_sem)] },
      call: {
        [
          Machine.call(
            $0.migrate_vma, hasAlloc ? .procedure($0.alloc_and_copy_to_device) : 0,
            hasFinalize ? .procedure($0.finalize_and_map) : 0, number(vma), number(pages.lowerBound),
            number(pages.upperBound), 1, into: ret)
        ]
      }
    ).watching(MigrateVma.name).memory().lawful()
  }

  private static let refusedMigrations = [
    refused("M0 no vma", vma: 0), refused("M0 hugetlb") { $0.isHugetlb = true },
    refused("M0 special") { $0.isSpecial = true }, refused("M0 begins before the vma") { $0.pages = 1..<2 },
    refused("M0 ends behind the vma", 0..<3), refused("M0 empty", 1..<1),
    refused("M0 no alloc_and_copy", hasAlloc: false), refused("M0 no finalize_and_map", hasFinalize: false),
  ]

  // MARK: M1

  /// What the first page is decides what is collected: looked at when that is over.
  private static func collect(
    _ name: String, _ page: PageContent, _ src: Int, memory: [String] = [], locks: Int = 0,
    _ change: (inout World) -> Void = { _ in }
  ) -> OneCall {
    let pages = [page, .none, .special]
    let entries = (src == 0 ? 1 : 2, src == 0 ? [] : [Self.src(src)])
    return migrate(
      "M1g \(name)", deviceWorld(pages, change), 2, returns: nil,
      held: Array(repeating: "lock caller", count: locks), entries: [cpages(entries.0)] + entries.1 + [Self.src(1, 1)]
    ).until("M2").memory(memory)
  }
  private static func privatePage(_ isWritable: Bool) -> PageContent {
    .devicePrivate(frame: "d00", isWritable: isWritable)
  }
  private static func cpages(_ count: Int) -> String { "migrate_vma[0].cpages 0 ⇒ \(count)" }

  private static let collected = [
    collect("none: MIGRATE without a page", .none, 1),
    collect("the zero page: as none", .present(frame: "0", isWritable: false), 1) {
      $0.frames.append(FrameContent("0", owner: Process.zeroName))
    },
    collect("swap: left out", .swap(slot: "3"), 0), collect("special: left out", .special, 0),
    collect("hwpoison: left out", .poison, 0),
    collect("migration: left out", .migration(frame: "1a0", isWritable: true), 0),
    collect("devmap: left out", .devmap(frame: "1a0", isWritable: true), 0),
    collect("present rw: WRITE, locked, replaced", rw, 15, memory: ["pte[0] migration 1a0 rw"], locks: 1),
    collect(
      "present ro: locked, replaced", .present(frame: "1a0", isWritable: false), 11,
      memory: ["pte[0] migration 1a0 ro"], locks: 1),
    collect(
      "protnone: as present", .protnone(frame: "1a0", isWritable: true), 15, memory: ["pte[0] migration 1a0 rw"],
      locks: 1),
    collect(
      "device-private rw: locked, replaced", privatePage(true), 39, memory: ["pte[0] migration d00 rw"], locks: 1),
    collect(
      "device-private ro: locked, replaced", privatePage(false), 35, memory: ["pte[0] migration d00 ro"], locks: 1),
    migrate(
      "M1g somebody has it locked: a reference, no more", deviceWorld([rw]), returns: nil, held: ["lock other"],
      entries: [cpages(1), src(13)], cells: lock
    ).until("M2").memory("frame 1a0 app 2 A"),
    migrate(
      "M1d no table: each page of the span is MIGRATE", deviceWorld([.none, .none]), 2, returns: nil,
      entries: [cpages(2), src(1), src(1, 1)]
    ).until("M2").memory(),
    migrate("M1e a bad pmd: left out", deviceWorld([rw])) { $0.set("pmd", 1, "kind", to: .number(4)) }.memory(),
    migrate(
      "M1m a huge page: split first", .hugeDeviceMemory, 2, returns: nil, held: ["lock caller", "lock caller"],
      entries: [cpages(2), src(15), src(23, 1)]
    ).until("M2").memory(
      "pte[0] migration 1a0 rw", "pte[1] migration 1a1 rw", "pte[2] present 1a2 rw", "pte[3] present 1a3 rw", "pmd"),
    migrate("M1l a huge page that is locked: left out, and huge", .hugeDeviceMemory, 2, held: ["lock other"]) {
      $0.set("frame", 1, "lock", to: .number(2))
    }.memory(),
  ]

  // MARK: M2

  /// The page is locked by somebody else when it is collected.
  private static func lock(_ setup: inout Setup) { setup.set("frame", 1, "lock", to: .number(2)) }
  private static func unlock(_ run: Run) { run.set("frame", 1, "lock", to: 0) }
  /// One reference more than there was.
  static func hold(_ run: Run) { run.set("frame", 1, "count", to: run.value("frame", 1, "count") + 1) }

  private static let prepared = [
    migrate(
      "M2d somebody has it locked: let go, and nothing is left for M3", deviceWorld([rw]), held: ["lock other"],
      cells: lock
    )
    .memory(),
    migrate("M2c locked in time: M3b unmaps it", deviceWorld([rw]), entries: [src(15), dst(34)], cells: lock)
      .meanwhile("M2c", unlock).meanwhile("M3a") { #expect($0.src(0) == 15 && $0.pte(0) == [1, 1, 1]) }
      .meanwhile("M4a") { #expect($0.pte(0) == [3, 1, 1]) }
      .memory("pte[0] device d00 rw", "frame 1a0 free 0", "frame d00 app 2 A").lawful(),
    migrate("M2f pinned, its pte replaced: M2h brings it back", deviceWorld([rw])).meanwhile("M2a", hold).memory(
      "frame 1a0 app 2 A"),
    migrate("M2f pinned, another one is not", deviceWorld([rw, rw1]), 2, entries: [src(23, 1), dst(34, 1)])
      .meanwhile("M2a", hold).memory(
        "pte[1] device d00 rw", "frame 1a0 app 2 A", "frame 1a1 free 0", "frame d00 app 2 B"),
    migrate("M2g pinned, its pte never replaced: let go", deviceWorld([rw]), cells: lock).meanwhile("M2c") {
      unlock($0)
      hold($0)
    }.memory("frame 1a0 app 2 A"),
    migrate(
      "M2e device memory is never pinned, M5d finds the reference", deviceWorld([privatePage(true)]), toRam: true,
      entries: [src(38), dst(26)]
    )
    .meanwhile("M2a") { $0.set("frame", 4, "count", to: 3) }.memory("frame d00 app 3 G"),
  ]

  // MARK: M3

  private static var twoProcesses: World {
    var world = World.sharedMemory()
    world.devices.append(Device("npu"))
    world.devices[1].process = "kid"
    return world
  }
  private static let gone: [Kernel.Operation] = [.dontneed(0..<1)]

  private static let unmappedPages = [
    migrate("M3b mapped by another process, too: a section each", twoProcesses, entries: [src(15), dst(34)]).memory(
      "pte[0] device d00 rw", "pte[4] device d00 ro", "frame 1a0 free 0", "frame d00 app 3 A"
    ).meanwhile("M3k") { #expect($0.value("hmm", 2, "notifiers") == 1 && $0.notifiers == 0) }.lawful(),
    migrate("M3d held when it is unmapped: M3e brings back both ptes", twoProcesses).meanwhile("M3c", hold).memory(
      "frame 1a0 app 3 A"),
    migrate("M3d one of two is held", deviceWorld([rw, rw1]), 2, entries: [src(23, 1), dst(34, 1)])
      .meanwhile("M3c", hold).memory(
        "pte[1] device d00 rw", "frame 1a0 app 2 A", "frame 1a1 free 0", "frame d00 app 2 B"),
    migrate("M3j the pte is gone by now", deviceWorld([rw]), entries: [src(15), dst(34)], cells: lock)
      .meanwhile("M2c", unlock).meanwhile("M3i") { $0.finish("other") }
      .memory("pte[0] none", "frame 1a0 free 0"),
    migrate("M3j device-private: no flush", deviceWorld([privatePage(true)]), toRam: true, entries: [src(39), dst(26)])
    {
      $0.set("frame", 4, "lock", to: .number(2))
    }.meanwhile("M2c") { $0.set("frame", 4, "lock", to: 0) }
      .memory("pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 1").lawful(),
  ].map { $0.beside(.dontneed(0..<1)) }
}
