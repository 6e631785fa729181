import Machine

let page_shift = Value.local("page_shift")
private let timeout = Value.local("timeout", .tag("milliseconds"))

/// What a driver reads as `range.valid`: the flag, or with B1 cured also that nothing has hit it since the walk began.
public func readValid(_ edition: Edition, _ range: Pointer<HmmRange>) -> Value {
  edition.cures("B1") ? numbered(range) : range.valid
}

func numbered(_ range: Pointer<HmmRange>) -> Value { range.valid && range.seen == range.hits }

extension Core {
  /// `hmm_range_register`: from now on every invalidation that overlaps marks the range. Returns 0, -EINVAL or -EFAULT.
  /// No lock is needed. Linux 5.2, mm/hmm.c.
  ///
  /// Of `hmm_get_or_create`, what finds an object that is there is written inline; it is called for the rest.
  static func hmm_range_register(
    _ edition: Edition, _ hmm_get_or_create: Procedure, _ hmm_free: Procedure
  ) -> Procedure {
    Procedure(
      "hmm_range_register", [range.value, mm.value, start, end, page_shift], file: "mm/hmm.c"
    ) {
      registerWindow()
      step("RR4") {
        inline("range->hmm = hmm = mm_get_hmm(mm);") {
          mm_get_hmm(mm)
          range.hmm.value <- hmm.value
        }
      }
      when(hmm.isNull) {
        call(hmm_get_or_create, mm.value, into: hmm.value).named("RR4")
        step("RR4") { range.hmm.value <- hmm.value }
        when(hmm.isNull) { result(Errno.EFAULT) }
      }
      when(hmm.mm.isNull || hmm.dead) {
        step("RR5") {
          hmm_put()
          mended("B3", in: edition) { range.hmm.value <- NULL }
        }
        when(last) { call(hmm_free, hmm.value) }
        result(Errno.EFAULT)
      }.named("RR5").bare
      joinRanges(edition)
      result(0).named("RR7")
    }
  }

  /// How every register begins: the range is cleared, and gets its window if that is one. RR1 to RR3.
  @StatementBuilder
  static func registerWindow() -> [Statement] {
    let mask = (1 << (page_shift - PAGE_SHIFT)) - 1
    let unaligned = Value.named("unaligned", [start, end, page_shift], has(start, mask) || has(end, mask))
    step("RR1") {
      range.valid <- false
      range.hmm.value <- NULL
    }.bare
    when(unaligned || start >= end) { result(Errno.EINVAL) }.named("RR2")
    step("RR3") {
      range.page_shift <- page_shift
      range.start <- start
      range.end <- end
    }
  }

  /// How every register ends well: the range joins the others, valid if no section is open. RR6.
  static func joinRanges(_ edition: Edition) -> Statement {
    step("RR6") {
      lockRanges(edition, hmm)
      list_add(range.value, hmm.ranges)
      when(hmm.notifiers == 0) { range.valid <- true }
      ghost {
        range.registered <- true
        hmm.held <- hmm.held - 1
      }
      unlockRanges(edition, hmm)
    }
  }

  /// `hmm_range_unregister`: exactly once for each register that succeeded. Linux 5.2, mm/hmm.c.
  static func hmm_range_unregister(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_range_unregister", [range.value], file: "mm/hmm.c") {
      when(range.hmm.isNull || range.end <= range.start) { result() }.named("UR1")
      step("UR2") {
        lockRanges(edition, range.hmm)
        list_del(range.value, range.hmm.ranges)
        ghost {
          range.registered <- false
          range.hmm.held <- range.hmm.held + 1
        }
        unlockRanges(edition, range.hmm)
      }
      step("UR3") {
        hmm.value <- range.hmm.value
        range.valid <- false
        hmm_put()
        range.hmm.value <- NULL
      }.bare
      when(last) { call(hmm_free, hmm.value) }
    }
  }

  /// `hmm_range_wait_until_valid`: sleeps until no section is open, the mm is dead, or time is up. Needs no lock.
  /// Linux 5.2, include/linux/hmm.h.
  static func hmm_range_wait_until_valid() -> Procedure {
    Procedure(
      "hmm_range_wait_until_valid", [range.value, timeout], file: "include/linux/hmm.h", returns: .flag
    ) {
      when(range.hmm.isNull || range.hmm.dead || range.hmm.mm.isNull) {
        step("WT1") {
          range.valid <- false
          Laws.sawDeath(range)
        }.bare
        result(false)
      }.named("WT1").bare.after(Laws.noteDeath(range))
      when(range.valid) { result(true) }.named("WT2").bare.after(Laws.missedDeath(range))
      wait(until: range.valid || range.hmm.dead, timeout: timeout, on: range.hmm.wq).named("WT3").bare
      result(range.valid).named("WT4").bare
    }
  }

  /// `hmm_range_valid`: reads the flag. It means something only under the lock that the callback takes, too.
  /// Linux 5.2, include/linux/hmm.h.
  static func hmm_range_valid(_ edition: Edition) -> Procedure {
    Procedure("hmm_range_valid", [range.value], file: "include/linux/hmm.h", returns: .flag) {
      mended("B1", in: edition) {
        result(numbered(range)).named("RV1").bare.after(noteValid(range, numbered(range)))
      } otherwise: {
        result(range.valid).named("RV1").bare.after(noteValid(range, range.valid))
      }
    }
  }
}
