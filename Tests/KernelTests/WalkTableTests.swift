import Machine
import Testing

@testable import Kernel

/// An entry of pfns, as a byte.
private func entry(_ frame: Int, _ flags: Int) -> Int { frame << 3 | flags }
private let old = 0x7f

@Suite("A walk, table by table")
struct WalkTableTests {
  /// Three pages, the last of them in another table, and what a call makes of an entry above the first two. Of a
  /// window of hugetlbfs there are these two only.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let filling: Filling
    let returns: Int?
    let pfns: [Int]
    /// Cells of the pmd, or of the pud, above the first two pages.
    var pmd: [String: Int] = [:]
    var pud: [String: Int] = [:]
    var isHugetlb = false
    var fault: Fault?
    /// The codes of a fault handler that does nothing.
    var answers: Value?
    var faults = 0
    /// What the pmd becomes when a walk waits for it, or, with a name, before that step.
    var becomes: [String: Int] = [:]
    var step = ""

    init(
      _ name: String, _ filling: Filling, returns: Int? = 3, _ pfns: [Int], pmd: [String: Int] = [:],
      pud: [String: Int] = [:], fault: Fault? = nil, answers: Value? = nil, faults: Int = 0,
      becomes: [String: Int] = [:], at step: String = ""
    ) {
      (testDescription, self.filling, self.returns, self.pfns, self.pmd) = (name, filling, returns, pfns, pmd)
      (self.pud, self.fault, self.answers, self.faults) = (pud, fault, answers, faults)
      (self.becomes, self.step) = (becomes, step)
    }

    var hugetlb: Row {
      var copy = self
      copy.isHugetlb = true
      return copy
    }

    /// Where the table's border lies, so that the first two pages are all that a pmd, or a pud, has of the window.
    private var base: Int { isHugetlb ? 0x7f00_0000_0000 : pud.isEmpty ? 0x7f00_001f_e000 : 0x7f00_3fff_e000 }

    var call: OneCall {
      let pages = isHugetlb ? [.none, .none] : WalkTableTests.absent
      var piece = VmaPiece(0..<pages.count)
      piece.isHugetlb = isHugetlb
      var filling = filling
      if filling.requests.isEmpty { filling.requests = pages.map { _ in filling.isFault ? 3 : old } }
      let (pmd, pud, becomes) = (pmd, pud, becomes)
      let call = filling.oneCall(
        testDescription, World.pages(pages, vmas: [piece]).at(base), handler: answers.map { handler($0) }
      ) { setup in
        for level in ["pgd", "p4d", "pud"] { setup.set(level, 1, "none", to: .number(0)) }
        for (field, value) in pmd { setup.set("pmd", 1, field, to: .number(value)) }
        for (field, value) in pud { setup.set("pud", 1, field, to: .number(value)) }
        if pmd["kind"] != nil { setup.set("pmd", 1, "none", to: .number(0)) }
        // The third frame is in use, the fourth is free.
        setup.set("frame", 3, "owner", to: .number(1))
      }
      if becomes.isEmpty { return call }
      return call.meanwhile(step) { run in for (field, value) in becomes { run.set("pmd", 1, field, to: value) } }
    }
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
    Row("WM8 huge", .snapshot, [entry(1, 3), entry(2, 3), behind], pmd: huge),
    Row("WM8 huge ro", .snapshot, [entry(1, 1), entry(2, 1), behind], pmd: readOnly),
    Row("WM8 huge ro, to read", .read, [entry(1, 1), entry(2, 1), behind], pmd: readOnly),
    Row(
      "WM7 huge ro, to write: every page is faulted", .write, returns: -14, [0, 0, 0], pmd: readOnly,
      answers: FaultResult.bus, faults: 1),
    Row("WM8 huge protnone: NONE", .snapshot, [0, 0, behind], pmd: marked),
    Row(
      "WM7 huge protnone, asked for", .read, returns: -14, [0, 0, 0], pmd: marked, answers: FaultResult.bus,
      faults: 1),
    Row(
      "WM7 huge protnone, asked for to write", .write, returns: -14, [0, 0, 0], pmd: marked, answers: FaultResult.bus,
      faults: 1),
    Row("WM8 huge protnone, not asked for", .each(0, 0, 0), [0, 0, behind], pmd: marked),
    Row(
      "WM6 huge, split before it is read again: a table", .snapshot, [0, 0, behind], pmd: huge, becomes: ["kind": 0],
      at: "WM11"),
    Row(
      "WM6 huge, none before it is read again: a hole", .snapshot, [0, 0, behind], pmd: huge, becomes: ["none": 1],
      at: "WM11"),
    Row("WM4 THP migration: pfns are not touched", .snapshot, [old, old, behind], pmd: moving),
    Row("WM4 THP migration, not asked for", .each(0, 2, 0), [0, 2, behind], pmd: moving),
    Row(
      "WM5 THP migration, asked for: waited for", .read, [entry(1, 3), entry(2, 3), behind], pmd: moving,
      becomes: ["kind": 1]),
    Row(
      "WM5 THP migration, asked for to write", .write, [entry(1, 3), entry(2, 3), behind], pmd: moving,
      becomes: ["kind": 1]),
    Row("WM8 devmap", .snapshot, [entry(1, 3), entry(2, 3), behind], pmd: devmap),
    Row(
      "WM8 devmap, no pagemap for the second: what it left stays", .snapshot, returns: 0, [entry(3, 3), old, old],
      pmd: going),
    Row("WM9 bad: ERROR", .snapshot, [2, 2, behind], pmd: ["kind": 4]),
    Row("WM9 bad, asked for", .write, [2, 2, behind], pmd: ["kind": 4]),
    Row("WP6 none", .snapshot, [0, 0, behind], pmd: ["none": 1]),
    Row(
      "WP6 none, asked for", .read, returns: -14, [0, 0, 0], pmd: ["none": 1], answers: FaultResult.bus, faults: 1),
    Row(
      "WH7 none, the second is asked for: both are faulted (B9b), then nothing is asked (B9)", .each(0, 1, 0),
      [0, 0, behind], pmd: ["none": 1], answers: FaultResult.done, faults: 2),
    Row(
      "WM2 none when it is looked at", .snapshot, [0, 0, behind], pmd: huge, becomes: ["none": 1], at: "WM1"),
    Row("WM10 a table when it is looked at", .snapshot, [0, 0, behind], pmd: huge, becomes: ["kind": 0], at: "WM1"),
  ]

  static let puds = [
    Row("WP5 none", .snapshot, [0, 0, behind], pud: ["none": 1]),
    Row("WU5 devmap", .snapshot, [entry(1, 3), entry(2, 3), behind], pud: devmap),
    Row("WU5 devmap ro", .snapshot, [entry(1, 1), entry(2, 1), behind], pud: ["kind": 3, "frame": 1]),
    Row("WU5 devmap, no pagemap for the second", .snapshot, returns: 0, [entry(3, 3), old, old], pud: going),
    Row(
      "WU4 devmap ro, to write: a fault under the spinlock (B11)", .write, returns: nil, [0, 3, 3],
      pud: ["kind": 3, "frame": 1], fault: .written),
    Row(
      "WU4 devmap ro, to write, B11 mended", .write.mending("B11"), returns: -14, [0, 0, 0],
      pud: ["kind": 3, "frame": 1], answers: FaultResult.bus, faults: 1),
    Row(
      "WU5 devmap, B11 mended", .snapshot.mending("B11"), [entry(1, 3), entry(2, 3), behind], pud: devmap),
    Row(
      "WU6 huge without a pagemap: the split waits for the lock that is held", .snapshot, returns: nil,
      [old, old, old], pud: huge, fault: .alreadyHeld),
  ]

  static let hugetlbs = [
    Row("WG4 small", .snapshot, returns: 2, [entry(1, 3), entry(2, 3)], pmd: huge),
    Row(
      "WG5 small, to write", .write, returns: -14, [0, 0], pmd: readOnly, answers: FaultResult.bus, faults: 1),
    Row(
      "WG3 small, only the first is looked at", .each(0, 3), returns: 2, [entry(1, 1), entry(2, 1)], pmd: readOnly),
    Row("WG3 none has VALID", .snapshot, returns: 2, [1, 1], pmd: ["none": 1]),
    Row(
      "WG5 none, asked for", .read, returns: -14, [0, 0], pmd: ["none": 1], answers: FaultResult.bus, faults: 1),
    Row("WP10 no table", .snapshot, returns: 0, [0, 0], pud: ["none": 1]),
    Row("WG4 huge", .snapshot.of(21), returns: 2, [entry(1, 3), old], pmd: huge),
    Row(
      "WG5 huge, to write", .write.of(21), returns: -14, [0, 0], pmd: readOnly, answers: FaultResult.bus, faults: 1),
    Row("WP10 a huge hole", .snapshot.of(21), returns: 0, [0, old], pud: ["none": 1]),
    Row("WG4 small, B9 mended", .each(1, 1).mending("B9"), returns: 2, [entry(1, 3), entry(2, 3)], pmd: huge),
  ].map(\.hugetlb)

  static let absent: [PageContent] = [.none, .none, .present(frame: "1b3", isWritable: true)]

  @Test("its entries, or errors, and who was asked for a page", arguments: pmds + puds + hugetlbs)
  func row(_ row: Row) throws {
    let call = try CallRun(row.call)
    #expect(call.fault == row.fault && call.missed == [] && call.result == row.returns)
    #expect(call.run.pfns(row.pfns.count) == row.pfns)
    #expect(row.fault != nil || call.held == ["mmap_sem R caller"])
    #expect(call.run.value("driver", 1, "end") - row.pfns.count == row.faults)
  }
}
