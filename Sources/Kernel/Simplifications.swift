/// Where the model is simpler than Linux 5.2, for the help screen: each in one or two sentences.
public enum Simplifications {
  /// All of them, in the order of the screen.
  public static let all: [String] = memory + pageTables + notifiers + hmm + operations

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
    A pte is none, present or swap. Huge pages, migration entries, protnone, special and device-private ptes are \
    missing.
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
    "HMM is the only subscriber of a process. Callbacks of others, which could fail (B2d), are missing.",
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
    hmm_vma_handle_pte is written inline: for the ptes of this model it never fails. hmm_range_fault and device \
    memory are missing.
    """,
    "A step that the reference calls atomic is one step, with its lock taken and released inside.",
    "With B5 cured, an hmm is kept after its last reference, where Linux would free it after the notifiers that run.",
  ]

  static let operations = [
    """
    munmap and madvise change one page at a time, each under the lock of its table. Flushes for batches are \
    missing.
    """,
    "Reclaim is told which page to take. Its page goes to swap in one piece: writing it out takes no time.",
    """
    A page fault decides under the lock of the pte whether a page is reused, and does not try the page lock for it. \
    What it reads from swap is there at once.
    """,
    """
    A write fault on a huge page that is shared needs frames in a row for the copy: it is not split where there are \
    none. A first touch never makes a huge page, but for hugetlb.
    """,
    "exit is the drop of the last user of the memory; who still has threads in the process is up to the scenario.",
  ]
}
