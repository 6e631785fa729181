import Kernel
import Machine
import Testing

extension World {
  /// Two processes that map the same file, shared: pages 0 to 3 are app's, 4 to 7 the other's.
  static var twoMappings: World {
    var world = window()
    world.processes = ["app", "peer"]
    world.pages = [
      .present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: false), .none, .swap(slot: "3"),
    ]
    world.vmas = [VmaPiece(0..<3), VmaPiece(3..<4)]
    var peer = AddressSpace("peer", base: world.base, pages: world.pages, vmas: [VmaPiece(0..<4)])
    peer.pages[1] = .none
    peer.pages[3] = .none
    peer.vmas[0].isFile = true
    peer.vmas[0].isShared = true
    world.vmas[0].isFile = true
    world.vmas[0].isShared = true
    world.others = [peer]
    return world
  }
}

@Suite("Truncation and madvise")
struct FileOperationTests {
  @Test("a hole leaves the rest, in the window of whoever asks", arguments: [1..<2, 5..<6])
  func punch(_ pages: Range<Int>) throws {
    var world = World.twoMappings
    world.others[0].pages[1] = .present(frame: "1a1", isWritable: false)
    let run = try Run(world.with(Actor("app", process: pages.lowerBound > 3 ? "peer" : nil, [.truncate(pages)])))
    run.run("app", through: "TR3")
    #expect(run.section == [1, 1, 2])
    run.run("app", through: "TR6", times: 1)
    run.run("app", through: "TR3")
    #expect(run.section == [1, 5, 6] && run.value("mmu_notifier_range", 1, "mm") == 2)
    run.finish("app")
    #expect(run.ptes("kind") == [1, 0, 0, 2, 1, 0, 0, 0] && run.fault == nil)
  }

  @Test("a frame that is freed is an ordinary one again, and a huge page is given up as one") func lazyfree() throws {
    let run = try Run(.window().with(Actor("app", [.free(0..<1), .dontneed(0..<1)])))
    run.finish("app")
    #expect(run.value("frame", 1, "owner") == 0 && run.value("frame", 1, "lazyfree") == 0)
    let huge = try Run(World.hugePage.with(Actor("app", [.free(0..<2)])))
    huge.run("app", through: "FP6")
    #expect(Set(huge.held) == ["mmap_sem R app", "lock app"] && huge.value("frame", 1, "lazyfree") == 1)
    let part = try Run(World.hugePage.with(Actor("app", [.free(1..<2)])))
    part.finish("app")
    #expect(part.value("frame", 1, "lazyfree") == 0 && part.value("frame", 2, "lazyfree") == 1)
    #expect(part.ptes("kind") == [1, 1, 0, 2] && part.held == [] && part.broken == [])
  }

  @Test(
    "madvise goes vma by vma, and over gaps",
    arguments: [
      ([0..<4], 0..<4, 0, [0..<4]), ([0..<1, 1..<4], 0..<4, 0, [0..<1, 1..<4]),
      ([0..<1, 2..<4], 0..<4, -12, [0..<1, 2..<4]), ([1..<2], 0..<2, -12, [1..<2]), ([1..<2], 0..<1, -12, []),
      ([0..<1], 0..<2, -12, [0..<1]), ([0..<1], 2..<3, -12, []), ([0..<4], 1..<2, 0, [1..<2]),
    ], [false, true])
  func madvise(_ row: ([Range<Int>], Range<Int>, Int, [Range<Int>]), _ isFree: Bool) throws {
    let (vmas, pages, result, sections) = row
    var world = World.window()
    world.vmas = vmas.map { VmaPiece($0) }
    let core = Core.of(.linux5_2)
    let answer = try answer(world) {
      call(
        isFree ? core.madvise_free : core.madvise_dontneed, mm.value, .constant(pages.lowerBound, name: nil),
        .constant(pages.upperBound, name: nil), into: ret)
    }
    #expect(answer.result == result && answer.run.held == [] && answer.run.broken == [])
    let run = try Run(world.with(Actor("app", [isFree ? .free(pages) : .dontneed(pages)])))
    var found: [Range<Int>] = []
    while run.run("app", through: isFree ? "MF3" : "MA3") { found.append(run.section[1]..<run.section[2]) }
    #expect(found == sections && run.hasEnded("app"))
  }

  @Test(
    "madvise refuses some vmas, after what came before them",
    arguments: ["locked", "hugetlb", "special", "file", "shared"], [false, true])
  func refused(_ word: String, _ isFree: Bool) throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<4).with(word)]
    let isAnonymous = !world.vmas[1].isFile && !world.vmas[1].isShared
    let core = Core.of(.linux5_2)
    let answer = try answer(world) {
      call(isFree ? core.madvise_free : core.madvise_dontneed, mm.value, 0, 4, into: ret)
    }
    #expect(answer.result == (isFree || isAnonymous ? -22 : 0) && answer.run.held == [])
    #expect(answer.run.value("frame", 1, isFree ? "lazyfree" : "owner") == (isFree ? 1 : 0))
    #expect(answer.run.value("frame", 2, "lazyfree") == 0)
  }
}
