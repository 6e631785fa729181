import Machine

private let devmem = Pointer<HmmDevmem>("devmem")
private let frame = Pointer<Frame>("frame")
private let free_op = Value.local("free", .procedure)
private let fault_op = Value.local("fault", .procedure)
private let idle = Value.local("idle", .flag)
private let index = Value.local("i")

extension Core {
  /// `put_page` of pages that may be device memory: such a page is idle with one reference left, and then the driver
  /// gets it back. Linux 5.2, include/linux/mm.h and kernel/memremap.c.
  static func putPageProcedure() -> Procedure {
    Procedure("put_page", [page.value], file: "kernel/memremap.c") {
      step("PP1") {
        page.count <- page.count - 1
        when(page.device.isNull) {
          when(page.count == 0) {
            page.owner <- Process.free
            page.letter <- 0
            page.lazyfree <- false
          }
        } otherwise: {
          idle <- page.count == 1
          when(page.count == 0) { page.device.devmem.ref <- page.device.devmem.ref - 1 }
        }
      }
      when(idle) { call(page.device.devmem.free, page.device.devmem.value, page.value).named("PP2") }
    }
  }

  /// `hmm_devmem_add`: a device's frames get a `struct page` each, and can take pages of processes from here on.
  /// Returns the new object, or an error as a pointer: -ENOMEM, -ERANGE where the device has no memory. Linux 5.2,
  /// mm/hmm.c.
  ///
  /// `ops` are two arguments here; how much memory there is, the scenario says.
  static func hmm_devmem_add(_ hmm_devmem_fault: Procedure) -> Procedure {
    Procedure(
      "hmm_devmem_add", [free_op, fault_op, driver.value], file: "mm/hmm.c", returns: .pointer(HmmDevmem.name)
    ) {
      step("DV1") { allocate(devmem) }
      when(devmem.isNull) { result(Errno.ENOMEM) }.named("DV1")
      step("DV2") {
        devmem.driver.value <- driver.value
        devmem.free <- free_op
        devmem.fault <- fault_op
        devmem.page_fault <- .procedure(hmm_devmem_fault)
        devmem.ref <- 1
      }
      step("DV3") { inline("resource = request_free_mem_region(size);") { findFrames() } }
      when(devmem.pfn_first.isNull) {
        step("DV3") { Machine.free(devmem) }
        result(Value.named("-ERANGE", -34))
      }.named("DV3")
      step("DV4") { inline("devm_memremap_pages(device, &devmem->pagemap);") { remap() } }
      result(devmem.value).named("DV5")
    }
  }

  private static func findFrames() -> [Statement] {
    [
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        frame.value <- index
        when(frame.device.value == driver.value) {
          when(devmem.pfn_first.isNull) { devmem.pfn_first.value <- index }
          devmem.pfn_last <- index + 1
        }
      },
      frame.value <- NULL,
    ]
  }

  private static func remap() -> [Statement] {
    [
      count(index, from: devmem.pfn_first.value, below: devmem.pfn_last) {
        frame.value <- index
        frame.count <- 1
        devmem.ref <- devmem.ref + 1
      },
      frame.value <- NULL,
      driver.devmem.value <- devmem.value,
    ]
  }

  /// The end of a device's memory, as it comes with the device's own: `hmm_devmem_ref_kill`, each frame's last
  /// reference, `hmm_devmem_ref_exit`, which waits. Linux 5.2, mm/hmm.c and kernel/memremap.c.
  static func hmm_devmem_remove(_ put: Procedure) -> Procedure {
    Procedure("hmm_devmem_remove", [devmem.value], file: "mm/hmm.c") {
      step("DV6") { inline("percpu_ref_kill(&devmem->ref);") { devmem.ref <- devmem.ref - 1 } }
      page.value <- devmem.pfn_first.value
      loop(page.value < devmem.pfn_last) {
        call(put, page.value).named("DV7")
        page.value <- page.value + 1
      }.named("DV7")
      page.value <- NULL
      hold(until: devmem.ref == 0, "no frame of the device is in use").named("DV8")
      step("DV9") {
        devmem.driver.devmem.value <- NULL
        Machine.free(devmem)
      }
    }
  }

  /// `hmm_devmem_fault`: passes on to the driver that a CPU has touched a page of its memory. Linux 5.2, mm/hmm.c.
  static func hmm_devmem_fault() -> Procedure {
    Procedure(
      "hmm_devmem_fault", [vma.value, addr, page.value, flags], file: "mm/hmm.c", returns: .tag("vm_fault")
    ) {
      call(
        page.device.devmem.fault, page.device.devmem.value, vma.value, addr, page.value, flags, into: ret
      ).named("DP2")
      result(ret).named("DP3")
    }
  }

  /// `device_private_entry_fault`: a CPU has touched a page that lies in device memory. Neither the lock of the table
  /// nor a reference to the page is held: what the entry said a moment ago is all that is known (H34). Linux 5.2,
  /// kernel/memremap.c.
  static func device_private_entry_fault() -> Procedure {
    Procedure(
      "device_private_entry_fault", [vma.value, addr, page.value, flags], file: "kernel/memremap.c",
      returns: .tag("vm_fault")
    ) {
      call(page.device.devmem.page_fault, vma.value, addr, page.value, flags, into: ret).named("DP1")
      result(ret).named("DP3")
    }
  }

  /// `alloc_page_vma`: a page of RAM for a page of a vma, or NULL. Linux 5.2, mm/mempolicy.c.
  static func alloc_page_vma() -> Procedure {
    let gfp = Value.local("gfp")
    return Procedure(
      "alloc_page_vma", [gfp, vma.value, addr], file: "mm/mempolicy.c", returns: .pointer(Frame.name)
    ) {
      step("DV10") { alloc_page(space(of: addr).owner) }
      result(page.value)
    }
  }

  /// `hmm_vma_alloc_locked_page`: a page of RAM, locked, or NULL. Linux 5.2, mm/hmm.c.
  static func hmm_vma_alloc_locked_page() -> Procedure {
    Procedure(
      "hmm_vma_alloc_locked_page", [vma.value, addr], file: "mm/hmm.c", returns: .pointer(Frame.name)
    ) {
      step("DV10") { alloc_page(space(of: addr).owner) }
      when(page.isSet) { mutex_lock(page.lock).named("DV11") }
      result(page.value).named("DV12")
    }
  }
}
