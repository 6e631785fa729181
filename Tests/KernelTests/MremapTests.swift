import Kernel
import Machine
import Testing

@Suite("mremap")
struct MremapTests {
  /// Two pages that can move to two free ones, in one table or in two.
  static func world(isAcross: Bool) -> World {
    var world = World.window()
    if isAcross { world.base = 0x7f00_001f_e000 }
    world.pages[1] = .swap(slot: "3")
    world.pages[3] = .none
    world.vmas = [VmaPiece(0..<2)]
    return world
  }

  @Test("the section is for the old place; the flush is made with the tables locked", arguments: [false, true])
  func order(_ isAcross: Bool) throws {
    let run = try Run(Self.world(isAcross: isAcross).with(Actor("app", [.mremap(0..<2, to: 2)])))
    run.run("app", through: "MV1")
    #expect(run.section == [0, 0, 2] && run.held == ["mmap_sem W app"])
    run.run("app", through: "MV6")
    #expect(run.held.count == (isAcross ? 3 : 2) && run.notifiers == 1)
    #expect(run.ptes("kind") == [0, 2, 1, 0] && run.value("pte", 3, "write") == 1)
    #expect(run.vmas == [[0, 2, 3], [2, 4, 3]])
    let wanted = ["MV6", "MV7", "MV9", "IE3", "MV17", "RM6", "IS4", "TF1", "RM7"]
    #expect(
      run.order("app", wanted)
        == ["MV6", "MV7", "MV7", "MV9", "IE3", "MV17", "RM6", "IS4", "IE3", "TF1", "RM7", "RM7"])
    #expect(
      run.ptes("kind") == [0, 0, 1, 2] && run.ptes("frame") == [0, 0, 1, 0] && run.ptes("slot") == [0, 0, 0, 1])
    #expect(run.ptes("soft_dirty") == [0, 0, 1, 1])
    #expect(run.vmas == [[2, 4, 3]] && run.held == [] && run.broken == [] && run.fault == nil)
    #expect(run.value("frame", 1, "owner") == 1 && run.value("pmd", 1, "none") == (isAcross ? 1 : 0))
  }

  @Test("every bit of a pte moves with it") func bits() throws {
    var setup = try Self.world(isAcross: true).with(Actor("app", [.mremap(0..<1, to: 2)])).setup()
    for bit in ["protnone", "dirty"] { setup.set("pte", 1, bit, to: .number(1)) }
    let run = Run(Program(setup))
    run.finish("app")
    for bit in ["kind", "frame", "write", "protnone", "dirty", "soft_dirty"] { #expect(run.ptes(bit)[2] == 1) }
    for bit in ["kind", "frame", "write", "protnone", "dirty", "soft_dirty"] { #expect(run.ptes(bit)[0] == 0) }
    #expect(run.vmas == [[1, 2, 3], [2, 3, 3]])
  }

  @Test("nothing present, nothing to flush") func noFlush() throws {
    let run = try Run(Self.world(isAcross: true).with(Actor("app", [.mremap(1..<2, to: 3)])))
    #expect(run.order("app", ["MV5", "MV7", "MV8", "MV9"]) == ["MV5", "MV5", "MV7", "MV8", "MV8", "MV9"])
    #expect(run.ptes("kind") == [1, 0, 0, 2])
  }

  @Test("what is mapped at the new place goes first, in a section of its own") func replaces() throws {
    let run = try Run(.window().with(Actor("app", [.mremap(0..<1, to: 1)])))
    run.run("app", through: "DM3")
    #expect(run.section == [0, 1, 2] && run.vmas == [[0, 1, 3], [2, 4, 3]])
    run.finish("app")
    #expect(run.ptes("frame") == [0, 1, 0, 0] && run.vmas == [[1, 2, 3], [2, 4, 3]])
    #expect(run.value("frame", 2, "owner") == 0 && run.value("frame", 1, "owner") == 1)
  }

  @Test(
    "mremap returns the new place, or what is wrong",
    arguments: [
      ([0..<2], 0..<2, 2, 2), ([0..<2], 0..<2, 1, -22), ([0..<2], 1..<2, 1, -22), ([0..<2], 1..<3, 0, -22),
      ([0..<2], 1..<1, 3, -22), ([0..<1], 0..<2, 2, -14), ([1..<2], 0..<2, 2, -14), ([0..<1], 2..<3, 3, -14),
    ])
  func returns(_ vmas: [Range<Int>], _ pages: Range<Int>, _ to: Int, _ result: Int) throws {
    var world = Self.world(isAcross: false)
    world.vmas = vmas.map { VmaPiece($0) }
    // One of three rows is free: for the copy.
    let kept = world.vmas.count
    world.vmas += [VmaPiece(3..<4)].filter { _ in kept == 0 }
    let program = Core.of(.linux5_2).mremap
    let caller = Procedure("caller", isKernel: false) {
      call(
        program, mm.value, .constant(pages.lowerBound, name: nil), .constant(pages.upperBound, name: nil),
        .constant(to, name: nil), into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
    let run = try Run(world.with(Actor("caller", [.call(caller, [])]), Actor("spare", [.munmap(0..<1)])))
    run.run("caller", before: "end")
    #expect(run.program.local(run.state, 0, "ret") == result && run.held == [])
  }

  @Test("a vma of huge pages of its own cannot move") func hugetlb() throws {
    var world = Self.world(isAcross: false)
    world.vmas[0].isHugetlb = true
    let run = try Run(world.with(Actor("app", [.mremap(0..<2, to: 2)])))
    run.finish("app")
    #expect(run.ptes("kind") == [1, 2, 0, 0] && run.vmas == [[0, 2, 19]] && run.held == [])
  }

  @Test(
    "a huge page that does not fit as one is split first, inside of the section",
    arguments: [(0..<1, 2, [0, 1, 1, 0]), (1..<2, 3, [1, 0, 0, 1])])
  func splits(_ pages: Range<Int>, _ to: Int, _ kinds: [Int]) throws {
    var world = World.hugePage
    world.pages[2] = .none
    world.pages[3] = .none
    world.vmas = [VmaPiece(0..<2)]
    let run = try Run(world.with(Actor("app", [.mremap(pages, to: to)])))
    #expect(run.run("app", through: "MV15") && run.notifiers == 1)
    #expect(run.order("app", ["SP5", "MV6", "MV7", "IE3"]) == ["SP5", "IE3", "MV6", "MV7", "MV7", "IE3", "IE3"])
    #expect(run.ptes("kind") == kinds && run.held == [] && run.broken == [] && run.fault == nil)
  }

  @Test("a whole huge page moves as one entry, with both locked") func huge() throws {
    var world = World.hugePage
    world.pages[2] = .none
    world.pages[3] = .none
    world.vmas = [VmaPiece(0..<2)]
    let run = try Run(world.with(Actor("app", [.mremap(0..<2, to: 2)])))
    run.run("app", through: "MV12")
    #expect(Set(run.held) == ["mmap_sem W app", "lock app"] && run.held.count == 3)
    #expect(run.value("pmd", 2, "kind") == 1 && run.value("pmd", 2, "frame") == 1 && run.value("pmd", 2, "write") == 1)
    #expect(run.value("pmd", 2, "none") == 0 && run.value("pmd", 1, "none") == 1 && run.value("pmd", 1, "kind") == 0)
    #expect(run.value("pmd", 1, "frame") == 0 && run.value("pmd", 1, "write") == 0)
    run.finish("app")
    #expect(run.hasEnded("app") && run.held == [] && run.vmas == [[2, 4, 3]] && run.broken == [])
  }
}
