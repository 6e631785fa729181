import Machine

private let lost = Value.local("lost", .flag)

extension Core {
  /// `hmm_mm_destroy`: the structure of the address space is going away. Linux 5.2, mm/hmm.c.
  ///
  /// The subscription keeps the structure alive, so it finds nothing that is alive: a reference dropped here is never
  /// the last one.
  static func hmm_mm_destroy() -> Procedure {
    Procedure("hmm_mm_destroy", [mm.value], file: "mm/hmm.c") {
      step("HD1") {
        spin_lock(mm.page_table_lock)
        mm_get_hmm(mm)
        mm.hmm.value <- NULL
        when(hmm.isSet) {
          hmm.mm.value <- NULL
          hmm.dead <- true
        }
        spin_unlock(mm.page_table_lock)
      }
      when(hmm.isSet) {
        step("HD2") {
          hmm_put()
          when(last) { fault("the subscription should have kept the mm alive") }
        }
      }
    }
  }

  /// `hmm_free`: the last reference is gone. B5: nobody waits for notifiers that run. Linux 5.2, mm/hmm.c.
  ///
  /// With B5 cured the object is freed after all notifiers that run, which the model does not show: it is kept.
  static func hmm_free(
    _ edition: Edition, _ mmu_notifier_unregister_no_release: Procedure, _ mmdrop: Procedure
  ) -> Procedure {
    Procedure("hmm_free", [hmm.value], file: "mm/hmm.c") {
      mm.value <- hmm.mm.value
      call(mmu_notifier_unregister_no_release, hmm.value, mm.value).named("HF1")
      step("HF2") {
        spin_lock(mm.page_table_lock)
        when(mm.hmm.value == hmm.value) { mm.hmm.value <- NULL }
        spin_unlock(mm.page_table_lock)
      }
      mended("B5", in: edition) {
        call(mmdrop, mm.value).named("HF3")
      } otherwise: {
        step("HF3") { free(hmm) }
      }
    }
  }

  /// `hmm_get_or_create`: the object with a reference for the caller, or NULL. Linux 5.2, mm/hmm.c.
  ///
  /// Where an object must be made, mmap_sem has to be held for writing. NULL too for the loser of a race (B12).
  static func hmm_get_or_create(_ edition: Edition, _ __mmu_notifier_register: Procedure) -> Procedure {
    Procedure("hmm_get_or_create", [mm.value], file: "mm/hmm.c", returns: .pointer(Hmm.name)) {
      step("GC1") { mm_get_hmm(mm) }
      when(hmm.isSet) { result(hmm.value) }
      step("GC2") { allocate(hmm) }
      when(hmm.isNull) { result(NULL) }
      step("GC3") {
        hmm.mm.value <- mm.value
        hmm.kref <- 1
        hmm.notifiers <- 0
        hmm.dead <- false
        ghost { hmm.held <- 1 }
      }
      step("GC4") {
        spin_lock(mm.page_table_lock)
        lost <- mm.hmm.isSet
        mended("B12", in: edition) {
          // One that nobody can take a reference to any more is in nobody's way.
          when(lost) { lost <- mm.hmm.kref != 0 }
        }
        when(!lost) { mm.hmm.value <- hmm.value }
        spin_unlock(mm.page_table_lock)
      }
      when(lost) {
        step("GC5") { free(hmm) }
        mended("B12", in: edition) {
          step("GC5") { mm_get_hmm(mm) }
          result(hmm.value)
        } otherwise: {
          result(NULL)
        }
      }
      call(__mmu_notifier_register, hmm.value, mm.value, into: ret).named("GC6")
      result(hmm.value).named("GC7")
    }
  }
}
