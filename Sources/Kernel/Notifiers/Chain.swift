import Machine

// The notifier core where drivers subscribe, too: a list of subscribers, each told in turn. Only in worlds with such a
// driver; elsewhere HMM is the only one, and Sections.swift has the same functions without the list.

private let mn = Pointer<MmuNotifier>("mn")
private let told = Value.local("told", .tag("subscribers"))
private let rc = Value.local("_ret", .errno)

/// `mm->mmu_notifier_mm->list`, of an address space that is named by this text.
private func subscribers(_ mm: Pointer<Mm>, _ name: String = "mm") -> Value {
  Pointer<MmuNotifierMm>(.named("\(name)->mmu_notifier_mm", [], mm.value)).list
}

private let sectionList = subscribers(nrange.mm, "nrange->mm")

extension Core {
  /// The most subscribers that a world may have, HMM's included: who was told is a bit each.
  static let mostSubscribers = 7

  /// `mmu_notifier_invalidate_range_start`, blockable: tells each subscriber in turn, the newest first, inside an SRCU
  /// read section. What they answer is not looked at. Linux 5.2, mm/mmu_notifier.c.
  static func invalidateRangeStartOfAll() -> Procedure {
    Procedure("mmu_notifier_invalidate_range_start", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, sectionList, "NS1")
      loop(mn.isSet) {
        when(mn.invalidate_range_start != NULL) {
          call(mn.invalidate_range_start, itself, nrange.value).named("CS2")
        }
        next(sectionList)
      }
      step("CS3") {
        nrange.mm.srcu <- nrange.mm.srcu - 1
        mark(Phases.told)
      }
    }
  }

  /// `mmu_notifier_invalidate_range_start_nonblock`: the same for a caller that may not sleep. Who refuses does not
  /// keep the others from being told; the last refusal is returned. B2d: those who accepted are not told that nothing
  /// comes of it. Linux 5.2, mm/mmu_notifier.c.
  static func invalidateRangeStartOfAllNonblock(_ edition: Edition) -> Procedure {
    Procedure("mmu_notifier_invalidate_range_start_nonblock", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, sectionList, "NS1")
      loop(mn.isSet) {
        when(mn.invalidate_range_start != NULL) {
          call(mn.invalidate_range_start, itself, nrange.value, into: rc).named("CS2")
          atomic {
            when(rc != 0) {
              ret <- rc
            } otherwise: {
              mended("B2d", in: edition) { told <- told | bit }
            }
          }.named("CS4")
        }
        next(sectionList)
      }
      mended("B2d", in: edition) {
        step("NS5") {
          askOther()
          first(sectionList)
        }
        when(ret != 0) {
          loop(mn.isSet) {
            when(has(told, bit) && mn.invalidate_range_end != NULL) {
              call(mn.invalidate_range_end, itself, nrange.value).named("CS6")
            }
            next(sectionList)
          }
        }
        leaveTold("CS3")
      } otherwise: {
        step("CS3") {
          askOther()
          nrange.mm.srcu <- nrange.mm.srcu - 1
          when(ret == 0) { mark(Phases.told) }
        }
      }
      result(ret).named("NS4")
    }
  }

  private static func leaveTold(_ name: String) -> Statement {
    step(name) {
      nrange.mm.srcu <- nrange.mm.srcu - 1
      when(ret == 0) { mark(Phases.told) }
    }
  }

  /// `mmu_notifier_invalidate_range_end`: each subscriber in turn. Linux 5.2, mm/mmu_notifier.c.
  static func invalidateRangeEndOfAll() -> Procedure {
    Procedure("mmu_notifier_invalidate_range_end", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, sectionList, "NE1") { mark(Phases.pte) }
      loop(mn.isSet) {
        when(mn.invalidate_range_end != NULL) {
          call(mn.invalidate_range_end, itself, nrange.value).named("CE2")
        }
        next(sectionList)
      }
      step("NE3") {
        nrange.mm.srcu <- nrange.mm.srcu - 1
        mark(Phases.end)
      }
    }
  }

  /// `__mmu_notifier_release`: the memory is going away. Linux 5.2, mm/mmu_notifier.c.
  static func releaseAll() -> Procedure {
    let list = subscribers(mm)
    return Procedure("mmu_notifier_release", [mm.value], file: "mm/mmu_notifier.c") {
      enter(mm, list, "NL1")
      loop(mn.isSet) {
        when(mn.release != NULL) { call(mn.release, itself, mm.value).named("CL2") }
        next(list)
      }
      step("NL3") {
        spin_lock(mm.notifier_lock)
        each(mn, in: list) { mn.hashed <- false }
        spin_unlock(mm.notifier_lock)
      }
      step("NL4") { mm.srcu <- mm.srcu - 1 }
      hold(until: mm.srcu == 0, "all who read the subscribers have left").named("NL5")
      step("CL6") {
        ghost {
          mn.value <- list_first(MmuNotifier.self, list).value
          loop(mn.isSet) {
            list_del(mn.value, list)
            mn.value <- list_first(MmuNotifier.self, list).value
          }
        }
      }
    }
  }

  // MARK: Subscribing

  /// `__mmu_notifier_register`, of a world in which drivers subscribe, too: the newest goes first. Entered with
  /// mmap_sem held for writing. Linux 5.2, mm/mmu_notifier.c.
  static func registerNotifier() -> Procedure {
    let list = subscribers(mm)
    return Procedure("__mmu_notifier_register", [mn.value, mm.value], file: "mm/mmu_notifier.c") {
      step("NR1") {
        when(!holds(mm.mmap_sem)) { fault("subscribing needs mmap_sem for writing") }
        when(mm.mm_users <= 0) { fault("subscribing to memory that nobody uses any more") }
        when(mn.hashed) { fault("this notifier is subscribed already") }
        when(mn.invalidate_range_start == NULL && mn.invalidate_range_end == NULL && mn.release == NULL) {
          fault("this notifier has no ops")
        }
      }
      down_write(mm.rmap).named("NR2")
      step("SB3") {
        spin_lock(mm.notifier_lock)
        ghost { when(list_contains(list, mn.value)) { list_del(mn.value, list) } }
        list_add(mn.value, list)
        mn.hashed <- true
        kref_get(mm.mm_count)
        spin_unlock(mm.notifier_lock)
      }
      up_write(mm.rmap).named("SB4")
      result(0).named("SB5")
    }
  }

  /// `mmu_notifier_register`: takes mmap_sem for writing itself. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_register(_ __mmu_notifier_register: Procedure) -> Procedure {
    Procedure("mmu_notifier_register", [mn.value, mm.value], file: "mm/mmu_notifier.c") {
      down_write(mm.mmap_sem).named("SB1")
      call(__mmu_notifier_register, mn.value, mm.value, into: ret).named("SB2")
      up_write(mm.mmap_sem).named("SB6")
      result(ret).named("SB7")
    }
  }

  /// `mmu_notifier_unregister`: calls `release` unless that was done at exit, unlinks, and waits for all who read the
  /// list: after it has returned no callback runs. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_unregister(_ mmdrop: Procedure) -> Procedure {
    let list = subscribers(mm)
    return Procedure("mmu_notifier_unregister", [mn.value, mm.value], file: "mm/mmu_notifier.c") {
      when(mn.hashed) {
        step("CU2") { mm.srcu <- mm.srcu + 1 }
        when(mn.release != NULL) { call(mn.release, itself, mm.value).named("CU3") }
        step("CU4") { mm.srcu <- mm.srcu - 1 }
        step("CU5") {
          spin_lock(mm.notifier_lock)
          mn.hashed <- false
          spin_unlock(mm.notifier_lock)
        }
      }.named("CU1")
      hold(until: mm.srcu == 0, "all who read the subscribers have left").named("CU6")
      atomic {
        ghost { when(list_contains(list, mn.value) && !mn.hashed) { list_del(mn.value, list) } }
      }.named("CU7")
      call(mmdrop, mm.value).named("CU8")
    }
  }

  /// `mmu_notifier_unregister_no_release`, of a world in which drivers subscribe, too: HMM's alone calls it. Linux 5.2,
  /// mm/mmu_notifier.c.
  static func unregisterNotifierNoRelease(_ edition: Edition, _ mmdrop: Procedure) -> Procedure {
    let list = subscribers(mm)
    return Procedure("mmu_notifier_unregister_no_release", [mn.value, mm.value], file: "mm/mmu_notifier.c") {
      step("NU1") {
        spin_lock(mm.notifier_lock)
        mn.hashed <- false
        ghost { when(mm.srcu == 0 && list_contains(list, mn.value)) { list_del(mn.value, list) } }
        spin_unlock(mm.notifier_lock)
      }
      mended("B5", in: edition) {
      } otherwise: {
        call(mmdrop, mm.value).named("NU2")
      }
    }
  }

  // MARK: Reading the list

  /// What a callback is called with: HMM's takes its hmm, which has the same number.
  private static var itself: Value { .named("mn", [], mn.value) }

  private static var bit: Value { .named("bit", [mn.value], 1 << (mn.value - 1)) }

  private static func enter(
    _ mm: Pointer<Mm>, _ list: Value, _ name: String, @StatementBuilder _ more: () -> [Statement] = { [] }
  ) -> Statement {
    step(name) {
      mm.srcu <- mm.srcu + 1
      first(list)
      more()
    }.bare
  }

  private static func first(_ list: Value) -> [Statement] {
    [mn.value <- list_first(MmuNotifier.self, list).value] + skip(list)
  }

  private static func next(_ list: Value) -> Statement {
    step("CS7") {
      mn.value <- .list(.next, list.asPlace, mn.value)
      skip(list)
    }
  }

  /// Whoever was taken off is passed over.
  private static func skip(_ list: Value) -> [Statement] {
    ghost { loop(mn.isSet && !mn.hashed) { mn.value <- .list(.next, list.asPlace, mn.value) } }
  }

  /// Whether a section may sleep, as `mmu_notifier_range_blockable` says. Linux 5.2, include/linux/mmu_notifier.h.
  public static func mmu_notifier_range_blockable(_ range: Value) -> Value {
    .named("mmu_notifier_range_blockable", [range], Pointer<MmuNotifierRange>(range).blockable)
  }
}
