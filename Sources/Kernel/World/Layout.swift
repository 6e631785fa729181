import Machine

extension World {
  /// The machine's beginning. Throws what does not fit or is not there.
  public func setup() throws(WorldError) -> Setup {
    try setup(core: Core.of(edition))
  }

  /// The same with procedures that were made before.
  func setup(core: Core) throws(WorldError) -> Setup {
    try check()
    var setup = Setup(records: Schema.records, rows: rows)
    setup.hasTimeouts = hasTimeouts
    try layOutMemory(&setup)
    layOutTables(&setup)
    layOutDevices(&setup, core)
    for actor in threads { setup.threads.append(try thread(actor, core)) }
    layOutWorks(&setup, core)
    setup.properties = Laws.all(core.edition)
    return setup
  }

  private var rows: [String: Int] {
    let operations = threads.flatMap(\.operations)
    let unmaps = operations.count { if case .munmap = $0 { true } else { false } }
    let mirrors = operations.count { if case .mirror = $0 { true } else { false } }
    let tables = tableRows
    let tasks = threads.count + workers.count
    return [
      Mm.name: 1, Vma.name: vmas.count + unmaps, Pgd.name: tables.pgd.count, P4d.name: tables.pgd.count,
      Pud.name: tables.pud.count, Pmd.name: tables.pmd.count, Pte.name: pages.count, Frame.name: frames.count,
      SwapSlot.name: slots.count, MmuNotifierRange.name: tasks, Hmm.name: 2, HmmMirror.name: devices.count,
      HmmUpdate.name: tasks, HmmVmaWalk.name: tasks, HmmRange.name: ranges ?? mirrors + workers.count,
      Driver.name: devices.count, WorkItem.name: workRows, Workqueue.name: min(1, workRows),
    ]
  }

  // MARK: Memory

  private func layOutMemory(_ setup: inout Setup) throws(WorldError) {
    let isMirrored = devices.contains(where: \.isRegistered)
    setup.allocate(Mm.name, 1)
    setup.set(Mm.name, 1, "mm_users", to: .number(1))
    setup.set(Mm.name, 1, "mm_count", to: .number(isMirrored ? 2 : 1))
    for (index, vma) in vmas.enumerated() {
      setup.allocate(Vma.name, index + 1)
      setup.set(Vma.name, index + 1, "vm_start", to: .number(vma.pages.lowerBound))
      setup.set(Vma.name, index + 1, "vm_end", to: .number(vma.pages.upperBound))
      setup.set(Vma.name, index + 1, "vm_flags", to: .number(vma.flags))
      setup.set(Mm.name, 1, "mmap", element: index, to: .number(index + 1))
    }
    for (index, frame) in frames.enumerated() {
      setup.set(Frame.name, index + 1, "owner", to: .number(try owner(frame.owner)))
      setup.set(Frame.name, index + 1, "letter", to: .number(code(frame.letter)))
      if frame.owner != nil { setup.set(Frame.name, index + 1, "count", to: .number(1)) }
    }
    for (index, slot) in slots.enumerated() {
      setup.set(SwapSlot.name, index + 1, "owner", to: .number(try owner(slot.owner)))
      setup.set(SwapSlot.name, index + 1, "letter", to: .number(code(slot.letter)))
    }
    for (index, page) in pages.enumerated() {
      switch page {
      case .none: break
      case .present(let frame, let isWritable):
        setup.set(Pte.name, index + 1, "kind", to: .number(1))
        setup.set(Pte.name, index + 1, "frame", to: .number(try frameRow(frame)))
        setup.set(Pte.name, index + 1, "write", to: .number(isWritable ? 1 : 0))
      case .swap(let slot):
        setup.set(Pte.name, index + 1, "kind", to: .number(2))
        setup.set(Pte.name, index + 1, "slot", to: .number(try slotRow(slot)))
      }
    }
  }

  func code(_ letter: Character?) -> Int { letter?.asciiValue.map { Int($0) } ?? 0 }

  // MARK: Page tables

  /// For each level the numbers of its entries, as far as the window reaches.
  private var tableRows: (pgd: [Int], pud: [Int], pmd: [Int]) {
    (entries(39), entries(30), entries(21))
  }

  private func entries(_ shift: Int) -> [Int] {
    guard !pages.isEmpty else { return [] }
    return Array(base >> shift...(base + (pages.count - 1) << 12) >> shift)
  }

  private func layOutTables(_ setup: inout Setup) {
    let tables = tableRows
    for page in pages.indices {
      setup.set(Pte.name, page + 1, "pmd", to: .number(row(of: page, 21, tables.pmd)))
    }
    layOut(&setup, Pmd.name, tables.pmd, 21, above: "pud", 30, tables.pud)
    layOut(&setup, Pud.name, tables.pud, 30, above: "p4d", 39, tables.pgd)
    layOut(&setup, P4d.name, tables.pgd, 39, above: "pgd", 39, tables.pgd)
    layOut(&setup, Pgd.name, tables.pgd, 39, above: nil, 0, [])
  }

  private func row(of page: Int, _ shift: Int, _ entries: [Int]) -> Int {
    ((base + page << 12) >> shift) - (entries.first ?? 0) + 1
  }

  private func layOut(
    _ setup: inout Setup, _ record: String, _ entries: [Int], _ shift: Int, above: String?, _ upper: Int,
    _ uppers: [Int]
  ) {
    for index in entries.indices {
      let covered = pages.indices.filter { row(of: $0, shift, entries) == index + 1 }
      guard let first = covered.first, let last = covered.last else { continue }
      setup.set(record, index + 1, "start", to: .number(first))
      setup.set(record, index + 1, "end", to: .number(last + 1))
      let isEmpty = covered.allSatisfy { pages[$0] == .none }
      setup.set(record, index + 1, "none", to: .number(isEmpty ? 1 : 0))
      if let above { setup.set(record, index + 1, above, to: .number(row(of: first, upper, uppers))) }
    }
  }

  // MARK: Devices

  private func layOutDevices(_ setup: inout Setup, _ core: Core) {
    var registered: [Int] = []
    for (index, device) in devices.enumerated() {
      let row = index + 1
      let window = device.window ?? pages.indices
      setup.set(Driver.name, row, "mm", to: .number(1))
      setup.set(Driver.name, row, "mirror", to: .number(row))
      setup.set(Driver.name, row, "start", to: .number(window.lowerBound))
      setup.set(Driver.name, row, "end", to: .number(window.upperBound))
      setup.set(HmmMirror.name, row, "driver", to: .number(row))
      setup.set(
        HmmMirror.name, row, "sync_cpu_device_pagetables",
        to: .procedure(device.callback ?? core.sync_cpu_device_pagetables))
      setup.set(HmmMirror.name, row, "release", to: .procedure(device.release ?? core.release))
      if device.isRegistered { registered.append(row) }
    }
    guard !registered.isEmpty else { return }
    setup.allocate(Hmm.name, 1)
    setup.set(Hmm.name, 1, "mm", to: .number(1))
    setup.set(Hmm.name, 1, "kref", to: .number(registered.count))
    setup.set(Mm.name, 1, "hmm", to: .number(1))
    setup.set(Mm.name, 1, "subscribers", to: .number(1))
    for (element, row) in registered.enumerated() {
      setup.set(Hmm.name, 1, "mirrors", element: element, to: .number(row))
      setup.set(HmmMirror.name, row, "hmm", to: .number(1))
    }
  }
}
