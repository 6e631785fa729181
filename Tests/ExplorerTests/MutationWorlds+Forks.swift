import Kernel
import Machine

/// Forks, and what parent and child do then.
extension MutationWorld {
  static func family(_ pages: [PageContent], _ change: (inout World) -> Void = { _ in }) -> World {
    var world = faulty(pages)
    world.processes = ["app", "child"]
    world.others = [
      AddressSpace("child", base: world.base, pages: Array(repeating: .none, count: pages.count), isForked: true)
    ]
    change(&world)
    return world
  }

  private static let fork = Actor("app", [.fork(child: "child")])

  private static func forks(
    _ name: String, _ world: World, and others: [Actor] = [], cells: @escaping (inout Setup) -> Void = { _ in }
  ) -> MutationWorld {
    var copy = world
    copy.threads = [fork] + others
    return MutationWorld(name: "fork: \(name)", world: copy, cells: cells)
  }

  /// A mapping of hugetlb behind the first two pages.
  private static func hugetlbBehind(_ world: inout World) {
    world.base = 0x7f00_001f_e000
    world.others[0].base = world.base
    world.vmas = [VmaPiece(2..<4)]
    world.vmas[0].isHugetlb = true
  }

  /// A range over the third page while that is forked.
  private static func over(_ world: World) -> MutationWorld {
    calls("over fork", world, and: [fork]) { rangeRegistered(2, 3) }
  }

  static var forks: [MutationWorld] {
    let rw = PageContent.present(frame: "1a0", isWritable: true)
    let all: [PageContent] = [
      rw, .swap(slot: "3"), .migration(frame: "1a1", isWritable: true), .devicePrivate(frame: "d0", isWritable: true),
      .none, .special, .poison, .present(frame: "0", isWritable: false), .protnone(frame: "1b0", isWritable: true),
    ]
    let kinds = family(all) {
      $0.frames[2] = FrameContent("1b0", owner: "app")
      $0.frames += [FrameContent("d0", owner: "app", device: "gpu"), FrameContent("0", owner: Process.zeroName)]
    }
    let bits = { (setup: inout Setup) in
      for bit in ["dirty", "soft_dirty"] { setup.set("pte", 1, bit, to: .number(1)) }
    }
    let huge: [PageContent] = [.huge(frame: "1a0", isWritable: true), .huge(frame: "1a1", isWritable: true)]
    let kid = Actor("kid", process: "child", [.write(page: 1, letter: "C")])
    return [
      forks("each kind", kinds), forks("bits", family([rw]), cells: bits),
      forks("shared", family([rw]) { $0.vmas[0].isShared = true }, cells: bits),
      forks("pieces", family([rw, .none, .none]) { $0.vmas = [VmaPiece(0..<1), VmaPiece(2..<3)] }),
      forks(
        "tables",
        family([rw, .none, .present(frame: "1a1", isWritable: true)]) {
          $0.base = 0x7f00_001f_f000
          $0.others[0].base = 0x7f00_001f_f000
        }),
      forks(
        "tables, a hole first",
        family([.none, .present(frame: "1a1", isWritable: true)]) {
          $0.base = 0x7f7f_ffff_f000
          $0.others[0].base = 0x7f7f_ffff_f000
        }),
      forks("huge", family(huge)), forks("hugetlb", family(huge) { $0.vmas[0].isHugetlb = true }),
      forks("huge with a hint", family(huge), cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }),
      forks("huge on its way", family(huge), cells: { $0.set("pmd", 1, "kind", to: .number(2)) }),
      forks("huge, shared", family(huge) { $0.vmas[0].isShared = true }),
      forks("and the child writes", family([rw]), and: [kid]),
      forks("and another thread writes", family([rw]), and: [Actor("b", [.write(page: 0, letter: "P")])]),
      forks("and another thread faults", family([.none]), and: [Actor("b", [.write(page: 0, letter: "P")])]),
      forks("and reclaim", family([rw]), and: [Actor("kswapd", [.reclaim(page: 0)])]),
      forks(
        "and reclaim of the child", family([rw, .present(frame: "1a1", isWritable: true)]),
        and: [
          Actor("kswapd", [.reclaim(page: 2)])
        ]),
      forks(
        "with TLBs", family([rw]) { $0.hasTLBs = true },
        and: [
          Actor("b", [.read(page: 0), .write(page: 0, letter: "P")])
        ]),
      beside(.fork(child: "child"), family([.none, .none, rw]) { $0.vmas = [VmaPiece(2..<3)] }),
      beside(.fork(child: "child"), family([.none, .none] + huge) { hugetlbBehind(&$0) }),
      over(family([.none, rw, rw]) { $0.vmas = [VmaPiece(1..<3)] }),
      over(family([.none, .none] + huge) { hugetlbBehind(&$0) }),
      MutationWorld(
        name: "fork and mirror",
        world: family([rw]).with(gpu, fork)),
      MutationWorld(
        name: "fork and both exit",
        world: family([rw]) { $0.devices = [] }.with(
          Actor("app", [.fork(child: "child"), .exit]), Actor("kid", process: "child", [.exit]))),
    ]
  }
}
