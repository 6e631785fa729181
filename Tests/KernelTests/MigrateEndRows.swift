import Machine

@testable import Kernel

/// Rows for section 8 of the reference, from where the driver is asked: copies, holes, the end.
extension OneCall {
  private static let rw = PageContent.present(frame: "1a0", isWritable: true)
  private static let rw1 = PageContent.present(frame: "1a1", isWritable: true)
  private static let privateWorld = deviceWorld([.devicePrivate(frame: "d00", isWritable: true)])

  private static func full(_ world: inout World) {
    for row in [3, 4] { world.frames[row].owner = "app" }
  }
  private static func file(_ world: inout World) { world.vmas[0].isFile = true }

  // MARK: M4, and M5 of pages that are there

  static let copied = [
    migrate("M4 no frame for any page: dst 0, all stay", deviceWorld([rw], full), entries: [src(14)]).memory(),
    migrate(
      "M4 a frame for the first of two: the second stays", deviceWorld([rw, rw1]) { $0.frames[4].owner = "app" }, 2,
      entries: [src(15), src(22, 1), dst(34)]
    ).memory("pte[0] device d00 rw", "frame 1a0 free 0", "frame d00 app 2 A"),
    migrate("M4 no frame for a hole", deviceWorld([.none, rw], full)).memory(),
    migrate(
      "M4 what lies on the device already stays", privateWorld, entries: [src(38)]
    ).memory().lawful(),
    migrate(
      "M4 what lies on another device is not this driver's",
      deviceWorld(privateWorld.pages) {
        $0.devices.append(Device("npu"))
      }, toRam: true, driver: 2, entries: [src(38)]
    ).memory().lawful(),
    migrate("M4 what lies in RAM is not moved to RAM", deviceWorld([rw]), toRam: true, entries: [src(14)]).memory()
      .lawful(),
    migrate(
      "M4 no frame of RAM", deviceWorld(privateWorld.pages) { $0.frames[2].owner = "app" }, toRam: true,
      entries: [src(38)]
    ).memory(),
    migrate(
      "M5a swap beside a page: it is none of both", deviceWorld([rw, .swap(slot: "3")]), 2, entries: [src(15), dst(34)]
    )
    .memory("pte[0] device d00 rw", "frame 1a0 free 0", "frame d00 app 2 A").lawful(),
    migrate("M5d held when the copy is made: both as before", deviceWorld([rw]), entries: [src(14), dst(34)])
      .meanwhile("M5a", hold).memory("frame 1a0 app 2 A"),
    migrate("M5d a page of a file: stays", deviceWorld([rw], file), entries: [src(14), dst(34)]).memory().lawful(),
    migrate("M5d a page in the swap cache: stays", deviceWorld([rw]), entries: [src(14), dst(34)]) {
      $0.set("swap", 1, "page", to: .number(1))
      $0.set("frame", 1, "count", to: .number(2))
    }.memory(),
    migrate(
      "M5d a page of a file comes back from the device", deviceWorld(privateWorld.pages, file), toRam: true,
      entries: [src(39), dst(26)]
    )
    .memory("pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 1").lawful(),
  ]

  // MARK: M5 of holes

  private static let hole = deviceWorld([.none, rw])

  static let inserted = [
    migrate("IP4 nothing was there", hole, entries: [src(1), dst(34)]).memory("pte[0] device d00 rw", "frame d00 app 2")
      .lawful(),
    migrate(
      "IP4 the zero page was there",
      deviceWorld([.present(frame: "0", isWritable: false)]) {
        $0.frames.append(FrameContent("0", owner: Process.zeroName))
      }, entries: [src(1), dst(34)]
    ).memory("pte[0] device d00 rw", "frame d00 app 2").lawful(),
    migrate(
      "IP2 no table was there", deviceWorld([.none, .none]), 2, entries: [src(1), src(1, 1), dst(34), dst(42, 1)]
    ).memory("pte[0] device d00 rw", "pte[1] device d01 rw", "frame d00 app 2", "frame d01 app 2").lawful(),
    migrate(
      "M5b two holes: one section", deviceWorld([.none, .none, rw]), 2,
      entries: [src(1), src(1, 1), dst(34), dst(42, 1)]
    )
    .memory("pte[0] device d00 rw", "pte[1] device d01 rw", "frame d00 app 2", "frame d01 app 2").lawful(),
    migrate("IP1 a hole of a file: stays", deviceWorld([.none, rw], file), entries: [dst(34)]).memory().lawful(),
    migrate("IP2 a huge page is there by now: stays", hole, entries: [dst(34)]).meanwhile("IP1") {
      $0.set("pmd", 1, "kind", to: 1)
      $0.set("pmd", 1, "frame", to: 2)
    }.memory("pmd[0] huge 1a1 ro"),
    migrate("IP4 filled by now: stays", hole, entries: [dst(34)]).beside(.write(page: 0, letter: "X")).meanwhile("IP3")
    {
      $0.finish("other")
    }.memory("pte[0] present 1b4 rw dirty", "frame 1b4 app 1 X").lawful(),
    migrate(
      "IP4 nobody may write: the entry is read-only", deviceWorld([.none, rw]) { $0.vmas[0].isWritable = false },
      entries: [src(1), dst(34)]
    ).memory("pte[0] device d00 ro", "frame d00 app 2").lawful(),
  ]

  // MARK: M7

  static let finalized = [
    migrate(
      "MX1 unmapped before M6: nothing comes back, both frames are free", deviceWorld([rw]),
      entries: [src(15), dst(34)]
    )
    .beside(.dontneed(0..<1)).meanwhile("M6a") { $0.finish("other") }
    .memory("pte[0] none", "frame 1a0 free 0").lawful(),
    migrate("MX2 unmapped when it was found", deviceWorld([rw]), entries: [src(15), dst(34)])
      .beside(.dontneed(0..<1)).meanwhile("MX2") { $0.finish("other") }
      .memory("pte[0] none", "frame 1a0 free 0").lawful(),
    migrate("M7g a page moves", deviceWorld([rw]), entries: [src(15), dst(34)]).memory(
      "pte[0] device d00 rw", "frame 1a0 free 0", "frame d00 app 2 A"
    ).lawful(),
    migrate(
      "M7g a read-only page moves", deviceWorld([.present(frame: "1a0", isWritable: false)]),
      entries: [src(11), dst(34)]
    ).memory("pte[0] device d00 ro", "frame 1a0 free 0", "frame d00 app 2 A").lawful(),
    migrate("M7g a page comes back", privateWorld, toRam: true, entries: [src(39), dst(26)]).memory(
      "pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 1"
    ).lawful(),
  ]
}
