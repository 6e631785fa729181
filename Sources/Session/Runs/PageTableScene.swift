import Kernel
import Machine
import Scene

/// The page tables of the CPU, one for each address space that exists.
extension RunMoment {
  /// All of them, that of the first process first.
  func cpuTables() -> [Table] {
    labels.windows.indices.filter { isAllocated(Mm.name, $0 + 1) || $0 == 0 }.map { cpuTable($0) }
  }

  /// The page table of one address space: a row a page of its window, or a row for all that a huge entry maps.
  private func cpuTable(_ space: Int) -> Table {
    let window = labels.windows[space]
    var table = Table()
    table.name = "CPU page table"
    table.owner = labels.windows.count > 1 ? window.process : "cpu"
    let path = labels.path(of: space)
    table.captions = [Caption(path, short: path, isPath: true)] + vmaCaptions(space)
    table.levels = levels(space)
    var present = 0
    var page = window.pages.lowerBound
    while page < window.pages.upperBound {
      let entry = hugeEntry(page) ?? smallEntry(page)
      if entry.value.kind.isPresent { present += entry.pages.count }
      page += entry.pages.count
      table.entries.append(entry)
    }
    table.count = "\(present)/\(window.pages.count) present"
    table.shortCount = "\(present)/\(window.pages.count)"
    return table
  }

  private func smallEntry(_ page: Int) -> Entry {
    let value = pte(page, in: after)
    let previous = pte(page, in: before)
    let number = labels.local(page)
    let fields = ["kind", "frame", "write", "slot", "protnone"]
    var entry = Entry(
      label: labels.page(page), pages: number...number, value: value, before: value == previous ? nil : previous,
      mark: mark(Pte.name, page + 1, fields), cell: cell(Pte.name, page + 1, "kind"))
    // What happens to a table that nothing points to is no change of what the CPU maps.
    if !isReached(page, in: before), !isReached(page, in: after) { entry.mark = .none }
    if entry.before != nil { entry.mark = .changed } else if entry.mark == .changed { entry.mark = .read }
    entry.cached = cached(page, in: after)
    let old = cached(page, in: before)
    if old != entry.cached { entry.cachedBefore = old }
    return entry
  }

  /// The row of a pmd that maps its pages itself; nil where it points to a table, or to nothing.
  private func hugeEntry(_ page: Int) -> Entry? {
    let row = pmd(of: page)
    guard let value = huge(Pmd.name, row, in: after) else { return nil }
    let (first, end) = (now(Pmd.name, row, "start"), now(Pmd.name, row, "end"))
    let previous = huge(Pmd.name, row, in: before)
    var entry = Entry(
      label: "\(labels.page(first))-\(labels.page(end - 1))", pages: labels.local(first)...labels.local(end - 1),
      value: value, before: previous == value ? nil : previous,
      mark: mark(Pmd.name, row, ["kind", "frame", "write", "protnone", "invalid"]), cell: cell(Pmd.name, row, "kind"))
    if entry.mark == .changed, entry.before == nil { entry.mark = .read }
    entry.isHuge = true
    return entry
  }

  func pmd(of page: Int) -> Int { now(Pte.name, page + 1, "pmd") }

  /// Whether the pmd of a page points to anything: a table that it does not point to has ptes that no CPU finds.
  private func isReached(_ page: Int, in state: [UInt8]) -> Bool {
    program.value(state, Pmd.name, pmd(of: page), "none") ?? 0 == 0
  }

  /// The frame that the CPU's table has for a page, whatever kind of entry it is; 0 for none.
  func mappedFrame(_ page: Int, in state: [UInt8]) -> Int {
    let value = { (record: String, row: Int, field: String) in program.value(state, record, row, field) ?? 0 }
    let pmd = pmd(of: page)
    guard isReached(page, in: state) else { return 0 }
    if pmd > 0, [1, 3].contains(value(Pmd.name, pmd, "kind")) {
      return value(Pmd.name, pmd, "frame") + page - value(Pmd.name, pmd, "start")
    }
    return [1, 4, 7].contains(value(Pte.name, page + 1, "kind")) ? value(Pte.name, page + 1, "frame") : 0
  }

  // MARK: Entries

  /// What one pte is, as far as the CPU finds it.
  func pte(_ page: Int, in state: [UInt8]) -> EntryValue {
    guard isReached(page, in: state) else { return EntryValue(.none, "none") }
    let value = { (field: String) in program.value(state, Pte.name, page + 1, field) ?? 0 }
    let frame = labels.frame(value("frame"))
    let access = value("write") != 0 ? "rw" : "ro"
    switch value("kind") {
    case 1 where value("protnone") != 0: return EntryValue(.protnone, "\(frame) protnone")
    case 1: return EntryValue(value("write") != 0 ? .readWrite : .readOnly, "\(frame) \(access)")
    case 2: return EntryValue(.swap, "swap \(labels.slot(value("slot")))")
    case 3:
      let target = program.destination(of: page, in: state)
      return EntryValue(.moving, target > 0 ? "\(frame) to \(labels.frame(target))" : "\(frame) moving")
    case 4: return EntryValue(.devicePrivate, "\(frame) \(access) dev")
    case 5: return EntryValue(.special, "special")
    case 6: return EntryValue(.poison, "poison")
    case 7: return EntryValue(.devmap, "\(frame) \(access) devmap")
    default: return EntryValue(.none, "none")
    }
  }

  /// What an entry of an upper level maps by itself; nil for one that does not.
  private func huge(_ record: String, _ row: Int, in state: [UInt8]) -> EntryValue? {
    let value = { (field: String) in program.value(state, record, row, field) ?? 0 }
    guard row > 0, value("none") == 0, value("kind") != 0 else { return nil }
    let count = value("end") - value("start")
    let frames = "\(labels.frame(value("frame")))-\(labels.frame(value("frame") + count - 1))"
    let size = record == Pmd.name ? "2M" : "1G"
    let access = value("invalid") != 0 ? "invalid" : value("write") != 0 ? "rw" : "ro"
    switch value("kind") {
    case 1 where value("protnone") != 0: return EntryValue(.protnone, "\(frames) protnone \(size)")
    case 1: return EntryValue(value("write") != 0 ? .readWrite : .readOnly, "\(frames) \(access) \(size)")
    case 2: return EntryValue(.moving, "\(frames) moving \(size)")
    case 3: return EntryValue(.devmap, "\(frames) \(access) devmap \(size)")
    default: return EntryValue(.error, "bad")
    }
  }

  /// What the CPUs' TLBs have of a page.
  private func cached(_ page: Int, in state: [UInt8]) -> [CachedEntry] {
    (0..<rows(Cpu.name)).compactMap { cpu in
      let bits = (program.value(state, Cpu.name, cpu + 1, "tlb", page) ?? 0) & 0xff
      guard bits != 0 else { return nil }
      let isWritable = program.value(state, Pte.name, page + 1, "write") != 0
      let isStale = Entries.frame(bits) != mappedFrame(page, in: state) || Entries.isWritable(bits) && !isWritable
      return CachedEntry(cpu: cpu, entry(bits, none: ""), isStale: isStale)
    }
  }

  // MARK: Levels

  /// The slots above the ptes of one address space, each before those that lie in it.
  private func levels(_ space: Int) -> [Level] {
    let window = labels.windows[space]
    var levels: [Level] = []
    var last: [Int] = [0, 0, 0, 0]
    for page in window.pages {
      let pmd = pmd(of: page)
      let pud = now(Pmd.name, pmd, "pud")
      let p4d = now(Pud.name, pud, "p4d")
      let pgd = now(P4d.name, p4d, "pgd")
      let rows = [pgd, p4d, pud, pmd]
      let names = [Pgd.name, P4d.name, Pud.name, Pmd.name]
      for depth in rows.indices where rows[depth] != last[depth] {
        levels.append(level(depth, names[depth], rows[depth], page))
      }
      last = rows
    }
    return levels
  }

  private func level(_ depth: Int, _ record: String, _ row: Int, _ page: Int) -> Level {
    let (first, end) = (now(record, row, "start"), now(record, row, "end"))
    let state = levelState(record, row, in: after)
    var level = Level(
      depth: depth, label: "\(record)[\(labels.index(of: page, depth: depth))]",
      pages: labels.local(first)...labels.local(max(first, end - 1)), state: state,
      mark: mark(record, row, ["none"]), cell: cell(record, row, "none"))
    // Tables come and go with their ptes; what is worth a row of its own is an entry that turns into a table, and back.
    let previous = levelState(record, row, in: before)
    if previous != state, now(record, row, "kind") != old(record, row, "kind") {
      level.before = previous
      level.mark = .changed
    }
    return level
  }

  private func levelState(_ record: String, _ row: Int, in state: [UInt8]) -> LevelState {
    if program.value(state, record, row, "none") != 0 { return .entry(EntryValue(.none, "none")) }
    return huge(record, row, in: state).map { .entry($0) } ?? .table
  }
}
