import Machine

private let taken = Value.local("taken", .flag)
private let done = Value.local("done", .flag)
private let attempts = Value.local("attempts")
private let MAX_OOM_REAP_RETRIES = Value.named("MAX_OOM_REAP_RETRIES", 10)

extension Core {
  /// The whole way of a victim: it is chosen, and the reaper takes its memory, trying several times. The structure is
  /// pinned meanwhile. Linux 5.2, mm/oom_kill.c; the number of attempts is from memory.
  static func oom_reap_task(_ oom_reap_task_mm: Procedure, _ mmdrop: Procedure) -> Procedure {
    Procedure("oom_reap_task", [mm.value], file: "mm/oom_kill.c") {
      atomic { mark_oom_victim() }.named("OT1")
      when(!alive) { result() }.named("OT1")
      repeating {
        attempts <- attempts + 1
        call(oom_reap_task_mm, mm.value, into: done).named("OT2")
        when(done) { Statement(.breakLoop) }.named("OT3")
        step("OT4") { inline("schedule_timeout_idle(HZ / 10);") {} }
      } whilst: {
        attempts < MAX_OOM_REAP_RETRIES
      }
      step("OT5") { inline("set_bit(MMF_OOM_SKIP, &mm->flags);") { mm.flags <- mm.flags | MmFlags.oomSkip } }
      call(mmdrop, mm.value).named("OT6")
    }
  }

  /// A process whose memory is still there becomes a victim.
  private static func mark_oom_victim() -> [Statement] {
    [
      when(allocated(mm)) {
        when(mm.mm_users > 0) {
          alive <- true
          inline("mark_oom_victim(mm);") {
            kref_get(mm.mm_count)
            mm.flags <- mm.flags | MmFlags.oomVictim
          }
        }
      }
    ]
  }

  /// `oom_reap_task_mm`: one attempt. Returns whether there is nothing left to come back for. Linux 5.2,
  /// mm/oom_kill.c.
  static func oom_reap_task_mm(_ __oom_reap_task_mm: Procedure) -> Procedure {
    Procedure("oom_reap_task_mm", [mm.value], file: "mm/oom_kill.c", returns: .flag) {
      down_read_trylock(mm.mmap_sem, into: taken).named("OM1")
      when(!taken) { result(false) }.named("OM1")
      done <- true
      when(!has(mm.flags, MmFlags.oomSkip)) {
        call(__oom_reap_task_mm, mm.value, into: done).named("OM3")
      }.named("OM2")
      up_read(mm.mmap_sem).named("OM4")
      result(done).named("OM4")
    }
  }

  /// `__oom_reap_task_mm`: vma by vma, each as a whole, in a section that may not sleep. A vma that is refused is left
  /// out, and reported. Linux 5.2, mm/oom_kill.c.
  static func __oom_reap_task_mm(_ startNonblock: Procedure, _ parts: UnmapParts) -> Procedure {
    Procedure("__oom_reap_task_mm", [mm.value], file: "mm/oom_kill.c", returns: .flag) {
      step("OV1") {
        inline("set_bit(MMF_UNSTABLE, &mm->flags);") { mm.flags <- mm.flags | MmFlags.unstable }
        done <- true
      }
      each(vma, in: mm.mmap) {
        when(!isRefused && !has(vma.vm_flags, VmFlags.shared)) {
          step("OV3") { begin(Event.unmap, vma.vm_start, vma.vm_end, mayBlock: false) }
          call(startNonblock, nrange.value, into: ret).named("OV4")
          when(ret == 0) {
            call(parts.unmap, nrange.value, vma.vm_start, vma.vm_end).named("OV5")
            call(parts.sections.end, nrange.value).named("OV6")
          } otherwise: {
            done <- false
          }.named("OV4")
          call(parts.finish, nrange.value).named("OV7")
        }.named("OV2")
      }.bare
      result(done).named("OV8")
    }
  }

  /// `__oom_reap_task_mm` for one window: takes the pages of a process that is to die, and may not sleep for it.
  /// Returns 0, or -EAGAIN where it has to come back later. Linux 5.2, mm/oom_kill.c.
  static func oom_reap(_ startNonblock: Procedure, _ parts: UnmapParts) -> Procedure {
    Procedure("oom_reap", [mm.value, start, end], file: "mm/oom_kill.c") {
      down_read_trylock(mm.mmap_sem, into: taken).named("OR1")
      when(!taken) { result(Errno.EAGAIN) }
      step("OR2") { begin(Event.unmap, start, end, mayBlock: false) }
      call(startNonblock, nrange.value, into: ret).named("OR3")
      when(ret != 0) {
        step("OR4") {
          up_read(mm.mmap_sem)
          close()
        }
        result(ret)
      }
      call(parts.unmap, nrange.value, start, end).named("OR5")
      call(parts.sections.end, nrange.value).named("OR6")
      call(parts.finish, nrange.value).named("OR7")
      up_read(mm.mmap_sem).named("OR8")
      result(0).named("OR8")
    }
  }
}
