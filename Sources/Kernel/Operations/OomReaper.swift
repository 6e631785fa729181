import Machine

private let taken = Value.local("taken", .flag)

extension Core {
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
      call(parts.end, nrange.value).named("OR6")
      call(parts.finish, nrange.value).named("OR7")
      up_read(mm.mmap_sem).named("OR8")
      result(0).named("OR8")
    }
  }
}
