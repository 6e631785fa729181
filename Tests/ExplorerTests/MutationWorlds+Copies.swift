import Kernel
import Machine

/// Page faults that copy, on huge pages too, and what the CPU goes by.
extension MutationWorld {
  static var copies: [MutationWorld] {
    [
      fault("reuse", faulty([ro]), flags: 1), fault("copy", faulty([ro, ro]), flags: 1),
      fault("shared on purpose", faulty([ro, ro], shared), flags: 1),
      fault("copy of zero", faulty([zeroed], zero), flags: 1),
      fault("copy of special", faulty([.special]), flags: 1),
      fault("shared special", faulty([.special], shared), flags: 1),
      fault("copy of devmap", faulty([.devmap(frame: "1a0", isWritable: false)]), flags: 1),
      fault("copy without a frame", faulty([ro, ro], free: 0), flags: 1),
      fault("copy of zero without a frame", faulty([zeroed], free: 0, zero), flags: 1),
      fault(
        "a slot could bring it back", faulty([.swap(slot: "3"), ro]), page: 1, flags: 1,
        cells: {
          cached(&$0)
          $0.set("frame", 1, "count", to: .number(2))
        }),
      fault(
        "reuse of another's", faulty([ro]) { $0.processes = ["app", "other"] }, flags: 1,
        cells: {
          $0.set("frame", 1, "owner", to: .number(2))
        }),
      fault(
        "shared, of another's",
        faulty([ro]) {
          shared(&$0)
          $0.processes = ["app", "other"]
        }, flags: 1, cells: { $0.set("frame", 1, "owner", to: .number(2)) }),
      fault("copy and madvise", faulty([ro, ro]), flags: 1, and: [Actor("x", [.dontneed(0..<1)])]),
      fault("copy of zero and madvise", faulty([zeroed], zero), flags: 1, and: [Actor("x", [.dontneed(0..<1)])]),
      fault("copy, and the other goes", faulty([ro, ro]), flags: 1, and: [Actor("x", [.dontneed(1..<2)])]),
      fault(
        "copy without a frame, and both go", faulty([ro, ro], free: 0), flags: 1,
        and: [Actor("x", [.dontneed(0..<2)])]),
      beside(.write(page: 2, letter: "X"), faulty([rw, ro, ro])),
      fault("copy and copy", faulty([ro, ro]), flags: 1, and: [Actor("x", [.write(page: 1, letter: "X")])]),
      fault("reuse and reclaim", faulty([ro]), flags: 1, and: [Actor("kswapd", [.reclaim(page: 0)])]),
      MutationWorld(
        name: "loop and copy", world: faulty([ro, ro]).with(gpu, Actor("app", [.write(page: 0, letter: "X")]))),
    ]
  }

  static var hugeFaults: [MutationWorld] {
    let two = { (world: inout World) in
      twice(&world)
      world.frames.append(FrameContent("1b1"))
    }
    return [
      fault("huge, nothing missing", faulty(huge)), fault("huge, reuse", faulty(huge), flags: 1),
      fault("huge, copy", faulty(huge, two), flags: 1), fault("huge, no room", faulty(huge, twice), flags: 1),
      fault(
        "huge, copy behind a gap",
        faulty(huge, free: 3) {
          twice(&$0)
          $0.frames[2].owner = "app"
        }, page: 1, flags: 1),
      fault(
        "huge, room in pieces",
        faulty(huge, free: 3) {
          twice(&$0)
          $0.frames[3].owner = "app"
        }, flags: 1),
      fault(
        "huge, shared on purpose",
        faulty(huge) {
          twice(&$0)
          shared(&$0)
        }, flags: 1),
      fault("huge, a hint", faulty(huge), flags: 1, cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }),
      fault(
        "huge, migration", faulty(huge), flags: 1, cells: { $0.set("pmd", 1, "kind", to: .number(2)) },
        and: [
          arrival("pmd")
        ]),
      fault(
        "huge, copy and copy", faulty(huge, free: 2, twice), flags: 1,
        and: [
          Actor("x", process: "other", [.write(page: 2, letter: "X")])
        ]),
      fault(
        "huge, two copies at once", faulty(huge, free: 4, twice), flags: 1,
        and: [
          Actor("x", [.write(page: 1, letter: "X")])
        ]),
      fault("hugetlb, none", faulty([.none, .none], free: 2, hugetlb), flags: 1),
      fault("hugetlb, none, to read", faulty([.none, .none], free: 2, hugetlb)),
      fault("hugetlb, none, twice", faulty([.none, .none], free: 4, hugetlb), and: [Actor("x", [.read(page: 1)])]),
      fault("hugetlb, no room", faulty([.none, .none], hugetlb)), fault("hugetlb, there", faulty(huge, hugetlb)),
      fault("hugetlb, reuse", faulty(huge, hugetlb), flags: 1),
      fault(
        "hugetlb, room in pieces",
        faulty([.none, .none], free: 3) {
          hugetlb(&$0)
          $0.frames[3].owner = "app"
        }),
      fault(
        "hugetlb, no room for a copy",
        faulty(huge) {
          twice(&$0)
          hugetlb(&$0)
        }, flags: 1),
      fault("hugetlb, and somebody has the lock", faulty([.none, .none], free: 2, hugetlb), and: [locker]),
      fault(
        "huge, a hint, and somebody has the lock", faulty(huge),
        cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }, and: [locker]),
      fault("huge, copy, and the other goes", faulty(huge, two), flags: 1, and: [goer]),
      fault("huge, no room, and the other goes", faulty(huge, twice), flags: 1, and: [goer]),
      fault(
        "huge, with TLBs",
        faulty(huge) {
          two(&$0)
          $0.hasTLBs = true
        }, flags: 1, and: [Actor("x", [.read(page: 1), .read(page: 1)])]),
      fault("huge, no frame", faulty(huge, free: 0, twice), flags: 1),
      fault("huge, pieces, and the other goes", faulty(huge, free: 3, pieces), flags: 1, and: [goer]),
      fault("huge, pieces, and a split", faulty(huge, free: 3, pieces), flags: 1, and: [Actor("x", [.split(page: 0)])]),
      fault("huge, pieces, and somebody has the lock", faulty(huge, free: 3, pieces), flags: 1, and: [locker]),
      fault(
        "huge, pieces beside device memory",
        faulty(huge, free: 4) {
          pieces(&$0)
          $0.frames[4].device = "gpu"
        }, flags: 1),
      fault(
        "huge, pieces, with TLBs",
        faulty(huge, free: 3) {
          pieces(&$0)
          $0.hasTLBs = true
        }, flags: 1, and: [Actor("x", [.read(page: 1), .read(page: 1)])]),
      beside(.write(page: 2, letter: "X"), hugeBehind(inPieces)),
      calls("over a huge copy in pieces", hugeBehind(inPieces), and: [Actor("x", [.write(page: 2, letter: "X")])]) {
        rangeRegistered(2, 3)
      },
      beside(.write(page: 2, letter: "X"), hugeBehind()),
      calls("over a huge copy", hugeBehind(), and: [Actor("x", [.write(page: 2, letter: "X")])]) {
        rangeRegistered(2, 3)
      },
      MutationWorld(
        name: "accesses to a huge page",
        world: faulty(huge).with(Actor("app", [.read(page: 1), .write(page: 1, letter: "X")]))),
      MutationWorld(
        name: "an access to a huge page with a hint", world: faulty(huge).with(Actor("app", [.read(page: 1)]))
      ) { $0.set("pmd", 1, "protnone", to: .number(1)) },
    ]
  }

  /// A huge page of two that is not the first of the window, and that another process has, too.
  private static func hugeBehind(_ change: (inout World) -> Void = { _ in }) -> World {
    faulty([.none, .none] + huge) {
      twice(&$0)
      $0.base = 0x7f00_001f_e000
      $0.frames += [FrameContent("1b1")]
      change(&$0)
    }
  }

  private static func inPieces(_ world: inout World) {
    world.frames[3].owner = "app"
    world.frames.append(FrameContent("1b2"))
  }

  /// Another process has the huge page, too, and free frames do not follow each other.
  private static func pieces(_ world: inout World) {
    twice(&world)
    world.frames[3].owner = "app"
  }

  /// Somebody who has the lock of the huge entry for a while.
  private static var locker: Actor {
    let lock = Pointer<Pmd>(.named("pmd", 1)).lock
    return Actor(
      "x",
      [
        .call(
          Procedure("locker", isKernel: false) {
            spin_lock(lock)
            spin_unlock(lock)
          }, [])
      ])
  }

  /// Both processes give the huge page up.
  private static var goer: Actor {
    Actor(
      "x",
      [
        .call(
          Procedure("goer", isKernel: false) {
            step("G") {
              Pointer<Pmd>(.named("pmd", 1)).none <- true
              Pointer<Pmd>(.named("pmd", 2)).none <- true
              Pointer<Frame>(.named("frame", 1)).count <- Pointer<Frame>(.named("frame", 1)).count - 2
              Pointer<Frame>(.named("frame", 2)).count <- Pointer<Frame>(.named("frame", 2)).count - 2
            }
          }, [])
      ])
  }

  /// The CPU's accesses, with what they go by.
  static var met: [MutationWorld] {
    let tlb = { (world: inout World) in world.hasTLBs = true }
    let accesses = Actor("b", [.read(page: 0), .write(page: 0, letter: "X")])
    return [
      MutationWorld(name: "tlb and madvise", world: faulty([rw], tlb).with(Actor("a", [.dontneed(0..<1)]), accesses)),
      MutationWorld(name: "tlb and copy", world: faulty([ro, ro], tlb).with(accesses, Actor("c", [.read(page: 0)]))),
      MutationWorld(
        name: "tlb of two pages", world: faulty([rw, .none], tlb).with(Actor("a", [.dontneed(1..<2)]), accesses)),
      MutationWorld(name: "tlb of special", world: faulty([.special], tlb).with(accesses)),
      MutationWorld(name: "tlb and huge", world: faulty(huge, tlb).with(accesses)),
      MutationWorld(name: "a hint", world: faulty([.protnone(frame: "1a0", isWritable: true)]).with(accesses)),
      MutationWorld(name: "poison", world: faulty([.poison]).with(accesses)),
      MutationWorld(
        name: "no frame for a copy",
        world: faulty([ro, ro], free: 0).with(
          Actor("a", [.write(page: 0, letter: "X")]), Actor("b", [.dontneed(1..<2)]))),
      MutationWorld(
        name: "no frame, but for one in the cache",
        world: faulty([.swap(slot: "3"), .swap(slot: "3")]).with(
          Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 1, letter: "X")]))),
    ]
  }
}
