import Machine

private let blockable = Value.local("blockable", .flag)
private let taken = Value.local("taken", .flag)
private let rc = Value.local("rc", .errno)
private let stop = Value.local("stop", .flag)

/// Marks each range that an invalidation is taken to hit. B13: one that only touches it at `end == start` is, too.
///
/// - Parameter remembers: whether a range can be made to count what hits it, as the mended form of B1 does.
func markRanges(_ edition: Edition, _ start: Value, _ end: Value, remembers: Bool = true) -> [Statement] {
  func markWhere(_ hits: Value) -> Statement {
    each(range, in: hmm.ranges, where: hits) {
      range.valid <- false
      if remembers { mended("B1", in: edition) { range.hits <- range.hits + 1 } }
    }
  }
  return mended("B13", in: edition) {
    markWhere(!(end <= range.start || start >= range.end))
  } otherwise: {
    markWhere(!(end < range.start || start >= range.end))
  }
}

/// Notes that all who had to be told were told. Where drivers subscribe themselves, HMM does not know of all.
func markTold(_ edition: Edition) -> [Statement] { edition.hasSubscribers ? [] : mark(Phases.told) }

/// Takes the lock over an object's ranges and its count of sections. B2c: it is a mutex, and whoever may not sleep can
/// only try it.
func lockRanges(_ edition: Edition, _ hmm: Pointer<Hmm>, _ name: String? = nil) -> [Statement] {
  mended("B2c", in: edition) {
    spin_lock(hmm.ranges_lock).named(name)
  } otherwise: {
    mutex_lock(hmm.lock).named(name)
  }
}

/// Releases it.
func unlockRanges(_ edition: Edition, _ hmm: Pointer<Hmm>, _ name: String? = nil) -> [Statement] {
  mended("B2c", in: edition) {
    spin_unlock(hmm.ranges_lock).named(name)
  } otherwise: {
    mutex_unlock(hmm.lock).named(name)
  }
}

extension Core {
  /// `hmm_invalidate_range_start`: counts the invalidation, marks the ranges that it hits, then tells every mirror.
  /// Returns 0 or, where it may not block, -EAGAIN. Linux 5.2, mm/hmm.c.
  static func hmm_invalidate_range_start(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_invalidate_range_start", [Pointer<Hmm>("mn").value, nrange.value], file: "mm/hmm.c") {
      step("IS1") { mm_get_hmm(nrange.mm) }
      mended("B5", in: edition) { when(hmm.isNull) { result(0) } }
      step("IS2") {
        ghost { update.value <- .me }
        update.start <- nrange.start
        update.end <- nrange.end
        update.event <- HMM_UPDATE_INVALIDATE
        update.blockable <- nrange.blockable
        blockable <- nrange.blockable
      }
      mended("B2c", in: edition) {
        spin_lock(hmm.ranges_lock).named("IS3")
      } otherwise: {
        mended("H09", in: edition) {
          when(blockable) {
            mutex_lock(hmm.lock).named("IS3")
          } otherwise: {
            tryLock()
          }
        } otherwise: {
          when(!blockable) { tryLock() }
          mutex_lock(hmm.lock).named("IS3")
        }
      }
      step("IS4") {
        hmm.notifiers <- hmm.notifiers + 1
        markRanges(edition, update.start, update.end)
        mark(Phases.counted)
      }
      unlockRanges(edition, hmm, "IS5")
      mended("H32", in: edition) {
        when(blockable) {
          down_read(hmm.mirrors_sem).named("IS6")
        } otherwise: {
          down_read_trylock(hmm.mirrors_sem, into: taken).named("IS6")
          when(!taken) {
            ret <- Errno.EAGAIN
            mended("B2a", in: edition) { notCounted(edition) }
            goto("out")
          }
        }
        tellMirrors(edition)
        step("IS8") {
          up_read(hmm.mirrors_sem)
          when(!stop) { markTold(edition) }
        }
      } otherwise: {
        // The caller believes that everybody knows.
        atomic { markTold(edition) }
      }
      label("out")
      step("IS9") {
        hmm_put()
        ghost {
          update.start <- 0
          update.end <- 0
          update.blockable <- false
        }
      }
      when(last) { call(hmm_free, hmm.value) }
      result(ret).named("IS9")
    }
  }

  /// The lock of a section that may not sleep; without it the section is refused, before it is counted.
  private static func tryLock() -> [Statement] {
    [
      mutex_trylock(hmm.lock, into: taken).named("IS3"),
      when(!taken) {
        ret <- Errno.EAGAIN
        goto("out")
      },
    ]
  }

  /// The loop over the mirrors. B2b: the -EAGAIN of a mirror stays in an inner variable, and 0 is returned.
  private static func tellMirrors(_ edition: Edition) -> Statement {
    each(mirror, in: hmm.mirrors) {
      call(mirror.sync_cpu_device_pagetables, mirror.value, update.value, into: rc).named("IS7")
      step("IS7") {
        stop <- !blockable && rc == Errno.EAGAIN
        ghost {
          when(!list_contains(hmm.mirrors, mirror.value)) { mirror.orphaned <- true }
        }
      }
      when(stop) {
        mended("B2b", in: edition) {
          ret <- rc
          notCounted(edition)
        }
        Statement(.breakLoop)
      }
    }
  }

  /// With B2a or B2b cured, a start that gives up takes back its count: its caller will not call the end.
  private static func notCounted(_ edition: Edition) -> [Statement] {
    [
      atomic {
        lockRanges(edition, hmm)
        hmm.notifiers <- hmm.notifiers - 1
        when(hmm.notifiers == 0) { allValid() }
        ghost { nrange.phases <- Phases.start }
        unlockRanges(edition, hmm)
      }
    ]
  }

  /// Every range that is not valid becomes valid, and all who wait for one wake.
  fileprivate static func allValid() -> [Statement] {
    [
      each(range, in: hmm.ranges, where: !range.valid) { range.valid <- true },
      wake_up_all(hmm.wq),
    ]
  }

  /// H32: the mirrors are told at the end of the section.
  private static func tellMirrorsLate() -> [Statement] {
    [
      atomic {
        ghost { update.value <- .me }
        update.start <- nrange.start
        update.end <- nrange.end
        update.blockable <- true
      },
      down_read(hmm.mirrors_sem),
      each(mirror, in: hmm.mirrors) {
        call(mirror.sync_cpu_device_pagetables, mirror.value, update.value, into: rc)
      },
      atomic {
        up_read(hmm.mirrors_sem)
        ghost {
          update.start <- 0
          update.end <- 0
          update.blockable <- false
        }
      },
    ]
  }

  /// `hmm_invalidate_range_end`: the last one out makes every range valid again (B1). Linux 5.2, mm/hmm.c.
  static func hmm_invalidate_range_end(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_invalidate_range_end", [Pointer<Hmm>("mn").value, nrange.value], file: "mm/hmm.c") {
      step("IE1") { mm_get_hmm(nrange.mm) }
      mended("B5", in: edition) { when(hmm.isNull) { result() } }
      mended("H32", in: edition) {
      } otherwise: {
        tellMirrorsLate()
      }
      lockRanges(edition, hmm, "IE2")
      step("IE3") {
        hmm.notifiers <- hmm.notifiers - 1
        when(hmm.notifiers == 0) { allValid() }
        mark(Phases.end)
      }
      step("IE4") {
        unlockRanges(edition, hmm)
        hmm_put()
      }
      when(last) { call(hmm_free, hmm.value) }
    }
  }
}
