import Machine

extension Core {
  /// `hmm_mirror_register`: from now on the mirror's callbacks run. Entered with mmap_sem held for writing.
  /// Returns 0, -EINVAL or -ENOMEM. Linux 5.2, mm/hmm.c.
  static func hmm_mirror_register(_ hmm_get_or_create: Procedure) -> Procedure {
    Procedure("hmm_mirror_register", [mirror.value, mm.value], file: "mm/hmm.c") {
      when(mm.isNull || mirror.isNull || mirror.sync_cpu_device_pagetables == NULL) { result(Errno.EINVAL) }
        .named("MR1")
      call(hmm_get_or_create, mm.value, into: hmm.value).named("MR2")
      step("MR2") {
        mirror.hmm.value <- hmm.value
        when(hmm.isSet) { ghost { hmm.held <- hmm.held - 1 } }
      }
      when(hmm.isNull) { result(Errno.ENOMEM) }
      step("MR3") {
        down_write(hmm.mirrors_sem)
        list_add(mirror.value, hmm.mirrors)
        up_write(hmm.mirrors_sem)
      }
      result(0).named("MR4")
    }
  }

  /// `hmm_mirror_unregister`: after it has returned, no callback of the mirror runs. Not to be called from its own
  /// callback, nor with a lock held that the callback takes. Linux 5.2, mm/hmm.c.
  static func hmm_mirror_unregister(_ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_mirror_unregister", [mirror.value], file: "mm/hmm.c") {
      step("MU1") { hmm.value <- mirror.hmm.value }
      when(hmm.isNull) { result() }
      down_write(hmm.mirrors_sem).named("MU2")
      step("MU3") {
        when(list_contains(hmm.mirrors, mirror.value)) { list_del(mirror.value, hmm.mirrors) }
        mirror.hmm.value <- NULL
        ghost { hmm.held <- hmm.held + 1 }
        up_write(hmm.mirrors_sem)
      }
      step("MU4") { hmm_put() }
      when(last) { call(hmm_free, hmm.value) }
    }
  }

  /// What `hmm_mirror_unregister(&range)` of the document's text does (B8): the fields of a range lie where those of a
  /// mirror lie, so it unlinks the range, under the wrong lock, and leaves `valid` as it is. Linux 5.2, mm/hmm.c.
  static func hmm_mirror_unregister_range(_ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_mirror_unregister", [range.value], file: "mm/hmm.c") {
      step("MU1") { hmm.value <- range.hmm.value }
      when(hmm.isNull) { result() }
      down_write(hmm.mirrors_sem).named("MU2")
      step("MU3") {
        list_del(range.value, hmm.ranges)
        range.hmm.value <- NULL
        ghost {
          hmm.held <- hmm.held + 1
          range.registered <- false
        }
        up_write(hmm.mirrors_sem)
      }.bare
      step("MU4") { hmm_put() }
      when(last) { call(hmm_free, hmm.value) }
    }
  }

  /// `hmm_mirror_mm_is_alive`: a hint, no more. Linux 5.2, include/linux/hmm.h.
  static func hmm_mirror_mm_is_alive() -> Procedure {
    Procedure("hmm_mirror_mm_is_alive", [mirror.value], file: "include/linux/hmm.h", returns: .flag) {
      when(mirror.isNull || mirror.hmm.isNull) { result(false) }.named("AL1")
      result(!mirror.hmm.dead && mirror.hmm.mm.isSet).named("AL2")
    }
  }
}
