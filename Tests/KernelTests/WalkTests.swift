import Machine
import Testing

@testable import Kernel

/// An entry of pfns, as a byte.
private func entry(_ frame: Int, _ flags: Int) -> Int { frame << 3 | flags }
private let old = 0x7f

@Suite("A walk, entry by entry")
struct WalkTests {
  /// One pte and what a call makes of it; the page behind it is present, in frame 2, and may be written to.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let page: PageContent
    let call: Filling
    let returns: Int
    /// The entries of both pages.
    let pfns: [Int]
    var leaks = false
    /// Whether the page of the pte has gone: its memory is free.
    var isGone = false

    var testDescription: String { name }
  }

  static let present2 = 2 << 3 | 3
  static let snapshots = [
    Row(name: "none", page: .none, call: .snapshot, returns: 2, pfns: [0, present2]),
    Row(name: "swap", page: .swap(slot: "3"), call: .snapshot, returns: 2, pfns: [0, present2]),
    Row(name: "ro", page: ro, call: .snapshot, returns: 2, pfns: [entry(1, 1), present2]),
    Row(name: "rw", page: rw, call: .snapshot, returns: 2, pfns: [entry(1, 3), present2]),
    Row(name: "protnone is present", page: prot, call: .snapshot, returns: 2, pfns: [entry(1, 3), present2]),
    Row(name: "migration", page: moving, call: .snapshot, returns: 2, pfns: [0, present2]),
    Row(name: "private rw", page: device(true), call: .snapshot, returns: 2, pfns: [entry(1, 7), present2]),
    Row(name: "private ro", page: device(false), call: .snapshot, returns: 2, pfns: [entry(1, 5), present2]),
    Row(name: "devmap", page: devmap, call: .snapshot, returns: 2, pfns: [entry(1, 3), present2]),
    // B15: the call succeeds, and the page behind keeps what was in it.
    Row(name: "devmap gone", page: devmap, call: .snapshot, returns: 0, pfns: [0, old], leaks: true, isGone: true),
    Row(name: "special", page: .special, call: .snapshot, returns: 0, pfns: [4, old], leaks: true),
    Row(name: "poison", page: .poison, call: .snapshot, returns: 0, pfns: [2, old], leaks: true),
    Row(name: "special, B15 mended", page: .special, call: mend("B15"), returns: -14, pfns: [0, 0], leaks: true),
    Row(name: "poison, B14 mended", page: .poison, call: mend("B14"), returns: 0, pfns: [2, old]),
    Row(
      name: "devmap gone, B15 mended", page: devmap, call: mend("B15"), returns: -16, pfns: [0, 0], leaks: true,
      isGone: true),
  ]

  static let faults = [
    Row(name: "none, asked for", page: .none, call: .read, returns: 2, pfns: [entry(4, 1), present2]),
    Row(name: "none, to write", page: .none, call: .write, returns: 2, pfns: [entry(4, 3), present2]),
    Row(name: "none, nothing asked", page: .none, call: .each(0, 0), returns: 2, pfns: [0, present2]),
    Row(name: "none, WRITE without VALID", page: .none, call: .each(2, 0), returns: 2, pfns: [0, present2]),
    Row(name: "ro, to read", page: ro, call: .read, returns: 2, pfns: [entry(1, 1), present2]),
    Row(name: "ro, to write", page: ro, call: .write, returns: 2, pfns: [entry(1, 3), present2]),
    Row(name: "swap: B6", page: .swap(slot: "3"), call: .read, returns: 2, pfns: [0, present2]),
    Row(
      name: "swap, B6 mended", page: .swap(slot: "3"), call: .read.mending("B6"), returns: 2,
      pfns: [entry(4, 1), present2]),
    Row(
      name: "swap, B6 mended, not asked for", page: .swap(slot: "3"), call: .each(0, 1).mending("B6", "B9"),
      returns: 2, pfns: [0, present2]),
    Row(name: "migration: B6", page: moving, call: .read, returns: 2, pfns: [0, present2]),
    Row(
      name: "migration, B6 mended, not asked for", page: moving, call: .each(0, 1).mending("B6"), returns: 2,
      pfns: [0, present2]),
    Row(name: "private is left alone", page: device(false), call: .write, returns: 2, pfns: [entry(1, 5), present2]),
    Row(name: "devmap", page: devmap, call: .write, returns: 2, pfns: [entry(1, 3), present2]),
    // FA7 forgets SPECIAL and ERROR again.
    Row(name: "special", page: .special, call: .read, returns: -14, pfns: [0, 0], leaks: true),
    Row(name: "poison", page: .poison, call: .each(0, 0), returns: -14, pfns: [0, 0], leaks: true),
    Row(name: "poison, B14 mended", page: .poison, call: .read.mending("B14"), returns: -14, pfns: [0, 0]),
  ]

  static let ro = PageContent.present(frame: "1a0", isWritable: false)
  static let rw = PageContent.present(frame: "1a0", isWritable: true)
  static let other = PageContent.present(frame: "1a1", isWritable: true)
  static let prot = PageContent.protnone(frame: "1a0", isWritable: true)
  static let moving = PageContent.migration(frame: "1a0", isWritable: true)
  static let devmap = PageContent.devmap(frame: "1a0", isWritable: true)
  static func device(_ isWritable: Bool) -> PageContent { .devicePrivate(frame: "1a0", isWritable: isWritable) }
  static func mend(_ bug: String) -> Filling { .snapshot.mending(bug) }

  @Test("pte", arguments: snapshots + faults) func pte(_ row: Row) throws {
    let world = World.pages([row.page, Self.other])
    let answer = try fill(row.call.preset(old), world) { setup in
      if row.isGone { setup.set("frame", 1, "owner", to: .number(0)) }
    }
    #expect(answer.run.fault == nil && answer.result == row.returns && answer.holdsMmapSem)
    #expect(answer.pfns(2) == row.pfns && answer.hasLeaked == row.leaks)
    #expect(answer.run.value("hmm_vma_walk", 1, "mapped") == 0 && answer.run.value("hmm_vma_walk", 1, "last") == 0)
  }

  @Test("with B6 mended a page on its way is waited for") func waits() throws {
    let world = World.pages([Self.moving, Self.other])
    let answer = try fill(.read.mending("B6"), world)
    #expect(answer.holdsMmapSem && answer.next == "WE5" && !answer.run.step("caller"))
  }

  @Test("a private page that is asked for with DEVICE_PRIVATE is faulted") func migratesBack() throws {
    let answer = try fill(
      Filling(isFault: true, defaults: 5), .pages([Self.device(true), Self.other]), handler: handler(FaultResult.bus))
    #expect(answer.result == -14 && answer.run.value("driver", 1, "end") == 3, "asked once")
    #expect(answer.run.value("driver", 1, "start") == 64 | 4, "to read")
  }

  @Test("without its pagemap a fault spins as long as the range is valid") func spins() throws {
    let answer = try fill(.read, .pages([Self.devmap, Self.other])) { $0.set("frame", 1, "owner", to: .number(0)) }
    #expect(answer.next != "end" && answer.holdsMmapSem && answer.run.fault == nil && answer.run.step("caller"))
  }

  @Test("one page that needs a fault makes the rest of the table fault, too (B9b)") func restOfTheTable() throws {
    let pages: [PageContent] = [.none, Self.other, .none]
    let answer = try fill(.each(1, 0, 0), .pages(pages))
    #expect(answer.result == 3 && answer.pfns(3) == [entry(4, 1), Self.present2, entry(3, 1)])
    #expect(answer.run.value("pte", 3, "kind") == 1)
    let alone = try fill(.each(0, 0, 1), .pages(pages))
    #expect(alone.pfns(3) == [0, Self.present2, entry(4, 1)] && alone.run.value("pte", 1, "kind") == 0)
  }

  @Test("the table decides what of a request counts", arguments: [(0, -1, 3), (1, 0, 1), (3, 0, 3), (1, 2, 3)])
  func masks(_ defaults: Int, _ mask: Int, _ flags: Int) throws {
    let filling = Filling(isFault: true, defaults: defaults, mask: mask, requests: [3, 3])
    let answer = try fill(filling, .pages([.none, Self.other]))
    #expect(answer.pfns(1) == [entry(4, flags)])
  }

  @Test("no flags and no mask: a fault is a snapshot") func nothing() throws {
    let filling = Filling(isFault: true, requests: [3, 3])
    #expect(try fill(filling, .pages([.none, Self.ro])).pfns(2) == [0, entry(1, 1)])
  }
}

extension Filling {
  /// What no call has written shows this afterwards. Page by page it is part of a request, so only others have it.
  func preset(_ value: Int) -> Filling {
    var copy = self
    if copy.requests.isEmpty { copy.requests = [value, value] }
    return copy
  }
}
