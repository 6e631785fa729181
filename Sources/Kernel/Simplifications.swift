/// Where the model is simpler than Linux 5.2, for the help screen: each in one or two sentences.
public enum Simplifications {
  /// All of them, in the order of the screen.
  public static let all: [String] = memory + pageTables + notifiers + hmm + migration + operations + drivers

  static let memory = [
    """
    A page is a number in the scenario's window; addresses are made when they are printed. A page has one letter \
    in it.
    """,
    """
    A first touch to read maps the zero page only where a scenario has a frame of that owner; otherwise, and for \
    files, it takes a frame of its own. The page cache is no place where a page could be found.
    """,
    """
    An allocation that finds no free frame fails at once, where Linux would reclaim first. An access of the CPU then \
    waits, without mmap_sem, until there is one.
    """,
    "A fork copies the ptes of every vma, also those that a fault could fill in again.",
    """
    A free frame is chosen by its place in the scenario's list: the last one that is free. Swap takes the first \
    free slot.
    """,
    "One lock stands for all locks of the reverse mappings of a process (i_mmap and anon_vma).",
    "VM_IO, VM_PFNMAP and VM_MIXEDMAP are one flag, which HMM treats alike.",
  ]

  static let pageTables = [
    """
    A huge page covers as many pages of the window as the scenario gives its pmd, or its pud; the window stands for \
    all of them. For a range that is walked in huge pages there is one entry a pmd.
    """,
    """
    The walk is one loop over the levels, where Linux nests one loop a level; it reads the upper levels again for \
    each table of ptes.
    """,
    """
    Each thread has a CPU of its own. With tlb: true that has a TLB of one entry a page, also of a huge page; a flush \
    reaches all CPUs within its step. Without, a flush changes nothing.
    """,
    "The device's TLB is flushed within the step that removes its entries.",
    "Each access of the CPU and of the device is one step.",
  ]

  static let notifiers = [
    """
    HMM and the drivers of the scenario are the only subscribers of a process. Of others there is one at most, which \
    does nothing but refuse sections that may not block (B2d).
    """,
    """
    A notifier's ops are its functions for the start and the end of a section and for release; what else Linux has \
    there (invalidate_range, change_pte, clear_flush_young …) is not called, and a text that sets it is refused.
    """,
    "SRCU is a count of readers. Waiting for them waits for new ones, too.",
    "The pages of a section are a range of the window, and its reason is not passed on, as in 5.2.",
  ]

  static let hmm = [
    """
    Reading mm->hmm and raising its count are one step. The use after free between the two (B5) shows up as the \
    NULL pointer that is found instead.
    """,
    """
    The encodings of a driver (flags, values, pfn_shift) are fixed, and an entry is a byte: VALID 1, WRITE 2, \
    DEVICE_PRIVATE 4, the frame above them.
    """,
    """
    hmm_vma_handle_pte is written inline: one step reads a pte and says what it comes to. hmm_vma_walk_pmd is two \
    procedures, one for a table of ptes and one for all else that a pmd may be.
    """,
    """
    Memory with a dev_pagemap has it as long as its frame is in use: a walk that meets a free one gets no reference. \
    A reference is a flag of the walk.
    """,
    """
    An address for a device (dma_addr_t) is the frame, twice, and whether the device may write. Mapping one fails only \
    where a scenario says that it may.
    """,
    "A step that the reference calls atomic is one step, with its lock taken and released inside.",
    "With B5 cured, an hmm is kept after its last reference, where Linux would free it after the notifiers that run.",
  ]

  static let drivers = [
    """
    All work queues are one, first come, first served, with a worker for each work item as long as threads are left.
    """,
    """
    The timer of delayed work may run out at any moment after it was set, however long its delay is; without a delay \
    the item is queued at once. Each timer is a thread of its own.
    """,
    """
    A driver's sleep (msleep) is a step that changes nothing. There are no interrupts: spin_lock_irqsave is spin_lock.
    """,
    "A mutex that is asked for interruptibly may give up while somebody else has it; that no signal comes is possible.",
    """
    A sleep is never interrupted by a signal: wait_event_interruptible and wait_event_killable return 0, and never \
    -ERESTARTSYS.
    """,
  ]

  static let migration = [
    """
    An entry of migrate_vma's src and dst is a byte: MIGRATE 1, LOCKED 2, WRITE 4, the frame above them. VALID means \
    that it names a frame, DEVICE that this is device memory, ERROR that it is marked and names none.
    """,
    """
    src and dst are the thread's own arrays, whatever arrays a driver's text hands on. ops are handed on as their \
    functions.
    """,
    """
    Lists of pages (LRU) are not modelled: taking a page off its list always works, and who else has taken it off \
    shows by its reference. A huge page is split whoever holds references to it.
    """,
    """
    Linux 5.3 has callbacks of the pagemap in place of hmm_devmem. A driver's text cannot use either there; a driver \
    without a text still has hmm_devmem.
    """,
    "Migration entries are put back without the lock of the reverse mapping.",
    "A driver that brings no finalize_and_map maps nothing there: its device maps the pages when it next asks.",
    """
    A page of a file, and one in the swap cache, does not go to device memory, as in Linux; whether a page is a \
    file's is told by its vma.
    """,
    "The frames of a device's memory lie in a row. hmm_devmem_add finds them there, and never fails halfway.",
  ]

  static let operations = [
    """
    munmap and madvise change one page at a time, each under the lock of its table. Flushes for batches are \
    missing.
    """,
    """
    Reclaim, compaction, khugepaged and KSM are told which page to take. A page goes to swap in one piece: writing it \
    out takes no time. Pages of files are not reclaimed.
    """,
    """
    A huge page is anonymous, and the window stands for all of it. Its frames have references of their own, so a split \
    of its mapping leaves pages that are small in every way. Compaction and reclaim split it first.
    """,
    """
    Reclaim and compaction take the lock of the reverse mapping anew for each mapping. khugepaged holds it until the \
    huge page is there, where Linux has locked every page by then.
    """,
    "KSM has no tree of pages that it knows, and leaves huge pages alone.",
    """
    A page fault decides under the lock of the pte whether a page is reused, and does not try the page lock for it. \
    What it reads from swap is there at once.
    """,
    """
    A first touch never makes a huge page, but for hugetlb. Where a write fault on a huge page that is shared finds no \
    frames in a row, the copies of its pages take the first frames that are free.
    """,
    """
    No operation puts a migration entry in the place of a huge page: compaction and migrate_vma split it first. What \
    a walk and a fault do that meet one is there.
    """,
    """
    Vmas are split and never merged, and every vma may be made writable. mremap moves a whole table of ptes pte by pte.
    """,
    """
    A page of a file has one number in the windows of all processes; there is no page cache, no file size, and no \
    dirty bit of the page itself. Truncation and writeback find the vmas that can still be found.
    """,
    "clear_refs does not touch the vmas. The reaper chooses its victim itself, and drops its pin when it is done.",
    "exit is the drop of the last user of the memory; who still has threads in the process is up to the scenario.",
  ]
}
