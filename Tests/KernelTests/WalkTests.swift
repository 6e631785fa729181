import Machine
import Testing

@testable import Kernel

/// An entry of pfns, as a byte.
private func entry(_ frame: Int, _ flags: Int) -> Int { frame << 3 | flags }
private let old = 0x7f

@Suite("A walk, entry by entry")
struct WalkTests {
  /// One pte and what a call makes of it (section 6.6 of the reference); the page behind it is present, in frame 2, and
  /// may be written to.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let page: PageContent
    let filling: Filling
    let returns: Int?
    /// The entries of both pages.
    let pfns: [Int]
    var leaks = false
    /// Whether the page of the pte has gone: its memory is free.
    var isGone = false
    /// Whether the page arrives when the walk waits for it.
    var arrives = false

    init(
      _ name: String, _ page: PageContent, _ filling: Filling, returns: Int? = 2, _ pfns: [Int], leaks: Bool = false,
      isGone: Bool = false, arrives: Bool = false
    ) {
      (testDescription, self.page, self.filling, self.returns, self.pfns) = (name, page, filling, returns, pfns)
      (self.leaks, self.isGone, self.arrives) = (leaks, isGone, arrives)
    }

    var call: OneCall {
      let isGone = isGone
      let call = filling.preset(of: old).oneCall(testDescription, World.pages([page, WalkTests.other])) { setup in
        if isGone { setup.set("frame", 1, "owner", to: .number(0)) }
      }
      return arrives ? call.blocked { $0.set("pte", 1, "kind", to: 1) } : call
    }
  }

  static let present2 = entry(2, 3)
  static let snapshots = [
    Row("6.6 none", .none, .snapshot, [0, present2]), Row("6.6 swap", swap, .snapshot, [0, present2]),
    Row("6.6 present ro", ro, .snapshot, [entry(1, 1), present2]),
    Row("6.6 present rw", rw, .snapshot, [entry(1, 3), present2]),
    Row("6.6 protnone is present", prot, .snapshot, [entry(1, 3), present2]),
    Row("6.6 migration", moving, .snapshot, [0, present2]),
    Row("6.6 device-private rw", device(true), .snapshot, [entry(1, 7), present2]),
    Row("6.6 device-private ro", device(false), .snapshot, [entry(1, 5), present2]),
    Row("6.6 devmap", devmap, .snapshot, [entry(1, 3), present2]),
    // B15: the call succeeds, and the page behind keeps what was in it.
    Row("WE4 devmap, no pagemap: -EBUSY", devmap, .snapshot, returns: 0, [0, old], leaks: true, isGone: true),
    Row("WE4 special: SPECIAL, -EFAULT", .special, .snapshot, returns: 0, [4, old], leaks: true),
    Row("WE4 hwpoison: ERROR, -EFAULT", .poison, .snapshot, returns: 0, [2, old], leaks: true),
    Row("WE4 special, B15 mended", .special, mend("B15"), returns: -14, [0, 0], leaks: true),
    Row("WE4 hwpoison, B14 mended", .poison, mend("B14"), returns: 0, [2, old]),
    Row("WE4 devmap, no pagemap, B15 mended", devmap, mend("B15"), returns: -16, [0, 0], leaks: true, isGone: true),
    Row("6.6 special, H24 mended: SPECIAL, 0", .special, mend("H24"), [4, present2]),
  ]

  static let faults = [
    Row("WE3 none, asked for", .none, .read, [entry(4, 1), present2]),
    Row("WE3 none, to write", .none, .write, [entry(4, 3), present2]),
    Row("6.1 none, nothing is asked", .none, .each(0, 0), [0, present2]),
    Row("6.1 none, WRITE without VALID", .none, .each(2, 0), [0, present2]),
    Row("6.6 present ro, to read", ro, .read, [entry(1, 1), present2]),
    Row("WE3 present ro, to write", ro, .write, [entry(1, 3), present2]),
    Row("6.1 present ro, nothing is asked", ro, .each(0, 0), [entry(1, 1), present2]),
    Row("6.6 swap is not faulted in (B6)", swap, .read, [0, present2]),
    Row("WE3 swap, B6 mended", swap, .read.mending("B6"), [entry(4, 1), present2]),
    Row("6.6 swap, B6 mended, not asked for", swap, .each(0, 1).mending("B6", "B9"), [0, present2]),
    Row("6.6 migration is not waited for (B6)", moving, .read, [0, present2]),
    Row("6.6 migration, B6 mended, not asked for", moving, .each(0, 1).mending("B6"), [0, present2]),
    Row(
      "WE5 migration, B6 mended: waited for", moving, .read.mending("B6"), [entry(1, 3), present2], leaks: false,
      arrives: true),
    Row("WE4 special, B6 mended", .special, .read.mending("B6"), returns: -14, [0, 0], leaks: true),
    Row("6.1 device-private is left alone", device(false), .write, [entry(1, 5), present2]),
    Row("6.6 devmap", devmap, .write, [entry(1, 3), present2]),
    // FA7 forgets SPECIAL and ERROR again.
    Row("WE4 special", .special, .read, returns: -14, [0, 0], leaks: true),
    Row("WE4 special, not asked for (H24)", .special, .each(0, 0), returns: -14, [0, 0], leaks: true),
    Row("6.6 special, H24 mended, not asked for", .special, .each(0, 0).mending("H24"), [4, present2]),
    Row("WE4 special, H24 mended, asked for", .special, .read.mending("H24"), returns: -14, [0, 0], leaks: true),
    Row("WE3 special, to write: a copy", .special, .write, [entry(4, 3), present2]),
    Row("WE4 hwpoison", .poison, .each(0, 0), returns: -14, [0, 0], leaks: true),
    Row("WE4 hwpoison, B14 mended", .poison, .read.mending("B14"), returns: -14, [0, 0]),
    Row("6.6 none, B9 mended, not asked for", .none, .each(0, 1).mending("B9"), [0, present2]),
    Row("WE3 none, B9 mended", .none, .each(1, 1).mending("B9"), [entry(4, 1), present2]),
    // As long as the range is valid it is walked again and again.
    Row("WE4 devmap, no pagemap", devmap, .read, returns: nil, [0, old], isGone: true),
  ]

  static let swap = PageContent.swap(slot: "3")
  static let ro = PageContent.present(frame: "1a0", isWritable: false)
  static let rw = PageContent.present(frame: "1a0", isWritable: true)
  static let other = PageContent.present(frame: "1a1", isWritable: true)
  static let prot = PageContent.protnone(frame: "1a0", isWritable: true)
  static let moving = PageContent.migration(frame: "1a0", isWritable: true)
  static let devmap = PageContent.devmap(frame: "1a0", isWritable: true)
  static func device(_ isWritable: Bool) -> PageContent { .devicePrivate(frame: "1a0", isWritable: isWritable) }
  static func mend(_ bug: String) -> Filling { .snapshot.mending(bug) }

  @Test("pte", arguments: snapshots + faults) func pte(_ row: Row) throws {
    let call = try CallRun(row.call)
    #expect(call.fault == nil && call.missed == [] && call.result == row.returns && call.held == ["mmap_sem R caller"])
    #expect(call.run.pfns(2) == row.pfns && call.run.hasLeaked == row.leaks)
    guard row.returns != nil else { return }
    #expect(call.run.value("hmm_vma_walk", 1, "mapped") == 0 && call.run.value("hmm_vma_walk", 1, "last") == 0)
  }

  @Test("a private page that is asked for with DEVICE_PRIVATE is faulted") func migratesBack() throws {
    let answer = try fill(
      Filling(isFault: true, defaults: 5), .pages([Self.device(true), Self.other]), handler: handler(FaultResult.bus))
    #expect(answer.result == -14 && answer.run.value("driver", 1, "end") == 3, "asked once")
    #expect(answer.run.value("driver", 1, "start") == 64 | 4, "to read")
  }
}

extension Filling {
  /// What no call has written shows this afterwards. Page by page it is part of a request, so only others have it.
  func preset(_ count: Int = 2, of value: Int) -> Filling {
    var copy = self
    if copy.requests.isEmpty { copy.requests = Array(repeating: value, count: count) }
    return copy
  }
}
