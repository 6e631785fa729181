import Machine

@testable import Kernel

/// Rows for section 6 of the reference that the tables of single entries have no place for: the walk itself, requests,
/// what changes under way.
extension OneCall {
  static let walks: [OneCall] = pieces + levels + requests + changes

  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static let old = 0x7f
  private static let rw0 = PageContent.present(frame: "1a0", isWritable: true)
  private static let rw1 = PageContent.present(frame: "1a1", isWritable: true)
  private static let ro1 = PageContent.present(frame: "1a1", isWritable: false)

  // MARK: 6.2

  /// The walk by itself, which leaves `old` where it does not come.
  private static func walk(
    _ name: String, returns: Int = 0, changed: [String], _ vmas: [VmaPiece], _ pages: Range<Int> = 0..<3
  ) -> OneCall {
    let row = Pointer<HmmVmaWalk>(.named("walk", 1))
    return OneCall(
      name, returns: returns, changed: changed, .pages([rw0, rw1, .none], vmas: vmas),
      before: {
        registeredRange($0, to: 3) + (0..<3).map { range.element(\.pfns, number($0)) <- number(old) }
          + [row.range.value <- range.value]
      },
      call: {
        [
          Machine.call(
            $0.walk_page_range, mm.value, number(pages.lowerBound), number(pages.upperBound), row.value, into: ret)
        ]
      })
  }

  private static var special: VmaPiece {
    var piece = VmaPiece(0..<2)
    piece.isSpecial = true
    return piece
  }

  private static let pieces = [
    walk("WP1 an empty window", returns: -22, changed: [], [VmaPiece(0..<3)], 1..<1),
    walk(
      "WP2 one vma", changed: ["range->pfns[0] 127 ⇒ 11", "range->pfns[1] 127 ⇒ 19", "range->pfns[2] 127 ⇒ 0"],
      [VmaPiece(0..<3)]),
    walk(
      "WP2 a gap, then a vma",
      changed: ["range->pfns[0] 127 ⇒ 0", "range->pfns[1] 127 ⇒ 19", "range->pfns[2] 127 ⇒ 0"], [VmaPiece(1..<3)]),
    walk(
      "WP2 two vmas, then a gap",
      changed: ["range->pfns[0] 127 ⇒ 11", "range->pfns[1] 127 ⇒ 19", "range->pfns[2] 127 ⇒ 0"],
      [VmaPiece(0..<1), VmaPiece(1..<2)]),
    walk(
      "WP2 up to where the window ends", changed: ["range->pfns[0] 127 ⇒ 11"], [VmaPiece(0..<3)], 0..<1),
    walk("WP2 a gap up to where the window ends", changed: ["range->pfns[0] 127 ⇒ 0"], [VmaPiece(2..<3)], 0..<1),
    walk(
      "WP9 a special vma is a hole, all of it",
      changed: ["range->pfns[0] 127 ⇒ 0", "range->pfns[1] 127 ⇒ 0", "range->pfns[2] 127 ⇒ 0"],
      [special, VmaPiece(2..<3)]),
    OneCall(
      "WM3 a huge page of hugetlbfs that the walk takes for another: ERROR", returns: 0,
      changed: ["range->pfns[0] 127 ⇒ 2", "range->pfns[1] 127 ⇒ 2"], hugetlb,
      cells: huge,
      before: {
        let row = Pointer<HmmVmaWalk>(.named("walk", 1))
        return registeredRange($0, to: 2) + (0..<2).map { range.element(\.pfns, number($0)) <- number(old) }
          + [row.range.value <- range.value, row.vma.value <- 1]
      },
      call: { core in
        [
          Machine.call(
            Core.walkCallbacks(core.edition, core.handle_mm_fault).hugePmd, 1, 0, 2, into: ret)
        ]
      }),
  ]

  private static var hugetlb: World {
    var piece = VmaPiece(0..<2)
    piece.isHugetlb = true
    return .pages([.none, .none], vmas: [piece])
  }
  private static func huge(_ setup: inout Setup) {
    for level in ["pgd", "p4d", "pud"] { setup.set(level, 1, "none", to: .number(0)) }
    for (field, value) in ["none": 0, "kind": 1, "frame": 1, "write": 1] {
      setup.set("pmd", 1, field, to: .number(value))
    }
  }

  /// Three pages, the last of them under another entry of this level; the first two are under one that is none.
  private static func level(_ step: String, _ record: String, _ base: Int) -> OneCall {
    Filling.snapshot.preset(3, of: old).oneCall(
      "\(step) a \(record) that is none is a hole, as far as it reaches",
      World.pages([.none, .none, .present(frame: "1b3", isWritable: true)]).at(base)
    ) { setup in
      for level in ["pgd", "p4d", "pud", "pmd"] {
        setup.set(level, 1, "none", to: .number(level == record ? 1 : 0))
      }
    }.comingTo(
      3,
      changed: [
        "range->vma 0 ⇒ 1", "range->pfns[0] 127 ⇒ 0", "range->pfns[1] 127 ⇒ 0", "range->pfns[2] 127 ⇒ 27",
      ])
  }

  /// A window that ends before the entry does: the second page is none of its business.
  private static func endsWithin(_ step: String, _ record: String) -> OneCall {
    Filling.snapshot.preset(2, of: old).oneCall(
      "\(step) a window that ends within a \(record) that is none", .pages([.none, .none]), upTo: 1
    ) { setup in
      for level in ["pgd", "p4d", "pud", "pmd"] {
        setup.set(level, 1, "none", to: .number(level == record ? 1 : 0))
      }
    }.comingTo(0, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 127 ⇒ 0"])
  }

  private static let levels = [
    level("WP3", "pgd", 0x7f7f_ffff_e000), level("WP4", "p4d", 0x7f7f_ffff_e000),
    level("WP5", "pud", 0x7f00_3fff_e000), level("WP6", "pmd", 0x7f00_001f_e000),
    endsWithin("WP3", "pgd"), endsWithin("WP4", "p4d"), endsWithin("WP5", "pud"), endsWithin("WP6", "pmd"),
  ]

  // MARK: 6.1

  private static func request(
    _ name: String, _ defaults: Int, _ mask: Int, _ requests: [Int], _ changed: [String],
    _ pages: [PageContent] = [ro1, .none]
  ) -> OneCall {
    Filling(isFault: true, defaults: defaults, mask: mask, requests: requests).oneCall(name, .pages(pages))
      .comingTo(2, changed: ["range->vma 0 ⇒ 1"] + changed)
  }

  private static let requests = [
    request(
      "6.1 flags 0, mask all: each page as it asks", 0, -1, [1, 3],
      ["range->pfns[0] 1 ⇒ 17", "range->pfns[1] 3 ⇒ 35"]),
    request(
      "6.1 flags VALID, mask 0: all to read, requests do not count", 1, 0, [3, 3],
      ["range->pfns[0] 3 ⇒ 17", "range->pfns[1] 3 ⇒ 33"]),
    request(
      "6.1 flags VALID and WRITE, mask 0: all to write", 3, 0, [0, 0],
      ["range->pfns[0] 0 ⇒ 19", "range->pfns[1] 0 ⇒ 35"]),
    request(
      "6.1 flags VALID, mask WRITE: to write where the page asks", 1, 2, [0, 2],
      ["range->pfns[0] 0 ⇒ 17", "range->pfns[1] 2 ⇒ 35"]),
    request(
      "6.1 flags 0, mask 0: like a snapshot", 0, 0, [3, 3], ["range->pfns[0] 3 ⇒ 17", "range->pfns[1] 3 ⇒ 0"]),
    request(
      "6.1 WRITE without VALID asks for nothing", 0, -1, [2, 2], ["range->pfns[0] 2 ⇒ 17", "range->pfns[1] 2 ⇒ 0"]),
  ]

  // MARK: 6.3 to 6.7

  private static let changes = [
    Filling.each(1, 0, 0).oneCall("WE3 the rest of the table is faulted, too (B9b)", .pages([.none, rw1, .none]))
      .comingTo(
        3,
        changed: [
          "range->vma 0 ⇒ 1", "range->pfns[0] 1 ⇒ 33", "range->pfns[1] 0 ⇒ 19", "range->pfns[2] 0 ⇒ 25",
        ]
      ).memory("pte[0] present 1b4 ro", "pte[2] present 1b3 ro", "frame 1b3 app 1", "frame 1b4 app 1"),
    Filling.each(0, 0, 1).oneCall("WE3 only what lies behind the page is", .pages([.none, rw1, .none]))
      .comingTo(
        3, changed: ["range->vma 0 ⇒ 1", "range->pfns[1] 0 ⇒ 19", "range->pfns[2] 1 ⇒ 33"]
      ).memory("pte[2] present 1b4 ro", "frame 1b4 app 1"),
    Filling.snapshot.oneCall(
      "WM10 a huge page that is split before it is read again", .pages([rw0, ro1]), cells: huge
    ).meanwhile("WM11") { $0.set("pmd", 1, "kind", to: 0) }
      .comingTo(2, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"]),
    Filling.snapshot.oneCall(
      "WU2 a pud that is none when it is looked at", .pages([.none, .none]), cells: hugePud
    ).meanwhile("WU2") { $0.set("pud", 1, "none", to: 1) }.comingTo(0, changed: ["range->vma 0 ⇒ 1"]),
    Filling.snapshot.mending("B11").oneCall(
      "WU2 the same, B11 mended: WU7 unlocks it", .pages([.none, .none]), cells: hugePud
    ).meanwhile("WU2") { $0.set("pud", 1, "none", to: 1) }.comingTo(0, changed: ["range->vma 0 ⇒ 1"]),
    Filling.snapshot.mending("B11").preset(2, of: old).oneCall(
      "WU6 a huge pud without a pagemap, B11 mended: split, and a hole then", .pages([.none, .none])
    ) {
      hugePud(&$0)
      $0.set("pud", 1, "kind", to: .number(1))
    }.comingTo(0, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 127 ⇒ 0", "range->pfns[1] 127 ⇒ 0"]),
    Filling.snapshot.of(21).oneCall(
      "WG1 huge pages of hugetlbfs that are not whole: -EINVAL, at which a snapshot does not look (B15)", partOfHuge
    ) { $0.set("pmd", 1, "none", to: .number(0)) }.comingTo(2, changed: ["range->vma 0 ⇒ 2"]),
    Filling.read.of(21).oneCall("WG5 a huge page of hugetlbfs is faulted in", hugetlb) {
      for row in [1, 2] { $0.set("frame", row, "owner", to: .number(0)) }
      $0.set("pmd", 1, "none", to: .number(1))
      for level in ["pgd", "p4d", "pud"] { $0.set(level, 1, "none", to: .number(0)) }
    }.comingTo(2, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 9"]),
    Filling.snapshot.oneCall(
      "WP11 a window that ends within a huge page", .pages([.none, .none]), upTo: 1, cells: huge
    )
    .comingTo(1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11"]),
    Filling.snapshot.oneCall(
      "WP12 a window that ends within a huge pud", .pages([.none, .none]), upTo: 1, cells: hugePud
    )
    .comingTo(1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11"]),
    Filling(isFault: true, defaults: 5).oneCall(
      "WE3 device-private, asked for with DEVICE_PRIVATE: it comes back",
      deviceWorld([.devicePrivate(frame: "d00", isWritable: true)])
    ).comingTo(1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 27"]).memory(
      "pte[0] present 1b4 rw", "frame 1b4 app 1 G", "frame d00 free 1"),
    Filling(isFault: true, defaults: 7).oneCall(
      "WE3 device-private, asked for with DEVICE_PRIVATE and WRITE",
      deviceWorld([.devicePrivate(frame: "d00", isWritable: false)])
    ).comingTo(1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 27"]).memory(
      "pte[0] present 1b4 rw dirty", "frame 1b4 app 1 G", "frame d00 free 1"),
  ]

  private static func hugePud(_ setup: inout Setup) {
    for level in ["pgd", "p4d", "pud"] { setup.set(level, 1, "none", to: .number(0)) }
    for (field, value) in ["kind": 3, "frame": 1, "write": 1] { setup.set("pud", 1, field, to: .number(value)) }
  }

  private static var partOfHuge: World {
    var world = hugetlb
    world.pages.append(.none)
    world.vmas.append(world.vmas[0])
    world.vmas[1].pages = 2..<3
    return world
  }
}
