import Machine

/// The procedures of HMM's core and of what it meets, for one edition. Built once; the same objects for every scenario.
public struct Core: Sendable {
  /// What this is the core of.
  public let edition: Edition
  // MARK: HMM

  public let hmm_range_register: Procedure
  public let hmm_range_unregister: Procedure
  public let hmm_range_wait_until_valid: Procedure
  public let hmm_range_valid: Procedure
  public let hmm_range_snapshot: Procedure
  public let hmm_range_fault: Procedure
  /// The calls of older drivers.
  public let hmm_vma_fault: Procedure
  public let hmm_vma_range_done: Procedure
  public let hmm_range_dma_map: Procedure
  public let hmm_range_dma_unmap: Procedure
  /// What makes an entry, or takes one apart: to and from a page, to and from a number.
  let entryCalls: [Procedure]
  public let findVma: Procedure
  public let hmm_mirror_register: Procedure
  public let hmm_mirror_unregister: Procedure
  /// What `hmm_mirror_unregister` does to a range (B8).
  public let hmm_mirror_unregister_range: Procedure
  public let hmm_mirror_mm_is_alive: Procedure
  public let hmm_get_or_create: Procedure
  public let hmm_free: Procedure
  public let hmm_mm_destroy: Procedure
  public let hmm_invalidate_range_start: Procedure
  public let hmm_invalidate_range_end: Procedure
  public let hmm_release: Procedure
  // MARK: Notifiers and the walk

  public let mmu_notifier_invalidate_range_start: Procedure
  public let mmu_notifier_invalidate_range_end: Procedure
  public let mmu_notifier_release: Procedure
  /// What a driver calls that subscribes itself; nil where HMM is the only subscriber.
  public let mmu_notifier_register: Procedure?
  public let __mmu_notifier_register: Procedure?
  public let mmu_notifier_unregister: Procedure?
  public let walk_page_range: Procedure
  // MARK: Lives and operations

  public let mmdrop: Procedure
  public let mmgrab: Procedure
  public let mmput: Procedure
  public let mmget_not_zero: Procedure
  public let munmap: Procedure
  public let madvise_dontneed: Procedure
  public let madvise_free: Procedure
  public let mprotect: Procedure
  public let mremap: Procedure
  public let task_numa_work: Procedure
  public let unmap_mapping_pages: Procedure
  public let page_mkclean: Procedure
  public let clear_refs_write: Procedure
  public let reclaim: Procedure
  /// One window of a process that is to die.
  public let oom_reap: Procedure
  public let split_huge_pmd: Procedure
  public let collapse_huge_page: Procedure
  public let retract_page_tables: Procedure
  /// Compaction of one page.
  public let migrate_page: Procedure
  /// KSM.
  public let merge_pages: Procedure
  /// All memory of a process that is to die.
  public let oom_reap_task: Procedure
  /// A page fault: entered with mmap_sem held for reading, and left with it held but for `VM_FAULT_RETRY`.
  public let handle_mm_fault: Procedure
  public let touch: Procedure
  /// A fork: the child's address space becomes a copy.
  public let dup_mmap: Procedure
  public let take: Procedure
  public let device_access: Procedure
  // MARK: Work items

  public let queue_work: Procedure
  public let flush_work: Procedure
  public let flush_workqueue: Procedure
  public let cancel_work_sync: Procedure
  public let worker_thread: Procedure
  public let queue_delayed_work: Procedure
  public let mod_delayed_work: Procedure
  public let flush_delayed_work: Procedure
  public let cancel_delayed_work: Procedure
  public let cancel_delayed_work_sync: Procedure
  /// What only Linux 5.1 has.
  public let linux5_1: Linux5_1?
  // MARK: Device memory

  /// Moves pages between RAM and device memory.
  public let migrate_vma: Procedure
  public let hmm_devmem_add: Procedure
  public let hmm_devmem_remove: Procedure
  public let hmm_devmem_fault: Procedure
  public let hmm_vma_alloc_locked_page: Procedure
  public let alloc_page_vma: Procedure
  public let putPage: Procedure
  /// A locked page of a device's memory, for a driver's text.
  public let device_alloc_page: Procedure
  /// What a driver does that brings nothing for it: its callbacks, moving pages to its memory, and giving that up.
  public let alloc_and_copy_to_device: Procedure
  public let alloc_and_copy_to_ram: Procedure
  public let finalize_and_map: Procedure
  public let devmem_free: Procedure
  public let devmem_fault: Procedure
  public let migrate_to_device: Procedure
  public let devmem_remove: Procedure
  // MARK: Drivers

  public let setup: Procedure
  public let map_pages: Procedure
  public let unmap_pages: Procedure
  /// The callbacks of a driver that brings none.
  public let sync_cpu_device_pagetables: Procedure
  public let release: Procedure

  public init(_ edition: Edition = .linux5_2) {
    self.edition = edition
    hmm_mm_destroy = Self.hmm_mm_destroy()
    mmdrop = Self.mmdrop(hmm_mm_destroy)
    let unregister =
      edition.hasSubscribers
      ? Self.unregisterNotifierNoRelease(edition, mmdrop) : Self.mmu_notifier_unregister_no_release(edition, mmdrop)
    let register = edition.hasSubscribers ? Self.registerNotifier() : Self.__mmu_notifier_register()
    __mmu_notifier_register = edition.hasSubscribers ? register : nil
    mmu_notifier_register = edition.hasSubscribers ? Self.mmu_notifier_register(register) : nil
    mmu_notifier_unregister = edition.hasSubscribers ? Self.mmu_notifier_unregister(mmdrop) : nil
    hmm_free = Self.hmm_free(edition, unregister, mmdrop)
    hmm_get_or_create = Self.hmm_get_or_create(edition, register)
    hmm_mirror_register = Self.hmm_mirror_register(hmm_get_or_create)
    hmm_mirror_unregister = Self.hmm_mirror_unregister(hmm_free)
    hmm_mirror_unregister_range = Self.hmm_mirror_unregister_range(hmm_free)
    hmm_mirror_mm_is_alive = Self.hmm_mirror_mm_is_alive()

    let isBefore = edition.version == "5.1", isAfter = edition.version == "5.3"
    hmm_invalidate_range_start =
      isBefore
      ? Self.hmm_invalidate_range_start5_1(edition, hmm_free) : Self.hmm_invalidate_range_start(edition, hmm_free)
    hmm_invalidate_range_end =
      isBefore
      ? Self.hmm_invalidate_range_end5_1(edition, hmm_free) : Self.hmm_invalidate_range_end(edition, hmm_free)
    hmm_release = Self.hmm_release(edition, hmm_free)
    if edition.hasSubscribers {
      mmu_notifier_invalidate_range_start = Self.invalidateRangeStartOfAll()
      mmu_notifier_invalidate_range_end = Self.invalidateRangeEndOfAll()
      mmu_notifier_release = Self.releaseAll()
    } else {
      mmu_notifier_invalidate_range_start = Self.mmu_notifier_invalidate_range_start(hmm_invalidate_range_start)
      mmu_notifier_invalidate_range_end = Self.mmu_notifier_invalidate_range_end(hmm_invalidate_range_end)
      mmu_notifier_release = Self.mmu_notifier_release(hmm_release)
    }

    let put = Self.putPageProcedure()
    let sections = SectionParts(start: mmu_notifier_invalidate_range_start, end: mmu_notifier_invalidate_range_end)
    split_huge_pmd = sections.split
    handle_mm_fault = Self.handle_mm_fault(edition, Self.device_private_entry_fault(), put, sections)
    walk_page_range = Self.walk_page_range(edition, Self.walkCallbacks(edition, handle_mm_fault))
    linux5_1 = isBefore ? Linux5_1(walk_page_range, hmm_free) : nil
    hmm_range_wait_until_valid = Self.hmm_range_wait_until_valid()
    hmm_range_valid = Self.hmm_range_valid(edition)
    hmm_range_snapshot = Self.hmm_range_snapshot(edition, walk_page_range)
    hmm_range_fault = Self.hmm_range_fault(edition, walk_page_range)
    hmm_range_dma_map = Self.hmm_range_dma_map(hmm_range_fault)
    hmm_range_dma_unmap = Self.hmm_range_dma_unmap()
    findVma = Self.findVma()
    entryCalls = [
      Self.hmm_device_entry_to_page(), Self.hmm_device_entry_to_pfn(), Self.hmm_device_entry_from("page"),
      Self.hmm_device_entry_from("pfn"),
    ]

    let parts = UnmapParts(
      sections: sections, unmap: Self.unmap_page_range(sections.split, put), tables: Self.free_pgtables(),
      finish: Self.tlb_finish_mmu())
    munmap = Self.munmap(parts)
    madvise_dontneed = Self.madvise_dontneed(parts)
    let nonblock =
      edition.hasSubscribers
      ? Self.invalidateRangeStartOfAllNonblock(edition)
      : Self.mmu_notifier_invalidate_range_start_nonblock(
        edition, hmm_invalidate_range_start, hmm_invalidate_range_end)
    let reap = Self.__oom_reap_task_mm(nonblock, parts)
    mmput = Self.mmput(Self.exit_mmap(mmu_notifier_release, reap, parts), mmdrop)
    mmget_not_zero = Self.mmget_not_zero()
    hmm_range_register =
      isAfter
      ? Self.hmm_range_register5_3(edition, mmget_not_zero)
      : Self.hmm_range_register(edition, hmm_get_or_create, hmm_free)
    hmm_range_unregister =
      isAfter
      ? Self.hmm_range_unregister5_3(edition, mmput, hmm_free)
      : Self.hmm_range_unregister(edition, hmm_free)
    hmm_vma_fault = Self.hmm_vma_fault(
      OldFaultParts(
        edition: edition, register: hmm_range_register, unregister: hmm_range_unregister,
        wait: hmm_range_wait_until_valid, fault: hmm_range_fault))
    hmm_vma_range_done = Self.hmm_vma_range_done(edition, hmm_range_unregister)
    mmgrab = Self.mmgrab()
    oom_reap = Self.oom_reap(nonblock, parts)
    reclaim = Self.reclaim(sections)
    collapse_huge_page = Self.collapse_huge_page(sections)
    migrate_page = Self.migrate_page(sections)
    merge_pages = Self.try_to_merge_two_pages(
      Self.write_protect_page(sections), Self.replace_page(sections))
    oom_reap_task = Self.oom_reap_task(Self.oom_reap_task_mm(reap), mmdrop)
    let protection = Self.change_protection_range(sections)
    mprotect = Self.mprotect(protection, sections)
    task_numa_work = Self.task_numa_work(protection)
    madvise_free = Self.madvise_free(Self.madvise_free_page_range(sections.split), sections)
    mremap = Self.mremap(Self.do_munmap(parts), Self.move_page_tables(sections))
    unmap_mapping_pages = Self.unmap_mapping_pages(parts)
    page_mkclean = Self.page_mkclean(sections)
    retract_page_tables = Self.retract_page_tables(edition, parts)
    clear_refs_write = Self.clear_refs_write(parts)
    migrate_vma = Self.migrate_vma(edition, sections, put)
    hmm_devmem_fault = Self.hmm_devmem_fault()
    hmm_devmem_add = Self.hmm_devmem_add(hmm_devmem_fault)
    hmm_devmem_remove = Self.hmm_devmem_remove(put)
    hmm_vma_alloc_locked_page = Self.hmm_vma_alloc_locked_page()
    alloc_page_vma = Self.alloc_page_vma()
    putPage = put
    device_alloc_page = Self.deviceAllocPageProcedure()
    alloc_and_copy_to_device = Self.alloc_and_copy_to_device()
    alloc_and_copy_to_ram = Self.alloc_and_copy_to_ram(hmm_vma_alloc_locked_page)
    finalize_and_map = Self.finalize_and_map()
    devmem_free = Self.devmem_free()
    devmem_fault = Self.devmem_fault(edition, migrate_vma, alloc_and_copy_to_ram, finalize_and_map)
    migrate_to_device = Self.migrate_to_device(migrate_vma, alloc_and_copy_to_device, finalize_and_map)
    devmem_remove = Self.devmem_remove(
      edition, migrate_vma, alloc_and_copy_to_ram, finalize_and_map, hmm_devmem_remove)
    touch = Self.touch(handle_mm_fault)
    dup_mmap = Self.dup_mmap(Self.copy_page_range(sections))
    take = Self.take()
    device_access = Self.device_access()

    queue_work = Self.queue_work()
    flush_work = Self.flush_work()
    flush_workqueue = Self.flush_workqueue()
    cancel_work_sync = Self.cancel_work_sync()
    worker_thread = Self.worker_thread()
    queue_delayed_work = Self.queue_delayed_work()
    mod_delayed_work = Self.mod_delayed_work()
    flush_delayed_work = Self.flush_delayed_work(flush_work)
    cancel_delayed_work = Self.cancel_delayed_work()
    cancel_delayed_work_sync = Self.cancel_delayed_work_sync()

    setup = Self.setupProcedure()
    map_pages = Self.mapPagesProcedure()
    unmap_pages = Self.unmapPagesProcedure()
    sync_cpu_device_pagetables = Self.sync_cpu_device_pagetables()
    release = Self.release()
  }
}

extension Core {
  /// What a driver calls to fault pages in, and to use what it gets.
  public var callsOfFaults: [Procedure] {
    [hmm_range_fault, hmm_vma_fault, hmm_vma_range_done, hmm_range_dma_map, hmm_range_dma_unmap] + entryCalls
  }
}
