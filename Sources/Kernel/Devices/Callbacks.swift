import Machine

private let taken = Value.local("taken", .flag)

extension Core {
  /// The callback of a driver that brings none: takes its lock, unmaps, gives it back. Returns 0, or -EAGAIN where it
  /// may not block and cannot have the lock.
  static func sync_cpu_device_pagetables() -> Procedure {
    Procedure(
      "sync_cpu_device_pagetables", [mirror.value, update.value], file: "driver", isKernel: false
    ) {
      when(update.blockable) {
        mutex_lock(mirror.driver.update).named("C1")
      } otherwise: {
        mutex_trylock(mirror.driver.update, into: taken).named("C1")
        when(!taken) { result(Errno.EAGAIN) }
      }
      unmap_pages(mirror.driver, update.start, update.end)
      mutex_unlock(mirror.driver.update).named("C3")
      result(0).named("C3")
    }
  }

  /// The release callback of a driver that brings none: the device forgets all it maps.
  static func release() -> Procedure {
    Procedure("release", [mirror.value], file: "driver", isKernel: false) {
      mutex_lock(mirror.driver.update).named("C1")
      unmap_pages(mirror.driver, mirror.driver.start, mirror.driver.end)
      mutex_unlock(mirror.driver.update).named("C3")
    }
  }
}
