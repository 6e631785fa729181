import Machine
import Testing

@testable import Kernel

/// Rows for section 7 of the reference: memory of a device that the CPU cannot reach, and a CPU's fault on it.
extension OneCall {
  static let deviceMemory: [OneCall] = added + removed + put + cpuFaults + allocated + drivers

  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static let rw = PageContent.present(frame: "1a0", isWritable: true)
  private static let resident = [PageContent.devicePrivate(frame: "d00", isWritable: true)]
  private static func full(_ world: inout World) { world.frames[2].owner = "app" }

  /// What is looked at of the object; its callbacks have no numbers that last.
  private static let fields = ["driver", "pfn_first", "pfn_last", "ref"].map { "hmm_devmem.\($0)" }
  private static let gone = [
    "hmm_devmem->driver 1 ⇒ 0", "hmm_devmem->pfn_first 4 ⇒ 0", "hmm_devmem->pfn_last 6 ⇒ 0", "hmm_devmem->ref 3 ⇒ 0",
  ]

  // MARK: hmm_devmem_add and its end

  private static func add(
    _ name: String, returns: Int, changed: [String] = [], isAdded: Bool = false, hasMemory: Bool = true
  ) -> OneCall {
    var world = deviceWorld([rw])
    if !hasMemory { world.devices.append(Device("npu")) }
    if !isAdded {
      let core = Core.of(.linux5_2)
      // A driver that adds its memory itself: so it is not there yet.
      world.devices[0].entry = Procedure("entry", [Pointer<Driver>("driver").value], isKernel: false) {
        Machine.call(core.hmm_devmem_add, 0, 0, 1)
      }
    }
    return OneCall(
      name, returns: returns, changed: changed, world,
      call: {
        [
          Machine.call(
            $0.hmm_devmem_add, .procedure($0.devmem_free), .procedure($0.devmem_fault), number(hasMemory ? 1 : 2),
            into: ret)
        ]
      }
    ).watching(fields)
  }

  private static let added = [
    add("DV1 no memory for the object: -ENOMEM", returns: -12, isAdded: true).memory(),
    add("DV3 no range for it: -ERANGE", returns: -34, hasMemory: false).memory(),
    add(
      "DV5 added: each frame idles at one reference", returns: 1,
      changed: [
        "hmm_devmem->driver 0 ⇒ 1", "hmm_devmem->pfn_first 0 ⇒ 4", "hmm_devmem->pfn_last 0 ⇒ 6",
        "hmm_devmem->ref 0 ⇒ 3",
      ]
    ).memory(
      "frame d00 free 1", "frame d01 free 1"),
  ]

  private static func remove(
    _ name: String, changed: [String], cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: nil, changed: changed, deviceWorld([rw]), cells: cells,
      call: { [Machine.call($0.hmm_devmem_remove, 1)] }
    ).watching(fields)
  }

  private static let removed = [
    remove("DV9 every frame idles: gone", changed: gone).memory("frame d00 free 0", "frame d01 free 0"),
    remove("DV8 somebody has a frame: waited for", changed: gone) { $0.set("frame", 4, "count", to: .number(2)) }
      .blocked { run in
        run.set("frame", 4, "count", to: 0)
        run.set("hmm_devmem", 1, "ref", to: 0)
      }.memory("frame d00 free 0", "frame d01 free 0"),
  ]

  // MARK: put_page

  private static func put(
    _ name: String, _ frame: Int, _ pages: [PageContent], changed: [String] = [], _ memory: String
  ) -> OneCall {
    OneCall(
      name, returns: nil, changed: changed, deviceWorld(pages), call: { [Machine.call($0.putPage, number(frame))] }
    ).watching(fields).memory(memory)
  }

  private static let put = [
    put("PP1 RAM: the last reference frees it", 1, [rw], "frame 1a0 free 0"),
    put("PP1 RAM: not the last", 1, [rw, rw], "frame 1a0 app 1 A"),
    put("PP2 device memory: at one the driver gets it back", 4, resident, "frame d00 free 1"),
    put("PP1 device memory: not at one", 4, resident + resident, "frame d00 app 2 G"),
    put(
      "PP1 device memory: at zero it is no page any more", 4, [rw], changed: ["hmm_devmem->ref 3 ⇒ 2"],
      "frame d00 free 0"),
  ]

  // MARK: 7.1

  private static func cpuFault(
    _ name: String, returns: Int, held: [String] = [], _ world: World = deviceWorld(resident), write: Bool = false,
    fixes: Set<String> = [], added: Set<String> = []
  ) -> OneCall {
    var world = world
    world.edition = Edition(fixes: fixes, added: added)
    return OneCall(
      name, returns: returns, held: mmapSem + held, world, before: { _ in [down_read(mm.mmap_sem)] },
      call: { [Machine.call($0.handle_mm_fault, 1, 0, number(write ? 1 : 0), into: ret)] })
  }
  private static func special(_ world: inout World) { world.vmas[0].isSpecial = true }
  private static let back = ["pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 1"]

  private static let cpuFaults = [
    cpuFault("DP2 a read: the page comes back, 0", returns: 0).meanwhile("DP1") {
      #expect($0.held == mmapSem && $0.frame(4) == [1, 2, 71], "no lock, no reference (H34)")
    }.memory(back).lawful(),
    cpuFault("DP2 a write: the same", returns: 0, write: true).memory(back).lawful(),
    cpuFault("DO4 no frame of RAM: OOM, the page stays", returns: 1, deviceWorld(resident, full)).memory(),
    cpuFault("DO4 a vma that cannot be migrated: SIGBUS", returns: 2, deviceWorld(resident, special)).memory(),
    cpuFault("DO4 somebody has it locked: 0, the CPU tries again", returns: 0, held: ["lock other"]).meanwhile("PF10") {
      $0.set("frame", 4, "lock", to: 2)
    }.memory(),
    cpuFault("7.1 another CPU was first: 0", returns: 0).beside(.read(page: 0)).meanwhile("DP1") { $0.finish("other") }
      .memory(back),
    cpuFault("DP1 the page is gone, nothing held it (H34)", returns: 0).beside(.dontneed(0..<1)).meanwhile("DP1") {
      $0.finish("other")
    }.memory("pte[0] none", "frame d00 free 1"),
    cpuFault("PF16 a reference, H34 mended", returns: 0, fixes: ["H34"]).memory(back).lawful(),
    cpuFault("PF16 gone by now, H34 mended", returns: 0, fixes: ["H34"]).beside(.dontneed(0..<1)).meanwhile("PF16") {
      $0.finish("other")
    }.memory("pte[0] none", "frame d00 free 1").lawful(),
    cpuFault("M5d the fault's own reference is taken for another's (H40)", returns: 0, fixes: ["H34"], added: ["H40"])
      .memory(),
  ]

  // MARK: Pages for drivers

  private static func allocation(
    _ name: String, returns: Int, held: [String] = [], _ world: World, _ call: @escaping @Sendable (Core) -> Statement
  ) -> OneCall {
    OneCall(name, returns: returns, held: held, world, call: { [call($0)] })
  }
  private static let lockedPage: @Sendable (Core) -> Statement = {
    Machine.call($0.hmm_vma_alloc_locked_page, 1, 0, into: ret)
  }
  private static let freePage: @Sendable (Core) -> Statement = { Machine.call($0.alloc_page_vma, 0, 1, 0, into: ret) }
  private static let devicePage: @Sendable (Core) -> Statement = {
    Machine.call($0.device_alloc_page, driver.value, into: ret)
  }

  private static let allocated = [
    allocation("DV12 a page of RAM, locked", returns: 3, held: ["lock caller"], deviceWorld([rw]), lockedPage).memory(
      "frame 1b4 app 1"),
    allocation("DV11 none: NULL", returns: 0, deviceWorld([rw], full), lockedPage).memory(),
    allocation("DV10 a page of RAM, not locked", returns: 3, deviceWorld([rw]), freePage).memory("frame 1b4 app 1"),
    allocation("DV10 none: NULL", returns: 0, deviceWorld([rw], full), freePage).memory(),
    allocation("M4a a page of the device, locked", returns: 4, held: ["lock caller"], deviceWorld([rw]), devicePage)
      .memory("frame d00 app 2"),
    allocation("M4a none: NULL", returns: 0, World.window(), devicePage).memory(),
  ]

  // MARK: What a driver does that brings nothing

  private static func moving(_ name: String, returns: Int, _ world: World, to end: Int = 1) -> OneCall {
    OneCall(
      name, returns: returns, world,
      call: { [Machine.call($0.migrate_to_device, driver.value, mm.value, 0, number(end), into: ret)] }
    ).watching(MigrateVma.name)
  }
  private static func removal(
    _ name: String, changed: [String] = [], driver row: Int = 1, added: Set<String> = [],
    _ pages: [PageContent] = resident, vmas: [VmaPiece] = [VmaPiece(0..<1)]
  ) -> OneCall {
    var world = deviceWorld(pages)
    world.vmas = vmas
    world.devices.append(Device("npu"))
    world.edition = Edition(added: added)
    return OneCall(
      name, returns: nil, changed: changed, world,
      call: { [Machine.call($0.devmem_remove, number(row), mm.value)] }
    ).watching(fields)
  }

  private static let drivers = [
    moving("MT5 moved, its arrays are gone", returns: 0, deviceWorld([rw])).memory(
      "pte[0] device d00 rw", "frame 1a0 free 0", "frame d00 app 2 A"
    ).lawful(),
    moving("MT5 no vma: -EINVAL", returns: -22, deviceWorld([rw]) { $0.vmas = [] }).memory().lawful(),
    removal("DX6 what lies there is brought back first", changed: gone).memory(
      "pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 0", "frame d01 free 0"
    ).lawful(),
    removal("DX6 nothing to give up", driver: 2).memory(),
    removal("DX3 two vmas", changed: gone, [rw] + resident, vmas: [VmaPiece(0..<1), VmaPiece(1..<2)]).memory(
      "pte[1] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 0", "frame d01 free 0"
    ).lawful(),
    removal("DX3 no vma", changed: gone, [rw], vmas: []).memory("frame d00 free 0", "frame d01 free 0"),
    removal("DX7 what lies there is left there (H43)", changed: gone, added: ["H43"]).memory(),
    removal("DX7 nothing to give up, H43", driver: 2, added: ["H43"]).memory(),
  ]
}
