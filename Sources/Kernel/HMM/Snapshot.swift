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
        atomic {
          ghost { range.failed <- true }
          Laws.sawDeath(range)
        }
        result(Errno.EFAULT)
      }.named("SN1").bare.after(Laws.noteDeath(range))
      step("SN2") {
        hmm.value <- range.hmm.value
        start <- range.start
        newRound()
        Laws.missedDeath(range)
        mended("B1", in: edition) { range.seen <- range.hits }
      }
      label("again")
      when(!range.valid) {
        mended("H05", in: edition) {
          result(Errno.EBUSY)
        } otherwise: {
          result(Errno.EAGAIN)
        }
      }.named("SN3").bare
      step("SN4") { find_vma(hmm.mm, start) }
      refusals("SN4")
      step("SN7") {
        range.vma.value <- vma.value
        begin(from: start)
        walk.fault <- false
        end <- range.end
        when(vma.vm_end < end) { end <- vma.vm_end }
      }
      mended("B15", in: edition) {
        call(walk_page_range, hmm.mm.value, start, end, walk.value, into: rc).named("SN8")
        when(rc != 0) {
          step("SN8") {
            allNone(range, from: walk.last - range.start, below: range.end - range.start)
            ghost { ended() }
          }
          result(rc).named("SN8")
        }.named("SN8")
      } otherwise: {
        call(walk_page_range, hmm.mm.value, start, end, walk.value).named("SN8")
      }
      when(end < range.end) {
        start <- end
        goto("again")
      }.named("SN9")
      step("SN10") {
        rc <- walk.last - range.start
        ghost {
          range.failed <- false
          ended()
        }
      }
      result(rc).named("SN10")
    }
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
