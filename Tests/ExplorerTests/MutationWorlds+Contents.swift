import Kernel

/// What pages and worlds of faults are made of.
extension MutationWorld {
  static let ro = PageContent.present(frame: "1a0", isWritable: false)
  static let rw = PageContent.present(frame: "1a0", isWritable: true)
  static let zeroed = PageContent.present(frame: "0", isWritable: false)
  static let huge: [PageContent] = [
    .huge(frame: "1a0", isWritable: false), .huge(frame: "1a1", isWritable: false),
  ]

  static func zero(_ world: inout World) { world.frames.append(FrameContent("0", owner: Process.zeroName)) }

  static func special(_ world: inout World) { world.vmas[0].isSpecial = true }
  static func shared(_ world: inout World) { world.vmas[0].isShared = true }
  static func hugetlb(_ world: inout World) { world.vmas[0].isHugetlb = true }

  /// Another process maps the same huge page.
  static func twice(_ world: inout World) {
    world.processes = ["app", "other"]
    world.others = [AddressSpace("other", base: 0x7e00_0000_0000, pages: huge, vmas: [VmaPiece(0..<2)])]
    world.slots = []
  }
}
