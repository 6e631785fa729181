import Machine

private let devmem = Pointer<HmmDevmem>("devmem")
private let candidate = Pointer<Frame>("candidate")
private let entry = Value.local("entry", .tag("migrate"))
private let taken = Value.local("taken", .flag)
private let failed = Value.local("failed", .flag)
private let index = Value.local("i")

extension Core {
  /// A frame of the device's memory that nobody uses, locked and with a reference; NULL if there is none.
  public static func device_alloc_page(_ driver: Pointer<Driver>, into page: Pointer<Frame>) -> Statement {
    inline("\(page.value.text) = device_alloc_page(\(driver.value.text));") {
      page.value <- NULL
      when(driver.devmem.isSet && !driver.devmem.leaves) {
        count(index, from: 1, below: rows(of: Frame.self) + 1) {
          candidate.value <- index
          when(candidate.device.value == driver.value && isIdle && page.isNull) {
            mutex_trylock(candidate.lock, into: taken)
            when(taken) { page.value <- index }
          }
        }
      }
      candidate.value <- NULL
      taken <- false
      when(page.isSet) { page.count <- page.count + 1 }
    }
  }

  /// H43: what the pages lead to is freed, whoever has some.
  private static func forgetMemory() -> [Statement] {
    let devmem = driver.devmem
    return [Machine.free(devmem), devmem.value <- NULL]
  }

  private static var isIdle: Value { candidate.count == 1 && candidate.owner == Process.free }
  /// A page is back only when `free` was called for it, not when its count has fallen.
  private static let inUse = some(
    candidate, candidate.device.value == driver.value && (candidate.count > 1 || candidate.owner != Process.free))

  /// `device_alloc_page(driver)` of driver texts: a locked page of the device's memory, or NULL.
  static func deviceAllocPageProcedure() -> Procedure {
    Procedure(
      "device_alloc_page", [driver.value], file: "driver", returns: .pointer(Frame.name), isKernel: false
    ) {
      step("M4a") {
        device_alloc_page(driver, into: newpage)
        when(newpage.isSet) { newpage.owner <- driver.mm.owner }
      }
      result(newpage.value)
    }
  }

  /// `device_free_page(driver, page)` of driver texts: the driver has the page again.
  public static func device_free_page(_ page: Pointer<Frame>) -> [Statement] {
    [page.owner <- Process.free, page.letter <- 0]
  }

  /// The device copies a page: its letter goes with it. From NULL, it fills the page with zeros.
  public static func device_copy(_ to: Pointer<Frame>, _ from: Pointer<Frame>) -> Statement {
    inline("device_copy(\(to.value.text), \(from.value.text));") {
      when(from.isNull) {
        to.letter <- 0
      } otherwise: {
        to.letter <- from.letter
      }
    }
  }

  /// The `alloc_and_copy` of a driver that brings none, towards device memory: a frame for each page as long as there
  /// are some; the others stay.
  static func alloc_and_copy_to_device() -> Procedure {
    Procedure("alloc_and_copy_to_device", [vma.value, start, end, driver.value], file: "driver", isKernel: false) {
      ghost { migrate.value <- .me }
      addr <- start
      loop(addr < end) {
        step("M4a") {
          page.value <- Migrate.page(src)
          newpage.value <- NULL
          when(has(src, Migrate.migrate) && (page.isNull || page.device.isNull)) {
            device_alloc_page(driver, into: newpage)
            when(newpage.isSet) { newpage.owner <- space(of: addr).owner }
          }
        }
        when(newpage.isSet) {
          step("M4b") { device_copy(newpage, page) }
          step("M4c") { dst <- Migrate.entry(newpage.value) | Migrate.locked }
        }
        addr <- addr + 1
      }
    }
  }

  /// The same towards RAM, for pages of the device's own memory.
  static func alloc_and_copy_to_ram(_ hmm_vma_alloc_locked_page: Procedure) -> Procedure {
    Procedure("alloc_and_copy_to_ram", [vma.value, start, end, driver.value], file: "driver", isKernel: false) {
      ghost { migrate.value <- .me }
      addr <- start
      loop(addr < end) {
        step("M4a") {
          page.value <- Migrate.page(src)
          newpage.value <- NULL
          when(page.isSet && (!has(src, Migrate.migrate) || page.device.value != driver.value)) {
            page.value <- NULL
          }
        }
        when(page.isSet) { call(hmm_vma_alloc_locked_page, vma.value, addr, into: newpage.value).named("M4d") }
        when(newpage.isSet) {
          step("M4b") { device_copy(newpage, page) }
          step("M4c") { dst <- Migrate.entry(newpage.value) | Migrate.locked }
        }
        addr <- addr + 1
      }
    }
  }

  /// The `finalize_and_map` of a driver that brings none: it maps nothing. A mapping made here would be made without
  /// the recipe: nothing tells whether the pages were unmapped meanwhile. The device maps them when it next asks, by
  /// the loop that asks for all others.
  static func finalize_and_map() -> Procedure {
    Procedure("finalize_and_map", [vma.value, start, end, driver.value], file: "driver", isKernel: false) {
      step("M6a") { inline("/* what has moved is mapped when the device next asks */") {} }
    }
  }

  /// `ops->free` of a driver that brings none: the frame is free again.
  static func devmem_free() -> Procedure {
    Procedure("free", [devmem.value, page.value], file: "driver", isKernel: false) {
      step("DO1") { device_free_page(page) }
    }
  }

  /// `ops->fault` of a driver that brings none: moves the page to RAM. Returns 0 also where somebody else has hold of
  /// it: the CPU will try again; VM_FAULT_OOM without a free frame; VM_FAULT_SIGBUS where it cannot be moved.
  static func devmem_fault(
    _ edition: Edition, _ migrate_vma: Procedure, _ alloc_and_copy: Procedure, _ finalize_and_map: Procedure
  ) -> Procedure {
    Procedure(
      "fault", [devmem.value, vma.value, addr, page.value, flags], file: "driver", returns: .tag("vm_fault"),
      isKernel: false
    ) {
      mended("H34", in: edition) {
        mended("H40", in: edition) { step("DO2") { Pointer<MigrateVma>(.me).fault_page.value <- page.value } }
      }
      call(
        migrate_vma, .procedure(alloc_and_copy), .procedure(finalize_and_map), vma.value, addr, addr + 1,
        devmem.driver.value, into: ret
      ).named("DO2")
      step("DO3") {
        entry <- Pointer<MigrateVma>(.me).element(\.src, 0)
        // It was there to be moved and has come back, since no frame was found for it.
        failed <- has(entry, Migrate.locked) && Pointer<Frame>(Migrate.page(entry)).device.isSet
          && Pointer<MigrateVma>(.me).element(\.dst, 0) == 0
        entry <- 0
        forgetArrays()
      }
      when(ret != 0) { result(FaultResult.bus) }.named("DO4")
      when(failed) { result(FaultResult.outOfMemory) }.named("DO4")
      result(FaultResult.done).named("DO4")
    }
  }

  /// The driver moves pages of a process to its memory. Returns what `migrate_vma` does, or -EINVAL without a vma.
  static func migrate_to_device(
    _ migrate_vma: Procedure, _ alloc_and_copy: Procedure, _ finalize_and_map: Procedure
  ) -> Procedure {
    Procedure("migrate_to_device", [driver.value, mm.value, start, end], file: "driver", isKernel: false) {
      down_read(mm.mmap_sem).named("MT1")
      step("MT2") { find_vma(mm, start) }
      call(
        migrate_vma, .procedure(alloc_and_copy), .procedure(finalize_and_map), vma.value, start, end, driver.value,
        into: ret
      ).named("MT3")
      step("MT4") {
        up_read(mm.mmap_sem)
        forgetArrays()
      }
      result(ret).named("MT5")
    }
  }

  /// The driver gives its memory up: it takes no more pages, brings back those that lie there, and waits for the ones
  /// that it cannot get at. mmap_sem is taken for writing first, so that no migration is under way.
  static func devmem_remove(
    _ edition: Edition, _ migrate_vma: Procedure, _ alloc_and_copy: Procedure, _ finalize_and_map: Procedure,
    _ hmm_devmem_remove: Procedure
  ) -> Procedure {
    Procedure("devmem_remove", [driver.value, mm.value], file: "driver", isKernel: false) {
      down_write(mm.mmap_sem).named("DX1")
      step("DX2") {
        when(driver.devmem.isSet) { driver.devmem.leaves <- true }
        downgrade_write(mm.mmap_sem)
      }
      mended("H43", in: edition) {
        each(vma, in: mm.mmap) {
          call(
            migrate_vma, .procedure(alloc_and_copy), .procedure(finalize_and_map), vma.value, vma.vm_start, vma.vm_end,
            driver.value
          ).named("DX3")
        }
      }
      step("DX4") {
        up_read(mm.mmap_sem)
        forgetArrays()
      }
      mended("H43", in: edition) {
        hold(until: !inUse, "no process uses the device's memory").named("DX5")
        when(driver.devmem.isSet) { call(hmm_devmem_remove, driver.devmem.value).named("DX6") }.named("DX6")
      } otherwise: {
        when(driver.devmem.isSet) { step("DX7") { forgetMemory() } }.named("DX6")
      }
    }
  }
}
