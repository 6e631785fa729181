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

  @Test("every bit of a pte moves with it") func bits() throws {
    var setup = try Self.world(isAcross: true).with(Actor("app", [.mremap(0..<1, to: 2)])).setup()
    for bit in ["protnone", "dirty"] { setup.set("pte", 1, bit, to: .number(1)) }
    let run = Run(Program(setup))
    run.finish("app")
    for bit in ["kind", "frame", "write", "protnone", "dirty", "soft_dirty"] { #expect(run.ptes(bit)[2] == 1) }
    for bit in ["kind", "frame", "write", "protnone", "dirty", "soft_dirty"] { #expect(run.ptes(bit)[0] == 0) }
    #expect(run.vmas == [[1, 2, 3], [2, 3, 3]])
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
}
