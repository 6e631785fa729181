import Machine

extension World {
  /// The machine's beginning. Throws what does not fit or is not there.
  public func setup() throws(WorldError) -> Setup {
    try setup(core: Core.of(notifierRows > 0 ? edition.withSubscribers : edition))
  }

  /// The same with procedures that were made before.
  func setup(core: Core) throws(WorldError) -> Setup {
    try check()
    var setup = Setup(records: Schema.records, rows: rows)
    setup.hasTimeouts = hasTimeouts
    if edition.cures("B2c") {
      setup.guardians = ["ranges", "notifiers"].reduce(into: [:]) { $0["\(Hmm.name).\($1)"] = "ranges_lock" }
    }
    for index in spaces.indices { layOutSpace(index, &setup) }
    try layOutFrames(&setup, core)
    try layOutPages(&setup)
    layOutTables(&setup)
    try layOutHugePages(&setup)
    try layOutHugePuds(&setup)
    try layOutDevices(&setup, core)
    for actor in threads { setup.threads.append(try thread(actor, core)) }
    layOutWorks(&setup, core)
    layOutNotifiers(&setup, core)
    setup.properties = Laws.all(core.edition)
    return setup
  }

  private var rows: [String: Int] {
    let operations = threads.flatMap(\.operations)
    // A fork copies what was cut before.
    let splits = operations.reduce(0) { $0 + $1.mostVmas } * (1 + spaces.count(where: \.isForked))
    let mirrors = operations.count { if case .mirror = $0 { true } else { false } }
    let tables = tableRows
    let tasks = threads.count + workers.count + timers.count
    return [
      Mm.name: spaces.count, Vma.name: vmaRows + splits, Pgd.name: tables.pgd.count, P4d.name: tables.pgd.count,
      Pud.name: tables.pud.count, Pmd.name: tables.pmd.count, Pte.name: allPages.count,
      Cpu.name: hasTLBs ? tasks : 0, Frame.name: frames.count, SwapSlot.name: slots.count,
      MmuNotifierRange.name: canNest ? 2 * tasks : tasks,
      Hmm.name: 2 * spaces.count, HmmMirror.name: devices.count, HmmUpdate.name: tasks, HmmVmaWalk.name: tasks,
      HmmRange.name: ranges ?? mirrors + workers.count, Driver.name: devices.count,
      Daddrs.name: dma == nil ? 0 : devices.count, WorkItem.name: workRows,
      DelayedWork.name: delayedRows.isEmpty ? 0 : workRows, Workqueue.name: min(1, workRows),
      MmuNotifier.name: notifierRows, MmuNotifierMm.name: notifierRows > 0 ? spaces.count : 0,
      HmmDevmem.name: devices.count { hasMemory($0) },
      MigrateVma.name: frames.contains { $0.device != nil } ? tasks : 0,
    ]
  }

  /// Whether a section can lie inside of another one of the same thread: the split of a huge page, of which an
  /// operation needs a part only.
  private var canNest: Bool {
    allPages.contains(where: \.isHuge)
      || threads.contains { $0.operations.contains { if case .collapse = $0 { true } else { false } } }
  }

  /// A forked address space gets copies of the vmas of the first.
  private var vmaRows: Int { spaces.reduce(0) { $0 + ($1.isForked ? vmas.count : $1.vmas.count) } }

  // MARK: Memory

  private func layOutSpace(_ index: Int, _ setup: inout Setup) {
    let (space, first, row) = (spaces[index], firstPages[index], index + 1)
    setup.set(Mm.name, row, "first", to: .number(first))
    setup.set(Mm.name, row, "end", to: .number(first + space.pages.count))
    setup.set(Mm.name, row, "owner", to: .number((processes.firstIndex(of: space.process) ?? 0) + 1))
    guard !space.isForked else { return }
    let isMirrored = devices.contains { $0.isRegistered && (mm(of: $0.process) ?? 1) == row }
    setup.allocate(Mm.name, row)
    setup.set(Mm.name, row, "mm_users", to: .number(1))
    if index == 0, isRefusedByAnother { setup.set(Mm.name, row, "flags", to: .number(8)) }
    setup.set(Mm.name, row, "mm_count", to: .number(isMirrored ? 2 : 1))
    let vmasBefore = spaces[..<index].reduce(0) { $0 + $1.vmas.count }
    for (element, vma) in space.vmas.enumerated() {
      let vmaRow = vmasBefore + element + 1
      setup.allocate(Vma.name, vmaRow)
      setup.set(Vma.name, vmaRow, "vm_start", to: .number(first + vma.pages.lowerBound))
      setup.set(Vma.name, vmaRow, "vm_end", to: .number(first + vma.pages.upperBound))
      setup.set(Vma.name, vmaRow, "vm_flags", to: .number(vma.flags))
      setup.set(Mm.name, row, "mmap", element: element, to: .number(vmaRow))
    }
  }

  private func layOutFrames(_ setup: inout Setup, _ core: Core) throws(WorldError) {
    for (index, frame) in frames.enumerated() {
      setup.set(Frame.name, index + 1, "owner", to: .number(try owner(frame.owner)))
      setup.set(Frame.name, index + 1, "letter", to: .number(code(frame.letter)))
      // A page of device memory that nobody uses has one reference.
      let mappings = allPages.count { $0.frame == frame.name }
      let idle = try frame.device.map { device throws(WorldError) in isAdded(try deviceRow(device), core) ? 1 : 0 } ?? 0
      let count = frame.owner == nil ? idle : max(1, mappings) + idle
      if count > 0 { setup.set(Frame.name, index + 1, "count", to: .number(count)) }
      if let device = frame.device {
        setup.set(Frame.name, index + 1, "device", to: .number(try deviceRow(device)))
      }
    }
    for (index, slot) in slots.enumerated() {
      setup.set(SwapSlot.name, index + 1, "owner", to: .number(try owner(slot.owner)))
      setup.set(SwapSlot.name, index + 1, "letter", to: .number(code(slot.letter)))
      let entries = allPages.count { $0 == .swap(slot: slot.name) }
      if slot.owner != nil { setup.set(SwapSlot.name, index + 1, "count", to: .number(max(1, entries))) }
    }
  }

  private func layOutPages(_ setup: inout Setup) throws(WorldError) {
    for (index, page) in allPages.enumerated() {
      let kind = page.kind
      if kind != 0 { setup.set(Pte.name, index + 1, "kind", to: .number(kind)) }
      if case .swap(let slot) = page { setup.set(Pte.name, index + 1, "slot", to: .number(try slotRow(slot))) }
      if case .protnone = page { setup.set(Pte.name, index + 1, "protnone", to: .number(1)) }
      guard kind != 0, let frame = page.frame else { continue }
      setup.set(Pte.name, index + 1, "frame", to: .number(try frameRow(frame)))
      setup.set(Pte.name, index + 1, "write", to: .number(page.isWritable ? 1 : 0))
    }
  }

  func code(_ letter: Character?) -> Int { letter?.asciiValue.map { Int($0) } ?? 0 }

  // MARK: Page tables

  /// One entry of one level: the address space, and the number of the entry in all that could be addressed.
  private struct TableEntry: Hashable {
    let space: Int
    let number: Int
  }

  /// The address space of a page.
  private func space(of page: Int) -> Int { (firstPages.lastIndex { $0 <= page }) ?? 0 }

  /// The address of a page.
  public func address(of page: Int) -> Int {
    let space = space(of: page)
    return spaces[space].base + (page - firstPages[space]) << 12
  }

  /// For each level its entries, as far as the windows reach.
  private var tableRows: (pgd: [TableEntry], pud: [TableEntry], pmd: [TableEntry]) {
    (entries(39), entries(30), entries(21))
  }

  private func entries(_ shift: Int) -> [TableEntry] {
    var entries: [TableEntry] = []
    for page in allPages.indices {
      let entry = TableEntry(space: space(of: page), number: address(of: page) >> shift)
      if entries.last != entry { entries.append(entry) }
    }
    return entries
  }

  private func layOutTables(_ setup: inout Setup) {
    let tables = tableRows
    for page in allPages.indices {
      setup.set(Pte.name, page + 1, "pmd", to: .number(row(of: page, 21, tables.pmd)))
    }
    layOut(&setup, Pmd.name, tables.pmd, 21, above: "pud", 30, tables.pud)
    layOut(&setup, Pud.name, tables.pud, 30, above: "p4d", 39, tables.pgd)
    layOut(&setup, P4d.name, tables.pgd, 39, above: "pgd", 39, tables.pgd)
    layOut(&setup, Pgd.name, tables.pgd, 39, above: nil, 0, [])
    for (index, entry) in tables.pgd.enumerated() {
      setup.set(Pgd.name, index + 1, "mm", to: .number(entry.space + 1))
    }
  }

  private func row(of page: Int, _ shift: Int, _ entries: [TableEntry]) -> Int {
    let entry = TableEntry(space: space(of: page), number: address(of: page) >> shift)
    return (entries.firstIndex(of: entry) ?? -1) + 1
  }

  private func layOut(
    _ setup: inout Setup, _ record: String, _ entries: [TableEntry], _ shift: Int, above: String?, _ upper: Int,
    _ uppers: [TableEntry]
  ) {
    for index in entries.indices {
      let covered = pages(of: index + 1, shift, entries)
      guard let first = covered.first, let last = covered.last else { continue }
      setup.set(record, index + 1, "start", to: .number(first))
      setup.set(record, index + 1, "end", to: .number(last + 1))
      let isEmpty = covered.allSatisfy { allPages[$0] == .none }
      setup.set(record, index + 1, "none", to: .number(isEmpty ? 1 : 0))
      if let above { setup.set(record, index + 1, above, to: .number(row(of: first, upper, uppers))) }
    }
  }

  /// The pages that an entry covers.
  private func pages(of row: Int, _ shift: Int, _ entries: [TableEntry]) -> [Int] {
    allPages.indices.filter { self.row(of: $0, shift, entries) == row }
  }

  private func layOutHugePages(_ setup: inout Setup) throws(WorldError) {
    let pmds = entries(21)
    for row in 1...max(1, pmds.count) {
      let covered = pages(of: row, 21, pmds)
      guard let page = covered.first(where: { allPages[$0].isHuge }) else { continue }
      let frames = try covered.map { page throws(WorldError) in try allPages[page].frame.map(frameRow) ?? 0 }
      let first = frames[0]
      let isWritable = allPages[page].isWritable
      guard frames == Array(first..<first + frames.count),
        covered.allSatisfy({ allPages[$0].isHuge && allPages[$0].isWritable == isWritable })
      else { throw .huge(page: page) }
      setup.set(Pmd.name, row, "kind", to: .number(1))
      setup.set(Pmd.name, row, "frame", to: .number(first))
      setup.set(Pmd.name, row, "write", to: .number(isWritable ? 1 : 0))
    }
  }

  private func layOutHugePuds(_ setup: inout Setup) throws(WorldError) {
    let puds = entries(30)
    for row in 1...max(1, puds.count) {
      let covered = pages(of: row, 30, puds)
      guard let page = covered.first(where: { allPages[$0].isHugePud }) else { continue }
      guard page == covered.first, covered.allSatisfy({ allPages[$0] == allPages[page] }) else {
        throw .huge(page: page)
      }
      setup.set(Pud.name, row, "kind", to: .number(3))
      setup.set(Pud.name, row, "frame", to: .number(try allPages[page].frame.map(frameRow) ?? 0))
      setup.set(Pud.name, row, "write", to: .number(allPages[page].isWritable ? 1 : 0))
    }
  }

  // MARK: Devices

  /// The pages that a device is to mirror.
  func window(of device: Device) -> Range<Int> {
    if let window = device.window { return window }
    let space = (mm(of: device.process) ?? 1) - 1
    return firstPages[space]..<firstPages[space] + spaces[space].pages.count
  }

  private func layOutDevices(_ setup: inout Setup, _ core: Core) throws(WorldError) {
    var registered: [(mirror: Int, mm: Int)] = []
    for (index, device) in devices.enumerated() {
      let row = index + 1
      let window = window(of: device)
      let mm = try mmRow(device.process)
      setup.set(Driver.name, row, "mm", to: .number(mm))
      setup.set(Driver.name, row, "mirror", to: .number(row))
      if dma != nil { setup.set(Driver.name, row, "daddrs", to: .number(row)) }
      if dma == .mayFail { setup.set(Daddrs.name, row, "mayFail", to: .number(1)) }
      setup.set(Driver.name, row, "start", to: .number(window.lowerBound))
      setup.set(Driver.name, row, "end", to: .number(window.upperBound))
      setup.set(HmmMirror.name, row, "driver", to: .number(row))
      setup.set(
        HmmMirror.name, row, "sync_cpu_device_pagetables",
        to: .procedure(device.callback ?? core.sync_cpu_device_pagetables))
      setup.set(HmmMirror.name, row, "release", to: .procedure(device.release ?? core.release))
      // Nobody can mirror a process before its fork.
      if device.isRegistered, !spaces[mm - 1].isForked { registered.append((row, mm)) }
    }
    try layOutDeviceMemory(&setup, core)
    let mirrored = spaces.indices.map { $0 + 1 }.filter { mm in registered.contains { $0.mm == mm } }
    for (index, mm) in mirrored.enumerated() {
      layOutHmm(index + 1, of: mm, mirrors: registered.filter { $0.mm == mm }.map(\.mirror), &setup)
    }
  }

  private func layOutHmm(_ row: Int, of mm: Int, mirrors: [Int], _ setup: inout Setup) {
    setup.allocate(Hmm.name, row)
    setup.set(Hmm.name, row, "mm", to: .number(mm))
    setup.set(Hmm.name, row, "kref", to: .number(mirrors.count))
    setup.set(Mm.name, mm, "hmm", to: .number(row))
    subscribe(row, to: mm, &setup)
    for (element, mirror) in mirrors.enumerated() {
      setup.set(Hmm.name, row, "mirrors", element: element, to: .number(mirror))
      setup.set(HmmMirror.name, mirror, "hmm", to: .number(row))
    }
  }
}
