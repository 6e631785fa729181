import Machine

private let blockable = Value.local("blockable", .flag)
private let rc = Value.local("rc", .errno)
private let stop = Value.local("stop", .flag)
private let valid = Value.local("valid", .flag)
private let i = Value.local("i")

/// What a driver calls in Linux 5.1, before the commit of 2019: a range is on the list for one round only, from the
/// call that reads the ptes to the call that asks whether that still holds. Nobody counts sections, and nobody waits.
public struct Linux5_1: Sendable {
  public let hmm_vma_get_pfns: Procedure
  public let hmm_vma_range_done: Procedure

  var procedures: [Procedure] { [hmm_vma_get_pfns, hmm_vma_range_done] }

  init(_ walk_page_range: Procedure, _ hmm_free: Procedure) {
    hmm_vma_get_pfns = Core.hmm_vma_get_pfns(walk_page_range)
    hmm_vma_range_done = Core.hmm_vma_range_done(hmm_free)
  }
}

extension Core {
  /// `hmm_vma_get_pfns`: from now on sections mark the range; copies what the CPU's table says. Entered with mmap_sem
  /// held for reading and `range->vma` set. Returns 0, -EINVAL or -EPERM; after an error the range is on no list.
  fileprivate static func hmm_vma_get_pfns(_ walk_page_range: Procedure) -> Procedure {
    return Procedure("hmm_vma_get_pfns", [range.value], file: "mm/hmm.c") {
      when(range.vma.isNull || range.start >= range.end) { result(Errno.EINVAL) }.named("GP1")
      when(has(range.vma.vm_flags, VmFlags.special)) {
        step("GP2") {
          count(i, from: 0, below: range.end - range.start) { range.element(\.pfns, i) <- Entries.special }
        }
        result(Errno.EINVAL)
      }.named("GP2")
      when(!has(range.vma.vm_flags, VmFlags.read)) {
        step("GP3") { allNone(range, from: 0, below: range.end - range.start) }
        result(Errno.EPERM)
      }.named("GP3")
      step("GP4") { mm_get_hmm(space(of: range.vma.vm_start), as: "range->vma->vm_mm") }
      when(hmm.isNull) { result(Errno.EINVAL) }
      step("GP5") {
        newRound()
        mutex_lock(hmm.lock)
        range.hmm.value <- hmm.value
        range.valid <- true
        list_add(range.value, hmm.ranges)
        ghost {
          range.registered <- true
          hmm.held <- hmm.held - 1
        }
        mutex_unlock(hmm.lock)
      }
      step("GP6") {
        ghost { walk.value <- .me }
        walk.range.value <- range.value
        walk.last <- range.start
      }
      call(walk_page_range, hmm.mm.value, range.start, range.end, walk.value).named("GP6")
      step("GP7") {
        ghost {
          range.failed <- false
          walk.range.value <- 0
          walk.vma.value <- NULL
          walk.last <- 0
        }
      }
      result(0).named("GP7")
    }
  }

  /// `hmm_vma_range_done`: takes the range off the list and says whether nothing has marked it meanwhile. Called with
  /// the driver's lock held.
  fileprivate static func hmm_vma_range_done(_ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_vma_range_done", [range.value], file: "mm/hmm.c", returns: .flag) {
      when(range.hmm.isNull || range.end <= range.start) { result(false) }.named("RD1")
      step("RD2") {
        mutex_lock(range.hmm.lock)
        list_del(range.value, range.hmm.ranges)
        valid <- range.valid
        noteValid(range, valid)
        ghost {
          range.registered <- false
          range.hmm.held <- range.hmm.held + 1
        }
        mutex_unlock(range.hmm.lock)
      }
      step("RD3") {
        hmm.value <- range.hmm.value
        hmm_put()
        range.hmm.value <- NULL
      }
      when(last) { call(hmm_free, hmm.value) }
      result(valid).named("RD4")
    }
  }

  // MARK: Sections

  /// `hmm_invalidate_range_start` of 5.1: marks the ranges that the section hits and tells the mirrors. That it is open
  /// is remembered nowhere, so a range that comes later knows nothing of it.
  static func hmm_invalidate_range_start5_1(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_invalidate_range_start", [Pointer<Hmm>("mn").value, nrange.value], file: "mm/hmm.c") {
      step("BS1") { mm_get_hmm(nrange.mm) }
      mended("B5", in: edition) { when(hmm.isNull) { result(0) } }
      step("BS2") {
        ghost { update.value <- .me }
        update.start <- nrange.start
        update.end <- nrange.end
        update.event <- HMM_UPDATE_INVALIDATE
        update.blockable <- nrange.blockable
        blockable <- nrange.blockable
      }
      mutex_lock(hmm.lock).named("BS3")
      step("BS4") {
        markRanges(edition, update.start, update.end, remembers: false)
        mark(Phases.counted)
      }
      mutex_unlock(hmm.lock).named("BS5")
      down_read(hmm.mirrors_sem).named("BS6")
      each(mirror, in: hmm.mirrors) {
        call(mirror.sync_cpu_device_pagetables, mirror.value, update.value, into: rc).named("BS7")
        step("BS7") {
          stop <- !blockable && rc == Errno.EAGAIN
          ghost {
            when(!list_contains(hmm.mirrors, mirror.value)) { mirror.orphaned <- true }
          }
        }
        when(stop) {
          ret <- rc
          Statement(.breakLoop)
        }
      }
      step("BS8") {
        up_read(hmm.mirrors_sem)
        when(!stop) { markTold(edition) }
      }
      step("BS9") {
        hmm_put()
        ghost {
          when(stop) { nrange.phases <- Phases.start }
          update.start <- 0
          update.end <- 0
          update.blockable <- false
        }
      }
      when(last) { call(hmm_free, hmm.value) }
      result(ret).named("BS9")
    }
  }

  /// `hmm_invalidate_range_end` of 5.1: marks the ranges that the section hits once more. No device is called.
  static func hmm_invalidate_range_end5_1(_ edition: Edition, _ hmm_free: Procedure) -> Procedure {
    Procedure("hmm_invalidate_range_end", [Pointer<Hmm>("mn").value, nrange.value], file: "mm/hmm.c") {
      step("BE1") { mm_get_hmm(nrange.mm) }
      mended("B5", in: edition) { when(hmm.isNull) { result() } }
      mutex_lock(hmm.lock).named("BE2")
      step("BE3") {
        markRanges(edition, nrange.start, nrange.end, remembers: false)
        mark(Phases.end)
      }
      step("BE4") {
        mutex_unlock(hmm.lock)
        hmm_put()
      }
      when(last) { call(hmm_free, hmm.value) }
    }
  }
}
