import Machine

private let write = Value.local("write", .flag)
private let done = Value.local("done", .flag)
private let index = Value.local("i")

extension Core {
  /// The CPU loads from a page or stores a letter there; without a fitting pte it faults first, and tries again.
  /// Returns 0, or -EFAULT where the kernel would send SIGSEGV. No notifier is raised: something that was not there
  /// appears, nothing is taken away. Linux 5.2, `handle_mm_fault` of mm/memory.c.
  static func touch() -> Procedure {
    Procedure("touch", [mm.value, addr, write, letter], file: "mm/memory.c") {
      label("again")
      step("TC1") { access() }
      when(done) { result(0) }
      down_read(mm.mmap_sem).named("TC2")
      step("TC3") { find_vma(mm, addr) }
      when(vma.isNull || vma.vm_start > addr || denied) {
        up_read(mm.mmap_sem).named("TC7")
        result(Errno.EFAULT)
      }.named("TC3")
      step("TC4") {
        when(pte(addr).kind != PteKind.present) { alloc_page(mm.owner) }
        tables()
      }
      when(page.isNull && pte(addr).kind != PteKind.present) {
        hold(until: someFreeFrame, "a frame is free").named("TC4")
        step("TC4") { alloc_page(mm.owner) }
      }
      step("TC5") {
        spin_lock(pte(addr).pmd.ptl)
        install()
        spin_unlock(pte(addr).pmd.ptl)
      }
      when(page.isSet) { step("TC6") { put_page(page) } }
      up_read(mm.mmap_sem).named("TC7")
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
      done <- !pte(addr).pmd.none && pte(addr).kind == PteKind.present && (!write || pte(addr).write),
      when(done && write) { pte(addr).frame.letter <- letter },
      when(done && !write) { letter <- pte(addr).frame.letter },
    ]
  }

  /// Takes the last free frame of the scenario's list, so that one which was free from the beginning goes before one
  /// that has just been freed where it stands behind it; NULL if there is none.
  static func alloc_page(_ owner: Value) -> Statement {
    let candidate = Pointer<Frame>("candidate")
    return inline("page = alloc_page();") {
      page.value <- NULL
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        candidate.value <- index
        when(candidate.owner == Process.free && candidate.device.isNull) { page.value <- index }
      }
      candidate.value <- NULL
      when(page.isSet) {
        page.owner <- owner
        page.count <- 1
      }
    }
  }

  /// Missing tables on the way to the pte are made.
  private static func tables() -> Statement {
    let entry = pte(addr).pmd
    return inline("pte_alloc(every level that is missing);") {
      entry.pud.p4d.pgd.none <- false
      entry.pud.p4d.none <- false
      entry.pud.none <- false
      entry.none <- false
    }
  }

  /// Under the lock of the table: what is still missing is put in place. `page` is NULL afterwards if it was used.
  private static func install() -> [Statement] {
    [
      when(pte(addr).kind == PteKind.present) {
        when(write) { pte(addr).write <- true }
      } otherwise: {
        when(page.isSet) {
          when(pte(addr).kind == PteKind.swap) {
            page.letter <- pte(addr).slot.letter
            freeSlot(pte(addr).slot)
          }
          inline("set_pte(pte[addr], mk_pte(page, write));") {
            pte(addr).kind <- PteKind.present
            pte(addr).frame.value <- page.value
            pte(addr).write <- write
            pte(addr).slot.value <- NULL
          }
          page.value <- NULL
        }
      }
    ]
  }
}
