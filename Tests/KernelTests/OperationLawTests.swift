import Kernel
import Machine
import Testing

@Suite("Laws along every interleaving of the right loop and an operation")
struct OperationLawTests {
  /// Two pages of a file that is mapped shared.
  static func file(_ edition: Edition = .linux5_2) -> World {
    var world = World.small(edition)
    world.vmas[0].isFile = true
    world.vmas[0].isShared = true
    return world
  }

  /// A page that can move, and the place that it can move to; the device looks at both.
  static func movable(_ edition: Edition = .linux5_2) -> World {
    var world = World.small(edition)
    world.pages[0] = .none
    world.vmas = [VmaPiece(1..<2)]
    return world
  }

  @Test(
    "what takes mmap_sem for writing breaks nothing, however it changes ptes",
    arguments: [
      (.small(), .mprotect(0..<2, .readOnly)), (.small(), .mprotect(0..<1, .none)), (movable(), .mremap(1..<2, to: 0)),
    ] as [(World, Operation)])
  func writers(_ world: World, _ operation: Operation) throws {
    let finding = try explore(world.with(LawTests.gpu, Actor("other", [operation])))
    #expect(finding.isComplete && finding.deadlock == nil)
    #expect(finding.broken.isEmpty, "\(finding.broken)")
    #expect(finding.faults.isEmpty, "\(finding.faults)")
  }

  @Test(
    "what write-protects without it breaks I1 by the flag that comes back; what frees, I11 too; a hint, nothing",
    arguments: [
      (.small(), .clearRefs, ["I1"]), (file(), .mkclean(page: 1), ["I1"]), (file(), .truncate(1..<2), ["I1", "I11"]),
      (.small(), .numa(0..<2), []), (.small(), .free(0..<2), []),
    ] as [(World, Operation, Set<String>)])
  func flags(_ world: World, _ operation: Operation, _ broken: Set<String>) throws {
    let finding = try explore(world.with(LawTests.gpu, Actor("other", [operation])))
    #expect(finding.isComplete && Set(finding.broken.keys) == broken)
    #expect(finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test(
    "with a number in the place of the flag, none of them breaks anything, though the CPU writes meanwhile",
    arguments: [
      (.small(LawTests.cured), .clearRefs), (file(LawTests.cured), .mkclean(page: 1)),
      (file(LawTests.cured), .truncate(1..<2)),
      (.small(LawTests.cured), .numa(1..<2)), (.small(LawTests.cured), .free(1..<2)),
      (.small(LawTests.cured), .mprotect(1..<2, .readOnly)),
      (.small(Edition(fixes: ["B1", "B2"])), .oomReapAll),
    ] as [(World, Operation)])
  func numbers(_ world: World, _ operation: Operation) throws {
    let finding = try explore(world.with(LawTests.gpu, Actor("other", [operation])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
    // With ten attempts of the reaper there are too many states.
    if case .oomReapAll = operation { return }
    var world = world
    world.frames.append(FrameContent("1b4"))
    let touched = try explore(
      world.with(LawTests.gpu, Actor("other", [operation]), Actor("app", [.write(page: 1, letter: "X")])))
    #expect(touched.isComplete && touched.faults.isEmpty && touched.deadlock == nil)
    #expect(touched.broken.isEmpty, "\(touched.broken)")
  }

  @Test("the reaper of 5.2 breaks what it breaks for one window") func reaper() throws {
    let finding = try explore(.small().with(LawTests.gpu, Actor("other", [.oomReapAll])))
    #expect(finding.isComplete && finding.faults.isEmpty && finding.deadlock == nil)
    #expect(Set(finding.broken.keys) == ["I1", "I9", "I11"])
  }

  @Test("a victim's exit and its reaper leave nothing behind, whoever is first") func victim() throws {
    let finding = try explore(
      .small(Edition(fixes: ["B2c"])).with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit])))
    #expect(finding.isComplete && finding.deadlock == nil)
    #expect(finding.broken.isEmpty, "\(finding.broken)")
    #expect(finding.faults.isEmpty, "\(finding.faults)")
  }
}
