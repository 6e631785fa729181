import Machine

extension Core {
  /// `exit_mmap`: HMM is told first, then everything is unmapped. Nobody subscribes any more by then. Linux 5.2,
  /// mm/mmap.c.
  ///
  /// Of a victim of the OOM killer the memory is reaped first; whoever reaps it meanwhile is waited for.
  static func exit_mmap(_ release: Procedure, _ reap: Procedure, _ parts: UnmapParts) -> Procedure {
    Procedure("exit_mmap", [mm.value], file: "mm/mmap.c") {
      call(release, mm.value).named("EX1")
      when(has(mm.flags, MmFlags.oomVictim)) {
        call(reap, mm.value).named("EV2")
        step("EV3") { inline("set_bit(MMF_OOM_SKIP, &mm->flags);") { mm.flags <- mm.flags | MmFlags.oomSkip } }
        down_write(mm.mmap_sem).named("EV4")
        up_write(mm.mmap_sem).named("EV5")
      }.named("EV1")
      step("EX2") { begin(Event.unmap, mm.first, mm.end) }
      call(parts.sections.start, nrange.value).named("EX3")
      call(parts.unmap, nrange.value, mm.first, mm.end).named("EX4")
      call(parts.sections.end, nrange.value).named("EX5")
      // Nobody takes mmap_sem: the last user is gone.
      step("EX6") { inline("remove_vma(every vma);") { noVmas() } }.bare
      call(parts.tables, mm.value, mm.first, mm.end).named("EX7")
      call(parts.finish, nrange.value).named("EX8")
    }
  }

  private static func noVmas() -> [Statement] {
    [
      vma.value <- list_first(Vma.self, mm.mmap).value,
      loop(vma.isSet) {
        list_del(vma.value, mm.mmap)
        free(vma)
        vma.value <- list_first(Vma.self, mm.mmap).value
      },
    ]
  }

  /// `mmput`: drops a user of the memory; the last one takes it down. Linux 5.2, kernel/fork.c.
  static func mmput(_ exit_mmap: Procedure, _ mmdrop: Procedure) -> Procedure {
    Procedure("mmput", [mm.value], file: "kernel/fork.c") {
      step("MP1") { kref_put(mm.mm_users, into: last) }
      when(last) {
        call(exit_mmap, mm.value).named("MP2")
        call(mmdrop, mm.value).named("MP3")
      }
    }
  }

  /// `mmget_not_zero`: a user of the memory more, unless it is being taken down. Linux 5.2, include/linux/sched/mm.h.
  static func mmget_not_zero() -> Procedure {
    Procedure("mmget_not_zero", [mm.value], file: "include/linux/sched/mm.h", returns: .flag) {
      step("MG1") { kref_get_unless_zero(mm.mm_users, into: alive) }
      result(alive).named("MG1")
    }
  }

  /// `mmgrab`: a user of the structure more. Linux 5.2, include/linux/sched/mm.h.
  static func mmgrab() -> Procedure {
    Procedure("mmgrab", [mm.value], file: "include/linux/sched/mm.h") {
      kref_get(mm.mm_count).named("MG1")
    }
  }
}
