import Machine

private let write = Value.local("write", .flag)
private let done = Value.local("done", .flag)
/// What the CPU goes by, encoded like an entry of `range->pfns`.
private let entry = Value.local("entry", .tag("entry"))

extension Core {
  /// The CPU loads from a page or stores a letter there; without a fitting pte it faults first, and tries again.
  /// Returns 0, or -EFAULT where the kernel would send a signal. Linux 5.2, `do_user_addr_fault` of
  /// arch/x86/mm/fault.c.
  ///
  /// Where no frame is free it waits until there is one, or until none is needed any more, without mmap_sem, as after
  /// `pagefault_out_of_memory`.
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
        hold(until: someFreeFrame || needsNone, "a frame is free").named("TC10")
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

  /// By now the access would find what it needs: a page that is its own, or one in the swap cache.
  private static var needsNone: Value {
    let entry = pte(addr)
    let isOwn = entry.write || (isNormal(entry) && isAlone(entry.frame))
    return (isPresent(entry) && (!write || isOwn)) || (entry.kind == PteKind.swap && entry.slot.page.isSet)
  }

  static var someFreeFrame: Value {
    let frame = Pointer<Frame>("frame")
    return some(frame, frame.owner == Process.free && frame.device.isNull)
  }

  /// The instruction itself: it happens if the CPU's TLB allows it, or else the tables. What the TLB holds may be older
  /// than the tables; an entry that does not allow the access is dropped, before the fault.
  private static func access() -> [Statement] {
    [
      translate(),
      done <- has(entry, Entries.valid) && (!write || has(entry, Entries.write)),
      when(done) {
        page.value <- (entry >> Entries.pfnShift)
        when(page.isSet && write) {
          page.letter <- letter
          markDirty()
        }
        when(page.isSet && !write) { letter <- page.letter }
        page.value <- NULL
      } otherwise: {
        when(hasTLBs) { cpu.element(\.tlb, addr) <- Entries.none }
      },
      entry <- Entries.none,
    ]
  }

  private static var hasTLBs: Value { .named("has_tlb", [], rows(of: Cpu.self) > 0) }
  /// The CPU of the thread that runs this.
  private static let cpu = Pointer<Cpu>(.me)

  private static func translate() -> Statement {
    let pmd = pte(addr).pmd
    let first = pmd.frame.value + addr - pmd.start
    return inline("entry = translate(addr);") {
      when(hasTLBs) { entry <- cpu.element(\.tlb, addr) }
      when(entry == Entries.none) {
        when(pmd.coversAll) {
          when((pmd.kind == TableKind.huge || pmd.kind == TableKind.devmap) && !pmd.protnone && !pmd.invalid) {
            entry <- (first << Entries.pfnShift) | (pmd.write << 1) | Entries.valid
          }
        } otherwise: {
          when(!pmd.none && isPresent(pte(addr)) && !pte(addr).protnone) { entry <- encode(pte(addr)) }
        }
        when(hasTLBs) { cpu.element(\.tlb, addr) <- entry }
      }
    }
  }

  /// The CPU notes in the pte that the page was written to, if it is still the one that it uses.
  private static func markDirty() -> Statement {
    inline("pte_mkdirty(pte[addr]);") {
      when(pte(addr).frame.value == page.value && pte(addr).write && isPresent(pte(addr))) {
        pte(addr).dirty <- true
        pte(addr).soft_dirty <- true
      }
    }
  }
}
