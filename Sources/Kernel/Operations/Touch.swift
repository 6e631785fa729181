import Machine

private let write = Value.local("write", .flag)
private let done = Value.local("done", .flag)
private let flags = Value.local("flags", .tag("fault_flags"))

extension Core {
  /// The CPU loads from a page or stores a letter there; without a fitting pte it faults first, and tries again.
  /// Returns 0, or -EFAULT where the kernel would send a signal. Linux 5.2, `do_user_addr_fault` of arch/x86/mm/fault.c.
  ///
  /// Where no frame is free it waits for one, without mmap_sem, as after `pagefault_out_of_memory`.
  static func touch(_ handle_mm_fault: Procedure) -> Procedure {
    Procedure("touch", [mm.value, addr, write, letter], file: "arch/x86/mm/fault.c") {
      label("again")
      step("TC1") {
        access()
        when(!done) { flags <- write | FaultFlag.allowRetry }
      }
      when(done) { result(0) }
      label("retry")
      down_read(mm.mmap_sem).named("TC2")
      step("TC3") { find_vma(mm, addr) }
      when(vma.isNull || vma.vm_start > addr || denied) {
        up_read(mm.mmap_sem).named("TC7")
        result(Errno.EFAULT)
      }.named("TC3")
      call(handle_mm_fault, vma.value, addr, flags, into: ret).named("TC8")
      when(ret == FaultResult.retry) {
        flags <- write
        goto("retry")
      }.named("TC9")
      step("TC7") {
        up_read(mm.mmap_sem)
        vma.value <- NULL
        flags <- 0
      }
      when(ret == FaultResult.outOfMemory) {
        hold(until: someFreeFrame, "a frame is free").named("TC10")
        goto("again")
      }.named("TC10")
      when(ret != FaultResult.done) { result(Errno.EFAULT) }.named("TC11")
      goto("again")
    }
  }

  /// Whether the vma forbids it.
  private static var denied: Value {
    (write && !has(vma.vm_flags, VmFlags.write)) || (!write && !has(vma.vm_flags, VmFlags.read))
  }

  static var someFreeFrame: Value {
    let frame = Pointer<Frame>("frame")
    return some(frame, frame.owner == Process.free && frame.device.isNull)
  }

  /// The instruction itself: it happens if the pte allows it.
  private static func access() -> [Statement] {
    [
      done <- pte(addr).kind == PteKind.present && (!write || pte(addr).write),
      when(done && write) { pte(addr).frame.letter <- letter },
      when(done && !write) { letter <- pte(addr).frame.letter },
    ]
  }
}
