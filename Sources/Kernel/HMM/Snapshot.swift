import Machine

private let i = Value.local("i")
private let rc = Value.local("rc")

extension Core {
  /// `hmm_range_snapshot`: copies what the CPU's table says into `pfns`, without faulting and without a lock on the
  /// ptes. Entered and left with mmap_sem held for reading. Returns how many pages it got through, -EFAULT, -EAGAIN,
  /// -EINVAL or -EPERM. Linux 5.2, mm/hmm.c.
  static func hmm_range_snapshot(_ edition: Edition, _ walk_page_range: Procedure) -> Procedure {
    Procedure("hmm_range_snapshot", [range.value], file: "mm/hmm.c") {
      when(range.hmm.mm.isNull || range.hmm.dead) {
        ghost { range.failed <- true }
        result(Errno.EFAULT)
      }.named("SN1").bare
      step("SN2") {
        hmm.value <- range.hmm.value
        start <- range.start
        newRound()
        mended("B1", in: edition) { range.seen <- range.hits }
      }
      label("again")
      when(!range.valid) { result(edition.invalidRange) }.named("SN3").bare
      step("SN4") { find_vma(hmm.mm, start) }
      when(vma.isNull || has(vma.vm_flags, VmFlags.special)) { result(Errno.EFAULT) }.named("SN4")
      when(range.page_shift != PAGE_SHIFT && !isHuge(range)) { result(Errno.EINVAL) }.named("SN5")
      when(!has(vma.vm_flags, VmFlags.read)) {
        step("SN6") { allNone(range, from: 0, below: range.end - range.start) }
        result(Errno.EPERM)
      }.named("SN6")
      step("SN7") {
        range.vma.value <- vma.value
        ghost { walk.value <- .me }
        walk.range.value <- range.value
        walk.last <- start
        end <- range.end
        when(vma.vm_end < end) { end <- vma.vm_end }
      }
      call(walk_page_range, hmm.mm.value, start, end, walk.value).named("SN8")
      when(end < range.end) {
        start <- end
        goto("again")
      }.named("SN9")
      step("SN10") {
        rc <- walk.last - range.start
        ghost {
          range.failed <- false
          walk.range.value <- 0
          walk.vma.value <- NULL
          walk.last <- 0
        }
      }
      result(rc).named("SN10")
    }
  }

  /// A hugetlb vma may be walked in its own page size.
  private static func isHuge(_ range: Pointer<HmmRange>) -> Value {
    has(vma.vm_flags, VmFlags.hugetlb) && range.page_shift == .named("huge_page_shift", 21)
  }

  /// Bookkeeping of the beginning of a round: what an earlier one wrote is out of date from here on.
  static func newRound() -> [Statement] {
    ghost {
      range.failed <- true
      count(i, from: 0, below: range.end - range.start) {
        when(range.element(\.written, i) == Written.now) {
          range.element(\.written, i) <- Written.before
        }
      }
      when(range.driver.isSet && holds(range.driver.update)) {
        range.driver.misuse <- range.driver.misuse | Misuse.nested
      }
      when(range.driver.isSet && !holds(hmm.mm.mmap_sem)) {
        range.driver.misuse <- range.driver.misuse | Misuse.unguarded
      }
    }
  }

  /// Entries become NONE.
  static func allNone(_ range: Pointer<HmmRange>, from: Value, below: Value) -> [Statement] {
    [
      count(i, from: from, below: below) { range.element(\.pfns, i) <- Entries.none }
    ]
      + ghost {
        count(i, from: from, below: below) { range.element(\.written, i) <- Written.now }
      }
  }
}
