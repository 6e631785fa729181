import Machine

private let subscriber = Pointer<Hmm>("subscriber")
private let accepted = Value.local("accepted", .flag)

extension Core {
  /// `mmu_notifier_invalidate_range_start`, blockable: tells the subscriber inside an SRCU read section. Its answer is
  /// not looked at. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_invalidate_range_start(_ hmm_invalidate_range_start: Procedure) -> Procedure {
    Procedure("mmu_notifier_invalidate_range_start", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, "NS1")
      when(subscriber.isSet) {
        call(hmm_invalidate_range_start, subscriber.value, nrange.value).named("NS2")
      }
      leave(nrange.mm, "NS3")
    }
  }

  /// `mmu_notifier_invalidate_range_start_nonblock`: the same for a caller that may not sleep. Returns 0 or -EAGAIN;
  /// then the caller must not touch a pte, and does not call the end. Linux 5.2, mm/mmu_notifier.c.
  ///
  /// Another subscriber of the process, where a scenario has one, refuses every such section. B2d: HMM, which has
  /// accepted, is not told that nothing comes of it.
  static func mmu_notifier_invalidate_range_start_nonblock(
    _ edition: Edition, _ hmm_invalidate_range_start: Procedure, _ hmm_invalidate_range_end: Procedure
  ) -> Procedure {
    Procedure("mmu_notifier_invalidate_range_start_nonblock", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, "NS1")
      when(subscriber.isSet) {
        call(hmm_invalidate_range_start, subscriber.value, nrange.value, into: ret).named("NS2")
      }
      mended("B2d", in: edition) {
        step("NS5") {
          accepted <- ret == 0
          askOther()
        }
        when(subscriber.isSet && accepted && ret != 0) {
          call(hmm_invalidate_range_end, subscriber.value, nrange.value).named("NS6")
        }.named("NS6")
        leave(nrange.mm, "NS3")
      } otherwise: {
        step("NS3") {
          askOther()
          nrange.mm.srcu <- nrange.mm.srcu - 1
        }
      }
      result(ret).named("NS4")
    }
  }

  static func askOther() -> Statement {
    inline("ret = /* whoever else subscribes: */ other->ops->invalidate_range_start(other, nrange);") {
      when(has(nrange.mm.flags, MmFlags.refused)) { ret <- Errno.EAGAIN }
    }
  }

  /// `mmu_notifier_invalidate_range_end`. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_invalidate_range_end(_ hmm_invalidate_range_end: Procedure) -> Procedure {
    Procedure("mmu_notifier_invalidate_range_end", [nrange.value], file: "mm/mmu_notifier.c") {
      enter(nrange.mm, "NE1") { mark(Phases.pte) }
      when(subscriber.isSet) {
        call(hmm_invalidate_range_end, subscriber.value, nrange.value).named("NE2")
      }
      step("NE3") {
        nrange.mm.srcu <- nrange.mm.srcu - 1
        mark(Phases.end)
      }
    }
  }

  /// `__mmu_notifier_release`: the memory is going away. Linux 5.2, mm/mmu_notifier.c.
  static func mmu_notifier_release(_ hmm_release: Procedure) -> Procedure {
    Procedure("mmu_notifier_release", [mm.value], file: "mm/mmu_notifier.c") {
      enter(mm, "NL1")
      when(subscriber.isSet) { call(hmm_release, subscriber.value, mm.value).named("NL2") }
      step("NL3") {
        spin_lock(mm.notifier_lock)
        subscriber.value <- list_first(Hmm.self, mm.subscribers).value
        when(subscriber.isSet) { list_del(subscriber.value, mm.subscribers) }
        spin_unlock(mm.notifier_lock)
      }
      leave(mm, "NL4")
      hold(until: mm.srcu == 0, "all who read the subscribers have left").named("NL5")
    }
  }

  /// Enters an SRCU read section and looks for the subscriber. HMM is the only one in this model.
  private static func enter(
    _ mm: Pointer<Mm>, _ name: String, @StatementBuilder _ more: () -> [Statement] = { [] }
  ) -> Statement {
    step(name) {
      mm.srcu <- mm.srcu + 1
      subscriber.value <- list_first(Hmm.self, mm.subscribers).value
      more()
    }.bare
  }

  private static func leave(_ mm: Pointer<Mm>, _ name: String) -> Statement {
    step(name) { mm.srcu <- mm.srcu - 1 }
  }
}
