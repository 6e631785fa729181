extension World {
  /// The index of the first page in its table of ptes, and those of the tables above.
  var indices: (pgd: Int, pud: Int, pmd: Int, pte: Int) {
    (base >> 39 & 0x1ff, base >> 30 & 0x1ff, base >> 21 & 0x1ff, base >> 12 & 0x1ff)
  }

  /// A page as it is printed: `001`, the index of its pte.
  public func pageLabel(_ page: Int) -> String { hex(indices.pte + page, 3) }

  /// Several pages: `001`, or `001-003`.
  public func pagesLabel(_ start: Int, _ end: Int) -> String {
    end - start == 1 ? pageLabel(start) : "\(pageLabel(start))-\(pageLabel(end - 1))"
  }

  /// The address of a page: `7f0000001000`.
  public func addressText(_ page: Int) -> String { hex(base + page << 12, 12) }

  /// A window: `[7f0000001000 +1p)`.
  public func windowText(_ start: Int, _ end: Int) -> String { "[\(addressText(start)) +\(end - start)p)" }

  /// A frame by its row: `1a0`.
  public func frameLabel(_ row: Int) -> String { frames.indices.contains(row - 1) ? frames[row - 1].name : "?" }

  /// A swap slot by its row: `swap 3`.
  public func slotLabel(_ row: Int) -> String {
    slots.indices.contains(row - 1) ? "swap \(slots[row - 1].name)" : "swap ?"
  }

  /// Whose a frame is: `app`, `free`.
  public func processLabel(_ number: Int) -> String {
    if number == 0 { return "free" }
    return processes.indices.contains(number - 1) ? processes[number - 1] : "other"
  }

  /// A device by its row: `gpu`.
  public func deviceLabel(_ row: Int) -> String { devices.indices.contains(row - 1) ? devices[row - 1].name : "?" }

  /// An entry of `pfns` or of a device's table: `● 1a0 rw` without its glyph: `1a0 rw`, `NONE`, `ERROR`, `SPECIAL`.
  public func entryText(_ entry: Int) -> String {
    let row = Entries.frame(entry)
    if row > 0 { return frameLabel(row) + (Entries.isWritable(entry) ? " rw" : " ro") }
    return switch entry & 0xff {
    case 0: "NONE"
    case 2: "ERROR"
    case 4: "SPECIAL"
    default: "?"
    }
  }

  /// Where the window hangs in the tables: `pgd[0fe] › pud[000] › pmd[000]`.
  public var tablePath: String {
    let index = indices
    return "pgd[\(hex(index.pgd, 3))] › pud[\(hex(index.pud, 3))] › pmd[\(hex(index.pmd, 3))]"
  }

  private func hex(_ number: Int, _ width: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
