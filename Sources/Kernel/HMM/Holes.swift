import Machine

private let result_ = Value.local("ret", .tag("vm_fault"))

extension Core {
  /// `hmm_vma_do_fault`: one page fault for a device. Returns -EBUSY where it went well, for the walk has to look
  /// again; -EAGAIN where the fault dropped mmap_sem; -EFAULT where the page cannot be had. Linux 5.2, mm/hmm.c.
  ///
  /// B10: that mmap_sem may be dropped is set from the beginning, whatever `block` says. B16: in a gap the fault
  /// follows a vma that is NULL.
  static func hmm_vma_do_fault(_ edition: Edition, _ handle_mm_fault: Procedure) -> Procedure {
    Procedure("hmm_vma_do_fault", [walk.value, addr, write_fault], file: "mm/hmm.c") {
      step("VF1") {
        mended("B10", in: edition) {
          flags <- FaultFlag.remote
        } otherwise: {
          flags <- FaultFlag.allowRetry | FaultFlag.remote
        }
        when(!walk.block) { flags <- flags | FaultFlag.allowRetry }
        when(write_fault) { flags <- flags | FaultFlag.write }
      }
      when(holds(walk.range.hmm.mm.page_table_lock)) {
        fault("a fault may sleep, but the lock of the pud is held")
      }.named("VF2")
      mended("B16", in: edition) {
        when(walk.vma.isNull) {
          step("VF3") { erroneous() }
          result(Errno.EFAULT)
        }.named("VF3")
      }
      mended("H19", in: edition) {
        when(write_fault && !has(walk.vma.vm_flags, VmFlags.write)) { result(Errno.EPERM) }.named("VF8")
      }
      call(handle_mm_fault, walk.vma.value, addr, flags, into: result_).named("VF4")
      when(result_ == FaultResult.retry) { result(Errno.EAGAIN) }.named("VF5")
      when(result_ != FaultResult.done) {
        step("VF6") { erroneous() }
        result(Errno.EFAULT)
      }.named("VF6")
      result(Errno.EBUSY).named("VF7")
    }
  }

  private static func erroneous() -> [Statement] {
    [walk.range.element(\.pfns, place(of: addr, in: walk.range)) <- Entries.error]
      + ghost { walk.range.element(\.written, place(of: addr, in: walk.range)) <- Written.now }
  }

  /// `hmm_vma_walk_hole_`: every page of a span is faulted in, wanted or not, with the same decision. Returns -EBUSY
  /// where that went well. Linux 5.2, mm/hmm.c.
  ///
  /// B9: what the driver asked for is overwritten before anybody knows whether the fault will last.
  static func hmm_vma_walk_hole_(_ edition: Edition, _ hmm_vma_do_fault: Procedure) -> Procedure {
    Procedure("hmm_vma_walk_hole_", [walk.value, addr, end, write_fault], file: "mm/hmm.c") {
      step("WH2") {
        range.value <- walk.range.value
        walk.last <- addr
      }
      repeating {
        mended("B9", in: edition) {
        } otherwise: {
          step("WH3") { forget() }
        }
        call(hmm_vma_do_fault, walk.value, addr, write_fault, into: ret).named("WH4")
        when(ret != Errno.EBUSY) { result(ret) }.named("WH5")
        step("WH6") { advance(range) }
      } whilst: {
        addr < end
      }
      result(Errno.EBUSY).named("WH7")
    }
  }

  private static func forget() -> [Statement] {
    [range.element(\.pfns, place(of: addr, in: range)) <- Entries.none]
      + ghost { range.element(\.written, place(of: addr, in: range)) <- Written.now }
  }

  /// `hmm_vma_walk_hole`: nothing is mapped in the span. What was asked for is faulted in; otherwise it is NONE, and
  /// `last` stays where the hole begins. Linux 5.2, mm/hmm.c.
  static func hmm_vma_walk_hole(_ hmm_vma_walk_hole_: Procedure) -> Procedure {
    Procedure("hmm_vma_walk_hole", [walk.value, addr, end], file: "mm/hmm.c") {
      step("SN8") {
        range.value <- walk.range.value
        rangeNeedsFault(addr, end)
        when(!needFault) {
          walk.last <- addr
          fill(Entries.none, addr, end)
        }
      }
      when(needFault) { call(hmm_vma_walk_hole_, walk.value, addr, end, write_fault, into: ret).named("WH1") }.named(
        "WH1")
      result(ret)
    }
  }
}
