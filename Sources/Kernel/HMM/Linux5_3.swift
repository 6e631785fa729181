import Machine

extension Core {
  /// `hmm_range_register` of 5.3: takes the driver's mirror, which has the object already, and keeps a user of the
  /// memory for as long as the range lives, so that exit cannot begin meanwhile. Returns 0, -EINVAL or -EFAULT.
  static func hmm_range_register5_3(_ edition: Edition, _ mmget_not_zero: Procedure) -> Procedure {
    Procedure(
      "hmm_range_register", [range.value, mirror.value, start, end, page_shift], file: "mm/hmm.c"
    ) {
      registerWindow()
      step("RA1") { hmm.value <- mirror.hmm.value }
      call(mmget_not_zero, hmm.mm.value, into: alive).named("RA2")
      when(!alive) { result(Errno.EFAULT) }.named("RA2")
      step("RA3") {
        range.hmm.value <- hmm.value
        kref_get(hmm.kref)
        ghost { hmm.held <- hmm.held + 1 }
        alive <- false
      }
      joinRanges(edition)
      result(0).named("RR7")
    }
  }

  /// `hmm_range_unregister` of 5.3: gives back the user of the memory, too; where that is the last one, exit runs here.
  static func hmm_range_unregister5_3(
    _ edition: Edition, _ mmput: Procedure, _ hmm_free: Procedure
  ) -> Procedure {
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
      call(mmput, range.hmm.mm.value).named("UP1")
      step("UR3") {
        hmm.value <- range.hmm.value
        range.valid <- false
        hmm_put()
        range.hmm.value <- NULL
      }.bare
      when(last) { call(hmm_free, hmm.value) }
    }
  }
}
