import Machine

extension Core {
  /// `mmdrop`, and of it `__mmdrop`: the last user of the structure frees it. Linux 5.2, kernel/fork.c.
  static func mmdrop(_ hmm_mm_destroy: Procedure) -> Procedure {
    Procedure("mmdrop", [mm.value], file: "kernel/fork.c") {
      step("MD1") { kref_put(mm.mm_count, into: last) }
      when(last) {
        call(hmm_mm_destroy, mm.value).named("MD2")
        step("MD3") { free(mm) }
      }
    }
  }

  /// `__mmu_notifier_register`: subscribes, with every lock of the reverse mappings held, so that no section is open at
  /// that instant. Entered with mmap_sem held for writing. Linux 5.2, mm/mmu_notifier.c.
  static func __mmu_notifier_register() -> Procedure {
    Procedure("__mmu_notifier_register", [hmm.value, mm.value], file: "mm/mmu_notifier.c") {
      step("NR1") {
        when(!holds(mm.mmap_sem)) { fault("subscribing needs mmap_sem for writing") }
        when(mm.mm_users <= 0) { fault("subscribing to memory that nobody uses any more") }
      }
      down_write(mm.rmap).named("NR2")
      step("NR3") {
        spin_lock(mm.notifier_lock)
        list_add(hmm.value, mm.subscribers)
        kref_get(mm.mm_count)
        spin_unlock(mm.notifier_lock)
      }
      up_write(mm.rmap).named("NR4")
      result(0).named("NR5")
    }
  }

  /// `mmu_notifier_unregister_no_release`: unlinks and drops the pin. It does not wait for sections that run. With B5
  /// cured the pin goes last. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_unregister_no_release(_ edition: Edition, _ mmdrop: Procedure) -> Procedure {
    Procedure("mmu_notifier_unregister_no_release", [hmm.value, mm.value], file: "mm/mmu_notifier.c") {
      step("NU1") {
        spin_lock(mm.notifier_lock)
        when(list_contains(mm.subscribers, hmm.value)) { list_del(hmm.value, mm.subscribers) }
        spin_unlock(mm.notifier_lock)
      }
      mended("B5", in: edition) {
      } otherwise: {
        call(mmdrop, mm.value).named("NU2")
      }
    }
  }
}
