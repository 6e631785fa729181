import Scene
import Trace

extension TracePicture {
  /// What the CPU's table has, as far as the lines up to here let one conclude it.
  func cpuTable() -> Table {
    var table = Table()
    table.name = "CPU page table"
    table.owner = "cpu"
    guard let window = focus.window else { return unknownTable(table) }
    let now = memory
    let old = memoryBefore
    table.captions = [Caption(path(window.lowerBound)), windowCaption(window)]
    table.entries = group(window, table: "cpu") { page in
      (value(page, now?.cpu[page], now?.section(at: page)), value(page, old?.cpu[page], old?.section(at: page)))
    }
    let present = window.reduce(0) { count, page in
      count + (now?.section(at: page) == nil && now?.cpu[page]?.isPresent == true ? 1 : 0)
    }
    table.count = "~\(present) present"
    table.shortCount = "~\(present)"
    table.footer = "~ inferred  ? not told"
    return table
  }

  /// What the device's table has: fills and empties are lines, rights are concluded.
  func deviceTable() -> Table {
    var table = Table()
    table.name = "Device page table"
    table.owner = "dev"
    guard let window = focus.window else { return unknownTable(table) }
    let now = device?.pages
    let old = focus.device.flatMap { before.devices[$0]?.pages }
    table.captions = [Caption("written with mutex held"), windowCaption(window)]
    table.entries = group(window, table: "device") { page in
      (value(page, now?[page], nil), value(page, old?[page], nil))
    }
    let mapped = window.reduce(0) { $0 + (now?[$1]?.isPresent == true ? 1 : 0) }
    table.count = "\(mapped) mapped"
    table.shortCount = "\(mapped)"
    table.footer = "device access: not told"
    return table
  }

  private func unknownTable(_ table: Table) -> Table {
    var table = table
    table.count = "?"
    table.shortCount = "?"
    table.footer = "no call of a device in this recording"
    return table
  }

  /// `pgd[0ff] › pud[08a] › pmd[169]` of a page.
  private func path(_ page: Int) -> String {
    "pgd[\(index(page >> 27))] › pud[\(index(page >> 18))] › pmd[\(index(page >> 9))]"
  }

  private func windowCaption(_ window: ClosedRange<Int>) -> Caption {
    let text = hex(UInt64(window.lowerBound) << 12)
    return Caption("window \(text) +\(window.count)p", short: "\(text) +\(window.count)p")
  }

  private func value(_ page: Int, _ fact: PageFact?, _ section: Section?) -> EntryValue {
    if section != nil { return EntryValue(.unknown, "inside a section") }
    guard let fact else { return EntryValue(.unknown, "") }
    let isInferred = fact.isInferred
    switch fact.kind {
    case .readWrite: return EntryValue(.readWrite, "? rw", isInferred: isInferred)
    case .readOnly: return EntryValue(.readOnly, "? ro", isInferred: isInferred)
    case .protnone: return EntryValue(.protnone, "? protnone", isInferred: isInferred)
    case .present: return EntryValue(.unknown, "present", isInferred: isInferred)
    case .none: return EntryValue(.none, "none", isInferred: isInferred)
    case .moving: return EntryValue(.moving, "? moving", isInferred: isInferred)
    case .devicePrivate: return EntryValue(.devicePrivate, "? dev", isInferred: isInferred)
    case .exclusive: return EntryValue(.exclusive, "? excl", isInferred: isInferred)
    }
  }

  /// Rows of neighbours that are equal, and were.
  private func group(
    _ window: ClosedRange<Int>, table: String, _ values: (Int) -> (now: EntryValue, old: EntryValue)
  ) -> [Entry] {
    var entries: [Entry] = []
    var first = window.lowerBound
    var last = values(first)
    for page in window.dropFirst() {
      let next = values(page)
      if next == last { continue }
      entries.append(entry(first...page - 1, window, table, last))
      (first, last) = (page, next)
    }
    entries.append(entry(first...window.upperBound, window, table, last))
    return entries
  }

  private func entry(
    _ pages: ClosedRange<Int>, _ window: ClosedRange<Int>, _ table: String, _ value: (now: EntryValue, old: EntryValue)
  ) -> Entry {
    // That something is now concluded which was printed before, or the reverse, is no change of the table.
    let isChanged = value.now.kind != value.old.kind || value.now.text != value.old.text
    let base = window.lowerBound
    return Entry(
      label: label(pages), pages: pages.lowerBound - base...pages.upperBound - base, value: value.now,
      before: isChanged ? value.old : nil, mark: isChanged ? .changed : .none,
      cell: "\(table)[\(index(pages.lowerBound))]")
  }

  /// `11c-11e`: the lowest nine bits of the page numbers, which are their places in their table.
  func label(_ pages: ClosedRange<Int>) -> String {
    pages.count == 1 ? index(pages.lowerBound) : index(pages.lowerBound) + "-" + index(pages.upperBound)
  }

  func index(_ page: Int) -> String {
    let text = String(page & 0x1ff, radix: 16)
    return String(repeating: "0", count: 3 - text.count) + text
  }

  func hex(_ value: UInt64) -> String { String(value, radix: 16) }

  /// `[7fa2ad321000 +10p)`, `[0 to the end)`.
  func address(_ start: UInt64, _ end: UInt64) -> String {
    let pages = end > start ? (end &- start &+ 4095) >> 12 : 0
    return pages > 1 << 40 ? "[\(hex(start)) to the end)" : "[\(hex(start)) +\(pages)p)"
  }

  func shortAddress(_ start: UInt64, _ end: UInt64) -> String {
    let pages = end > start ? (end &- start &+ 4095) >> 12 : 0
    return pages > 1 << 40 ? "all" : "+\(pages)p at \(index(Int(start >> 12)))"
  }
}
