import Machine

private let block = Value.local("block", .flag)
private let valid = Value.local("valid", .flag)

extension Core {
  /// `hmm_vma_fault`: the call of older drivers on top of the new ones. Entered with mmap_sem held for reading; left
  /// without it for -EAGAIN and -EBUSY. Returns 0, with the range registered, or an error. Linux 5.2,
  /// include/linux/hmm.h.
  ///
  /// B4: where the wait times out, the range stays registered.
  static func hmm_vma_fault(_ core: OldFaultParts) -> Procedure {
    // The vma's own mm: that of its pages.
    let mm = space(of: range.vma.vm_start)
    return Procedure("hmm_vma_fault", [range.value, block], file: "include/linux/hmm.h") {
      step("OF1") {
        range.default_flags <- 0
        range.pfn_flags_mask <- Entries.mask
      }
      call(core.register, range.value, mm.value, range.start, range.end, PAGE_SHIFT, into: ret).named("OF2")
      when(ret != 0) { result(ret) }.named("OF2")
      call(core.wait, range.value, .named("HMM_RANGE_DEFAULT_TIMEOUT", 1000), into: valid).named("OF3")
      when(!valid) {
        mended("B4", in: core.edition) { call(core.unregister, range.value).named("OF3") }
        up_read(mm.mmap_sem).named("OF3")
        result(Errno.EAGAIN).named("OF3")
      }.named("OF3")
      call(core.fault, range.value, block, into: ret).named("OF4")
      when(ret > 0) { result(0) }.named("OF4")
      when(ret == Errno.EBUSY || ret == 0) {
        up_read(mm.mmap_sem).named("OF5")
        ret <- Errno.EBUSY
      }.named("OF5")
      when(ret == Errno.EAGAIN) { ret <- Errno.EBUSY }.named("OF5")
      call(core.unregister, range.value).named("OF5")
      result(ret).named("OF5")
    }
  }

  /// `hmm_vma_range_done`: reads `valid` and unregisters. Linux 5.2, include/linux/hmm.h.
  static func hmm_vma_range_done(_ edition: Edition, _ hmm_range_unregister: Procedure) -> Procedure {
    Procedure("hmm_vma_range_done", [range.value], file: "include/linux/hmm.h", returns: .flag) {
      mended("B1", in: edition) {
        step("OD1") {
          valid <- numbered(range)
          noteValid(range, valid)
        }.bare
      } otherwise: {
        step("OD1") {
          valid <- range.valid
          noteValid(range, valid)
        }.bare
      }
      call(hmm_range_unregister, range.value).named("OD2")
      result(valid).named("OD3")
    }
  }
}

/// What the old helpers are made of.
struct OldFaultParts {
  let edition: Edition
  let register: Procedure
  let unregister: Procedure
  let wait: Procedure
  let fault: Procedure
}
