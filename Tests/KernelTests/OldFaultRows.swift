import Machine
import Testing

@testable import Kernel

/// Rows for sections 5.8 to 5.10 of the reference: the calls of older drivers, addresses for a device.
extension OneCall {
  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static let mapped1 = PageContent.present(frame: "1a0", isWritable: true)
  private static let readOnly = PageContent.present(frame: "1a1", isWritable: false)

  // MARK: 5.8

  /// A driver of 5.1: it fills the window in, and asks for each page by itself.
  private static func old(
    _ name: String, returns: Int?, held: [String] = mmapSem, changed: [String], _ pages: [PageContent] = [.none],
    asks: Int = 1, fixes: Set<String> = [], given before: [Statement] = [],
    cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: held, changed: changed, .pages(pages), fixes: fixes, cells: cells,
      before: { _ in
        [allocate(range)] + Core.setup(range, driver) + [range.vma.value <- 1]
          + pages.indices.map { range.element(\.pfns, number($0)) <- number(asks) } + before
          + [down_read(mm.mmap_sem)]
      }, call: { [Machine.call($0.hmm_vma_fault, range.value, 1, into: ret)] })
  }

  private static func open(_ setup: inout Setup) { setup.set(Hmm.name, 1, "notifiers", to: .number(1)) }

  private static let dropped = ["mm->mmap_sem.readers 1 ⇒ 0", "range->pfn_flags_mask 0 ⇒ -1"]

  static let oldFaults = [
    old(
      "OF2 an empty window: mmap_sem is held", returns: -22, changed: ["range->pfn_flags_mask 0 ⇒ -1"],
      given: [range.end <- range.start]),
    old(
      "OF3 time-out: mmap_sem is dropped, the range stays registered (B4)", returns: -11, held: [],
      changed: [
        "mm->mmap_sem.readers 1 ⇒ 0", "hmm[0].kref 1 ⇒ 2", "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1",
        "range->pfn_flags_mask 0 ⇒ -1",
      ], cells: open
    ).meanwhile("WT3") { #expect($0.held == mmapSem, "it waits with mmap_sem held") },
    old("OF3 time-out, B4 mended", returns: -11, held: [], changed: dropped, fixes: ["B4"], cells: open),
    old(
      "OF4 faulted in: registered, mmap_sem held, each page as it asks", returns: 0,
      changed: [
        "hmm[0].kref 1 ⇒ 2", "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1", "range->pfns[0] 1 ⇒ 33",
        "range->pfns[1] 1 ⇒ 17", "range->pfn_flags_mask 0 ⇒ -1", "range->valid 0 ⇒ 1",
      ], [.none, readOnly]),
    old("OF5 nothing was found: -EBUSY, mmap_sem is dropped", returns: -16, held: [], changed: dropped, asks: 0),
    old(
      "OF5 -EBUSY: INVALID while it faulted", returns: -16, held: [],
      changed: ["mm->mmap_sem.readers 1 ⇒ 0", "range->pfns[0] 1 ⇒ 0", "range->pfn_flags_mask 0 ⇒ -1"]
    ).meanwhile("VF7") { $0.set("range", 1, "valid", to: 0) },
    old(
      "OF5 RETRY: -EBUSY, and the fault has dropped mmap_sem", returns: -16, held: [],
      changed: [
        "mm->mmap_sem.readers 1 ⇒ 0", "range->pfns[0] 1 ⇒ 0", "range->pfns[1] 1 ⇒ 0", "range->pfn_flags_mask 0 ⇒ -1",
      ],
      [.none, .swap(slot: "3")]
    ) {
      $0.set("swap", 1, "page", to: .number(3))
      for (field, value) in ["owner": 1, "count": 1, "lock": 2] { $0.set("frame", 3, field, to: .number(value)) }
    }.meanwhile("SW6") { $0.set("frame", 3, "lock", to: 0) },
    old(
      "OF5 an error: unregistered, mmap_sem is held", returns: -14,
      changed: ["range->pfns[0] 1 ⇒ 0", "range->pfns[1] 1 ⇒ 0", "range->pfn_flags_mask 0 ⇒ -1"], [.special, mapped1]),
    done("OD1 valid", returns: 1, valid: 1),
    done("OD1 INVALID", returns: 0, valid: 0),
    done("OD1 valid again, B1 mended", returns: 0, valid: 1, fixes: ["B1"], given: [range.hits <- range.seen + 1]),
  ]

  private static func done(
    _ name: String, returns: Int, valid: Int, fixes: Set<String> = [], given before: [Statement] = []
  ) -> OneCall {
    OneCall(
      name, returns: returns,
      changed: ["hmm[0].kref 2 ⇒ 1", "hmm[0].ranges[0] 1 ⇒ 0", "range->hmm 1 ⇒ 0"]
        + (valid == 1 ? ["range->valid 1 ⇒ 0"] : []),
      fixes: fixes, before: { registeredRange($0) + [range.valid <- number(valid)] + before },
      call: { [Machine.call($0.hmm_vma_range_done, range.value, into: ret)] })
  }

  // MARK: 5.9

  private static func map(
    _ name: String, returns: Int, changed: [String], _ pages: [PageContent], asks: Int = 1, dma: Dma = .works
  ) -> OneCall {
    var world = World.pages(pages)
    world.dma = dma
    return OneCall(
      name, returns: returns, held: mmapSem, changed: changed, world,
      before: {
        registeredRange($0, to: pages.count) + [range.default_flags <- number(asks), down_read(mm.mmap_sem)]
      },
      call: {
        [Machine.call($0.hmm_range_dma_map, range.value, driver.value, driver.daddrs.value, 0, into: ret)]
      }
    ).watching(Daddrs.name)
  }

  /// The second is not faulted in (B6).
  private static let three: [PageContent] = [mapped1, .swap(slot: "3"), readOnly]
  private static let faulted = ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[2] 0 ⇒ 17"]

  static let mapped = [
    map("XM1 the fault fails", returns: -14, changed: ["range->vma 0 ⇒ 1"], [.special]),
    map("XM1 no page at all: -EBUSY", returns: -16, changed: ["range->vma 0 ⇒ 1"], [.none], asks: 0),
    map(
      "XM5 a page that may be written to, one that is not there, one to read", returns: 2,
      changed: faulted + ["daddrs[0].address[0] 0 ⇒ 3", "daddrs[0].address[2] 0 ⇒ 4"], three),
    map(
      "XM3 INVALID on the way: -EBUSY, XM6 takes back what was mapped", returns: -16,
      changed: faulted + ["range->valid 1 ⇒ 0"], three
    ).meanwhile("XM5") { $0.set("range", 1, "valid", to: 0) },
    map(
      "XM4 a mapping error: -EFAULT, XM6 takes back what was mapped", returns: -14,
      changed: faulted + ["daddrs[0].address[2] 0 ⇒ -1"], three, dma: .mayFail
    ).choosing(0, 1),
    map(
      "XM4 the first fails, nothing is to be taken back", returns: -14,
      changed: faulted + ["daddrs[0].address[0] 0 ⇒ -1"], three, dma: .mayFail
    ).choosing(1),
    map(
      "XM4 may fail and does not", returns: 2,
      changed: faulted + ["daddrs[0].address[0] 0 ⇒ 3", "daddrs[0].address[2] 0 ⇒ 4"], three, dma: .mayFail),
  ]

  // MARK: 5.10

  private static func unmap(
    _ name: String, returns: Int, changed: [String], dirty: Bool = true, daddrs: Value = driver.daddrs.value,
    given before: [Statement] = []
  ) -> OneCall {
    let map = map("", returns: 0, changed: [], [mapped1, readOnly, .swap(slot: "3")])
    return OneCall(
      name, returns: returns, held: mmapSem, changed: changed, map.world,
      before: { map.before($0) + map.call($0) + before },
      call: {
        [
          Machine.call(
            $0.hmm_range_dma_unmap, range.value, 1, driver.value, daddrs, number(dirty ? 1 : 0), into: ret)
        ]
      }
    ).watching(Daddrs.name)
  }

  private static let gone = [
    "range->pfns[0] 11 ⇒ 0", "range->pfns[1] 17 ⇒ 0", "daddrs[0].address[0] 3 ⇒ 0", "daddrs[0].address[1] 4 ⇒ 0",
  ]

  static let unmapped = [
    unmap("XU1 empty", returns: -22, changed: [], given: [range.end <- range.start]).memory(),
    unmap("XU1 no addresses", returns: -22, changed: [], daddrs: NULL).memory(),
    unmap("XU2 written to: the page that may be is dirty", returns: 2, changed: gone).memory(
      "pte[0] present 1a0 rw dirty"),
    unmap("XU2 not written to", returns: 2, changed: gone, dirty: false).memory(),
  ]

  // MARK: Entries

  private static func entry(_ name: String, returns: Int, _ index: Int, _ value: Int) -> OneCall {
    OneCall(name, returns: returns, call: { [Machine.call($0.entryCalls[index], 0, number(value), into: ret)] })
  }

  static let entries = [
    entry("XE1 NONE", returns: 0, 0, 0), entry("XE1 ERROR", returns: 0, 0, 2), entry("XE1 SPECIAL", returns: 0, 0, 4),
    entry("XE1 a page", returns: 1, 0, 9), entry("XE1 a page with all flags", returns: 1, 0, 15),
    entry("XE2 NONE", returns: -1, 1, 0), entry("XE2 ERROR", returns: -1, 1, 2),
    entry("XE2 SPECIAL", returns: -1, 1, 4), entry("XE2 a page", returns: 1, 1, 9),
    entry("XE3 of a page", returns: 25, 2, 3), entry("XE3 of a number", returns: 9, 3, 1),
  ]
}
