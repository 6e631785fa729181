import Machine
import Testing

@testable import Kernel

/// An entry of pfns, as a byte.
private func entry(_ frame: Int, _ flags: Int) -> Int { frame << 3 | flags }
private let old = 0x7f

@Suite("A walk, table by table")
struct WalkTableTests {
  /// Three pages, the last of them in another table, and what a call makes of an entry above the first two.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let call: Filling
    let returns: Int
    let pfns: [Int]
    /// Cells of the pmd, or of the pud, above the first two pages.
    var pmd: [String: Int] = [:]
    var pud: [String: Int] = [:]
    var isHugetlb = false
    var leaks = false
    var fault: Fault?
    /// The codes of a fault handler that does nothing.
    var answers: Value?
    var faults = 0

    var testDescription: String { name }
  }

  static let behind = 3 << 3 | 3
  static let huge = ["kind": 1, "frame": 1, "write": 1]
  static let readOnly = ["kind": 1, "frame": 1, "write": 0]
  static let marked = ["kind": 1, "frame": 1, "write": 1, "protnone": 1]
  static let moving = ["kind": 2, "frame": 1, "write": 1]
  static let devmap = ["kind": 3, "frame": 1, "write": 1]
  /// Its second frame has no pagemap any more.
  static let going = ["kind": 3, "frame": 3, "write": 1]

  static let pmds = [
    Row(name: "huge", call: .snapshot, returns: 3, pfns: [entry(1, 3), entry(2, 3), behind], pmd: huge),
    Row(name: "huge ro", call: .snapshot, returns: 3, pfns: [entry(1, 1), entry(2, 1), behind], pmd: readOnly),
    Row(name: "huge ro, to read", call: .read, returns: 3, pfns: [entry(1, 1), entry(2, 1), behind], pmd: readOnly),
    Row(
      name: "huge ro, to write: every page is faulted", call: .write, returns: -14, pfns: [0, 0, 0], pmd: readOnly,
      answers: FaultResult.bus, faults: 1),
    Row(name: "huge protnone", call: .snapshot, returns: 3, pfns: [0, 0, behind], pmd: marked),
    Row(
      name: "huge protnone, asked for", call: .read, returns: -14, pfns: [0, 0, 0], pmd: marked,
      answers: FaultResult.bus, faults: 1),
    Row(name: "huge protnone, not asked for", call: .each(0, 0, 0), returns: 3, pfns: [0, 0, behind], pmd: marked),
    Row(name: "migration: pfns are not touched", call: .snapshot, returns: 3, pfns: [old, old, behind], pmd: moving),
    Row(
      name: "migration, not asked for", call: .each(0, 2, 0), returns: 3, pfns: [0, 2, behind], pmd: moving),
    Row(name: "devmap", call: .snapshot, returns: 3, pfns: [entry(1, 3), entry(2, 3), behind], pmd: devmap),
    Row(
      name: "devmap going: what it left stays", call: .snapshot, returns: 0, pfns: [entry(3, 3), old, old],
      pmd: going),
    Row(name: "bad", call: .snapshot, returns: 3, pfns: [2, 2, behind], pmd: ["kind": 4]),
    Row(name: "bad, asked for", call: .write, returns: 3, pfns: [2, 2, behind], pmd: ["kind": 4]),
    Row(name: "none", call: .snapshot, returns: 3, pfns: [0, 0, behind], pmd: ["none": 1]),
    Row(
      name: "none, asked for", call: .read, returns: -14, pfns: [0, 0, 0], pmd: ["none": 1],
      answers: FaultResult.bus, faults: 1),
    Row(
      name: "none, the second is asked for: both are faulted (B9b), then nothing is asked (B9)",
      call: .each(0, 1, 0), returns: 3, pfns: [0, 0, behind], pmd: ["none": 1], answers: FaultResult.done, faults: 2),
  ]

  static let puds = [
    Row(name: "none", call: .snapshot, returns: 3, pfns: [0, 0, behind], pud: ["none": 1]),
    Row(name: "devmap", call: .snapshot, returns: 3, pfns: [entry(1, 3), entry(2, 3), behind], pud: devmap),
    Row(
      name: "devmap ro", call: .snapshot, returns: 3, pfns: [entry(1, 1), entry(2, 1), behind],
      pud: ["kind": 3, "frame": 1]),
    Row(
      name: "devmap going", call: .snapshot, returns: 0, pfns: [entry(3, 3), old, old], pud: going),
    Row(
      name: "devmap ro, to write: a fault under the spinlock (B11)", call: .write, returns: 99,
      pfns: [0, 3, 3], pud: ["kind": 3, "frame": 1], fault: .written),
    Row(
      name: "devmap ro, to write, B11 mended", call: .write.mending("B11"), returns: -14, pfns: [0, 0, 0],
      pud: ["kind": 3, "frame": 1], answers: FaultResult.bus, faults: 1),
    Row(
      name: "devmap, B11 mended", call: .snapshot.mending("B11"), returns: 3,
      pfns: [entry(1, 3), entry(2, 3), behind], pud: devmap),
    Row(
      name: "huge without a pagemap: the split waits for the lock that is held", call: .snapshot, returns: 99,
      pfns: [old, old, old], pud: huge, fault: .alreadyHeld),
  ]

  static let hugetlbs = [
    Row(name: "small", call: .snapshot, returns: 2, pfns: [entry(1, 3), entry(2, 3)], pmd: huge, isHugetlb: true),
    Row(
      name: "small, to write", call: .write, returns: -14, pfns: [0, 0], pmd: readOnly, isHugetlb: true,
      answers: FaultResult.bus, faults: 1),
    Row(
      name: "small, only the first is looked at", call: .each(0, 3), returns: 2, pfns: [entry(1, 1), entry(2, 1)],
      pmd: readOnly, isHugetlb: true),
    Row(name: "none has VALID", call: .snapshot, returns: 2, pfns: [1, 1], pmd: ["none": 1], isHugetlb: true),
    Row(
      name: "none, asked for", call: .read, returns: -14, pfns: [0, 0], pmd: ["none": 1], isHugetlb: true,
      answers: FaultResult.bus, faults: 1),
    Row(name: "no table", call: .snapshot, returns: 0, pfns: [0, 0], pud: ["none": 1], isHugetlb: true),
    Row(
      name: "huge", call: .snapshot.of(21), returns: 2, pfns: [entry(1, 3), old], pmd: huge, isHugetlb: true),
    Row(
      name: "huge, to write", call: .write.of(21), returns: -14, pfns: [0, 0], pmd: readOnly, isHugetlb: true,
      answers: FaultResult.bus, faults: 1),
    Row(name: "huge hole", call: .snapshot.of(21), returns: 0, pfns: [0, old], pud: ["none": 1], isHugetlb: true),
  ]

  /// The entries of a table that covers two pages: in a window at a border, or in one that ends there.
  private func check(_ row: Row, base: Int, pages: [PageContent]) throws {
    var piece = VmaPiece(0..<pages.count)
    piece.isHugetlb = row.isHugetlb
    let world = World.pages(pages, vmas: [piece]).at(base)
    var filling = row.call
    if filling.requests.isEmpty { filling.requests = pages.indices.map { _ in row.call.isFault ? 3 : old } }
    let answer = try fill(filling, world, handler: row.answers.map { handler($0) }) { setup in
      for level in ["pgd", "p4d", "pud"] { setup.set(level, 1, "none", to: .number(0)) }
      for (field, value) in row.pmd { setup.set("pmd", 1, field, to: .number(value)) }
      for (field, value) in row.pud { setup.set("pud", 1, field, to: .number(value)) }
      if row.pmd["kind"] != nil { setup.set("pmd", 1, "none", to: .number(0)) }
      // The third frame is in use, the fourth is free.
      setup.set("frame", 3, "owner", to: .number(1))
    }
    #expect(answer.run.fault == row.fault && (answer.result == row.returns || row.fault != nil))
    #expect(answer.pfns(pages.count) == row.pfns && (row.fault != nil || answer.holdsMmapSem))
    #expect(answer.run.value("driver", 1, "end") - pages.count == row.faults)
  }

  static let absent: [PageContent] = [.none, .none, .present(frame: "1b3", isWritable: true)]

  @Test("pmd", arguments: pmds) func pmd(_ row: Row) throws {
    try check(row, base: 0x7f00_001f_e000, pages: Self.absent)
  }

  @Test("pud", arguments: puds) func pud(_ row: Row) throws {
    try check(row, base: 0x7f00_3fff_e000, pages: Self.absent)
  }

  @Test("hugetlb", arguments: hugetlbs) func hugetlb(_ row: Row) throws {
    try check(row, base: 0x7f00_0000_0000, pages: [.none, .none])
  }

  @Test("a huge page of hugetlbfs that is not whole: -EINVAL, which a snapshot does not look at") func notWhole() throws
  {
    var piece = VmaPiece(0..<2)
    piece.isHugetlb = true
    let world = World.pages([.none, .none, .none], vmas: [piece, VmaPiece(2..<3)])
    func cells(_ setup: inout Setup) { setup.set("pmd", 1, "none", to: .number(0)) }
    let fault = try fill(Filling.read.of(21), world, cells: cells)
    #expect(fault.result == -22 && fault.holdsMmapSem)
  }

  /// Takes a snapshot of two pages and then stands still.
  static var reader: Procedure {
    let core = Core.of(.linux5_2)
    return Procedure("caller", isKernel: false) {
      registeredRange(core, to: 2)
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
  }

  @Test("a huge page that is split under way is read again, as a table") func split() throws {
    let pages: [PageContent] = [.present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: false)]
    let splitter = Procedure("splitter", isKernel: false) {
      step("split") { Pointer<Pmd>(.named("pmd", 1)).kind <- TableKind.table }
    }
    var world = World.pages(pages)
    world.threads = [Actor("caller", [.call(Self.reader, [])]), Actor("app", [.call(splitter, [])])]
    world.ranges = 1
    var setup = try world.setup()
    setup.set("pmd", 1, "kind", to: .number(1))
    setup.set("pmd", 1, "frame", to: .number(1))
    let run = Run(Program(setup))
    run.run("caller", before: "WM11")
    run.run("app", through: "split")
    run.run("caller", before: "end")
    #expect(run.pfn(0) == entry(1, 3) && run.pfn(1) == entry(2, 1))
    #expect(run.program.local(run.state, 0, "ret") == 2)
  }

  @Test("a huge page on its way that is asked for is waited for") func waits() throws {
    let answer = try fill(.read, World.pages(Self.absent).at(0x7f00_001f_e000)) { setup in
      setup.set("pmd", 1, "none", to: .number(0))
      setup.set("pmd", 1, "kind", to: .number(2))
    }
    #expect(answer.next == "WM5" && answer.holdsMmapSem && !answer.run.step("caller"))
  }

  @Test("every level that is none is a hole, as far as it reaches", arguments: ["pgd", "p4d", "pud", "pmd"])
  func levels(_ record: String) throws {
    let base = record == "pmd" ? 0x7f00_001f_e000 : record == "pud" ? 0x7f00_3fff_e000 : 0x7f7f_ffff_e000
    let answer = try fill(.snapshot, World.pages(Self.absent).at(base)) { setup in
      for level in ["pgd", "p4d", "pud", "pmd"] {
        setup.set(level, 1, "none", to: .number(level == record ? 1 : 0))
      }
    }
    #expect(answer.result == 3 && answer.pfns(3) == [0, 0, Self.behind])
  }

  @Test("the walk itself: an empty window, a special vma, a gap, two vmas") func pieces() throws {
    let core = Core.of(.linux5_2)
    let row = Pointer<HmmVmaWalk>(.named("walk", 1))
    func walked(_ vmas: [VmaPiece], _ start: Int, _ end: Int) throws -> Answer {
      let pages: [PageContent] = [
        .present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true), .none,
      ]
      return try answer(.pages(pages, vmas: vmas)) {
        registeredRange(core, to: 3)
        count(Value.local("i"), from: 0, below: 3) { range.element(\.pfns, .local("i")) <- .constant(old, name: nil) }
        row.range.value <- range.value
        call(
          core.walk_page_range, mm.value, .constant(start, name: nil), .constant(end, name: nil), row.value,
          into: ret)
      }
    }
    var special = VmaPiece(0..<2)
    special.isSpecial = true
    #expect(try walked([VmaPiece(0..<3)], 1, 1).result == -22)
    #expect(try walked([special, VmaPiece(2..<3)], 0, 3).pfns(3) == [0, 0, 0])
    #expect(try walked([VmaPiece(1..<3)], 0, 3).pfns(3) == [0, entry(2, 3), 0])
    #expect(try walked([VmaPiece(0..<1), VmaPiece(1..<2)], 0, 3).pfns(3) == [entry(1, 3), entry(2, 3), 0])
    #expect(try walked([VmaPiece(0..<1), VmaPiece(1..<2)], 0, 2).pfns(3) == [entry(1, 3), entry(2, 3), old])
  }
}
