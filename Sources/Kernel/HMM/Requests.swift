import Machine

/// What a driver asks for, page by page, and what of it the CPU's table does not have: `hmm_pte_need_fault` of Linux
/// 5.2, mm/hmm.c, as expressions. A snapshot asks for nothing.
struct Request {
  /// The entry as the driver left it.
  let entry: Value
  private let range: Pointer<HmmRange>
  private let isFaulting: Value

  init(_ entry: Value, _ walk: Pointer<HmmVmaWalk>, _ range: Pointer<HmmRange>) {
    self.entry = entry
    self.range = range
    isFaulting = walk.fault
  }

  /// What is asked for: the bits of the entry that count, and those that the range asks for on every page.
  private func asks(_ bit: Value) -> Value {
    .named("asks", [entry, bit], has((entry & range.pfn_flags_mask) | range.default_flags, bit))
  }

  /// Nothing is asked of a page without VALID.
  private var asksAtAll: Value { isFaulting && asks(Entries.valid) }

  // MARK: Nothing is there

  /// The page is asked for.
  var needsPage: Value { asksAtAll }
  /// It is asked for, to be written to.
  var needsWrite: Value { asksAtAll && asks(Entries.write) }

  // MARK: Something is there

  /// What is there may not be written to, and is asked to be.
  func needsWrite(besides isWritable: Value) -> Value { asksAtAll && asks(Entries.write) && !isWritable }

  /// Device memory is left alone unless it is asked for, and then the fault takes it away.
  var needsMigration: Value { asksAtAll && asks(Entries.devicePrivate) }
}

extension Core {
  // MARK: Places in pfns

  /// Whether a range is walked in pages of 4 KiB.
  private static func isSmall(_ range: Pointer<HmmRange>) -> Value { range.page_shift == PAGE_SHIFT }

  /// `(addr - range->start) >> range->page_shift`: where the entry of a page is. Of a huge page the window has as many
  /// pages as the scenario gives it, and there is one pmd for each.
  static func place(of addr: Value, in range: Pointer<HmmRange>) -> Value {
    let small = isSmall(range) * (addr - range.start)
    let huge = !isSmall(range) * (pte(addr).pmd.value - pte(range.start).pmd.value)
    return .named("index", [addr], small + huge)
  }

  /// The index behind the last entry of a span within one pmd.
  static func placeBehind(_ addr: Value, _ end: Value, in range: Pointer<HmmRange>) -> Value {
    .named("index_after", [addr, end], place(of: addr, in: range) + isSmall(range) * (end - addr - 1) + 1)
  }

  /// The page of the next entry.
  static func advance(_ range: Pointer<HmmRange>) -> [Statement] {
    [
      when(range.page_shift == PAGE_SHIFT) {
        addr <- addr + 1
      } otherwise: {
        addr <- pte(addr).pmd.end
      }
    ]
  }

  // MARK: Spans

  /// `hmm_range_need_fault` for a span of which nothing, or only reading, is there; sets `fault` and `write_fault`.
  ///
  /// - Parameter isWritable: nil where nothing is there.
  static func rangeNeedsFault(_ addr: Value, _ end: Value, besides isWritable: Value? = nil) -> [Statement] {
    let request = Request(range.element(\.pfns, entryIndex), walk, range)
    return [
      needFault <- false,
      write_fault <- false,
      count(entryIndex, from: place(of: addr, in: range), below: placeBehind(addr, end, in: range)) {
        when(isWritable.map(request.needsWrite(besides:)) ?? request.needsPage) { needFault <- true }
        when(isWritable.map(request.needsWrite(besides:)) ?? request.needsWrite) { write_fault <- true }
      },
    ]
  }

  /// All entries of a span get one value, none of which names a frame.
  static func fill(_ value: Value, _ addr: Value, _ end: Value) -> [Statement] {
    let (first, last) = (place(of: addr, in: range), placeBehind(addr, end, in: range))
    return [count(entryIndex, from: first, below: last) { range.element(\.pfns, entryIndex) <- value }]
      + ghost {
        count(entryIndex, from: first, below: last) { range.element(\.written, entryIndex) <- Written.now }
      }
  }
}

private let entryIndex = Value.local("i")
