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

@Suite("Operations on files, clear_refs, madvise")
struct FileOperationTests {
  @Test("truncation: no mmap_sem, a section for each mapping of each process") func truncate() throws {
    let run = try Run(World.twoMappings.with(Actor("app", [.truncate(0..<4)])))
    run.run("app", through: "TR3")
    #expect(run.section == [1, 0, 3] && run.held == ["rmap W app"])
    #expect(run.value("mmu_notifier_range", 1, "mm") == 1)
    run.run("app", through: "ZP2")
    #expect(Set(run.held) == ["rmap W app", "ptl app"] && run.notifiers == 1)
    let wanted = ["ZP2", "IE3", "TF1", "TF2", "TR7"]
    #expect(Array(run.order("app", wanted).prefix(6)) == ["ZP2", "ZP2", "IE3", "TF1", "TF2", "TR7"])
    // Page 3 is anonymous memory; the frame that both map goes with the last mapping.
    #expect(run.ptes("kind") == [0, 0, 0, 2, 0, 0, 0, 0] && run.held == [] && run.broken == [])
    #expect(run.value("frame", 1, "owner") == 0 && run.value("frame", 2, "owner") == 0 && run.hasEnded("app"))
  }

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

  @Test("several vmas of a file, a gap, and what is no file") func pieces() throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<2), VmaPiece(3..<4)]
    world.vmas[0].isFile = true
    world.vmas[2].isFile = true
    world.pages[3] = .present(frame: "1b4", isWritable: true)
    world.frames[2].owner = "app"
    let run = try Run(world.with(Actor("app", [.truncate(0..<4)])))
    #expect(run.order("app", ["IS4", "IE3", "TF2"]) == ["IS4", "IE3", "TF2", "IS4", "IE3", "TF2"])
    #expect(run.ptes("kind") == [0, 1, 0, 0])
  }

  @Test("mkclean: page lock and rmap, clear and flush, then clean and read-only, for each process") func mkclean()
    throws
  {
    var setup = try World.twoMappings.with(Actor("wb", [.mkclean(page: 0)])).setup()
    setup.set("pte", 1, "dirty", to: .number(1))
    setup.set("pte", 1, "soft_dirty", to: .number(1))
    setup.set("pte", 1, "protnone", to: .number(1))
    let run = Run(Program(setup))
    run.run("wb", through: "WB5")
    #expect(run.section == [3, 0, 1])
    run.run("wb", through: "WB7")
    #expect(Set(run.held) == ["rmap R wb", "lock wb", "ptl wb"] && run.notifiers == 1)
    #expect(run.value("pte", 1, "kind") == 0 && run.value("frame", 1, "count") == 3)
    run.run("wb", through: "WB8")
    #expect(run.value("pte", 1, "kind") == 1 && run.value("pte", 1, "frame") == 1 && run.value("pte", 1, "write") == 0)
    #expect(run.value("pte", 1, "dirty") == 0 && run.value("pte", 1, "soft_dirty") == 1)
    #expect(run.value("pte", 1, "protnone") == 1)
    let wanted = ["WB9", "IE3", "WB11", "WB7", "WB8", "WB12"]
    #expect(
      run.order("wb", wanted)
        == ["WB9", "IE3", "WB11", "WB7", "WB8", "WB9", "WB11", "WB12", "WB12"])
    #expect(run.ptes("write") == [0, 0, 0, 0, 0, 0, 0, 0] && run.ptes("kind") == [1, 1, 0, 2, 1, 0, 0, 0])
    #expect(run.held == [] && run.broken == [] && run.value("frame", 1, "count") == 2)
  }

  @Test(
    "mkclean tells how many it cleaned",
    arguments: [(0, true, true, 2), (1, true, true, 0), (2, true, true, 0), (0, false, true, 1), (0, true, false, 1)])
  func cleaned(_ page: Int, _ isShared: Bool, _ isFile: Bool, _ result: Int) throws {
    var world = World.twoMappings
    world.vmas[0].isShared = isShared
    world.vmas[0].isFile = isFile
    let answer = try answer(world) {
      call(Core.of(.linux5_2).page_mkclean, mm.value, .constant(page, name: nil), into: ret)
    }
    #expect(answer.result == result && answer.run.held == [] && answer.run.fault == nil)
  }

  @Test("mkclean raises its section for a mapping that is clean, too, and changes nothing") func clean() throws {
    let run = try Run(World.twoMappings.with(Actor("wb", [.mkclean(page: 1)])))
    #expect(run.order("wb", ["IS4", "WB8"]) == ["IS4", "WB8", "WB8"], "the second has a pte that is none")
    #expect(run.ptes("kind") == [1, 1, 0, 2, 1, 0, 0, 0])
  }

  @Test("a dirty page that is read-only is cleaned") func dirtyReadOnly() throws {
    var setup = try World.twoMappings.with(Actor("wb", [.mkclean(page: 1)])).setup()
    setup.set("pte", 2, "dirty", to: .number(1))
    let run = Run(Program(setup))
    run.finish("wb")
    #expect(run.ptes("dirty") == [0, 0, 0, 0, 0, 0, 0, 0] && run.value("pte", 2, "kind") == 1)
  }

  @Test("clear_refs: one section for all, and the flush after its end") func clearRefs() throws {
    var world = World.acrossTables()
    world.vmas = [VmaPiece(0..<1), VmaPiece(2..<4)]
    world.pages[2] = .migration(frame: "1b4", isWritable: true)
    var setup = try world.with(Actor("app", [.clearRefs])).setup()
    for row in 1...4 { setup.set("pte", row, "soft_dirty", to: .number(1)) }
    let run = Run(Program(setup))
    run.run("app", through: "CR2")
    #expect(run.section == [4, 0, 4] && run.held == ["mmap_sem R app"])
    run.run("app", through: "CR6")
    #expect(Set(run.held) == ["mmap_sem R app", "ptl app"] && run.ptes("write") == [0, 1, 1, 0])
    let wanted = ["CR6", "CR7", "IE3", "TF1", "CR14"]
    #expect(run.order("app", wanted) == ["CR7", "CR6", "CR6", "CR7", "IE3", "TF1", "CR14"])
    #expect(run.ptes("soft_dirty") == [0, 1, 0, 0] && run.ptes("write") == [0, 1, 1, 0] && run.held == [])
    #expect(run.broken == [] && run.notifiers == 0)
  }

  @Test("clear_refs leaves special vmas alone, and write-protects huge pages and devmaps") func clearRefsKinds() throws
  {
    var world = World.hugePage
    world.vmas = [VmaPiece(0..<2), VmaPiece(2..<3), VmaPiece(3..<4)]
    world.vmas[1].isSpecial = true
    world.frames[2].owner = "app"
    world.pages[2] = .present(frame: "1b4", isWritable: true)
    world.pages[3] = .devmap(frame: "1b4", isWritable: true)
    let run = try Run(world.with(Actor("app", [.clearRefs])))
    run.finish("app")
    #expect(run.value("pmd", 1, "write") == 0 && run.value("pmd", 1, "kind") == 1)
    #expect(run.ptes("write") == [0, 0, 1, 0] && run.held == [])
  }

  @Test("MADV_FREE: pages stay, clean; swap goes; the flush comes before the end") func free() throws {
    var setup = try World.window().with(Actor("app", [.free(0..<4)])).setup()
    setup.set("pte", 1, "dirty", to: .number(1))
    setup.set("pte", 1, "soft_dirty", to: .number(1))
    let run = Run(Program(setup))
    run.run("app", through: "MF4")
    #expect(run.section == [1, 0, 4])
    let wanted = ["FP2", "FP3", "FP4", "TF1", "MF6", "IE3", "MF8"]
    #expect(
      run.order("app", wanted) == ["FP2", "FP3", "FP3", "FP3", "FP3", "FP4", "MF6", "IE3", "MF8", "MF8"])
    #expect(run.ptes("kind") == [1, 1, 0, 0] && run.ptes("write") == [1, 1, 0, 0])
    #expect(run.ptes("dirty") == [0, 0, 0, 0] && run.value("pte", 1, "soft_dirty") == 1)
    #expect(run.value("frame", 1, "lazyfree") == 1 && run.value("frame", 2, "lazyfree") == 1)
    #expect(run.value("swap", 1, "owner") == 0 && run.held == [] && run.broken == [])
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
