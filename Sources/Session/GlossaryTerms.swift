/// The words that are explained, each in a sentence or two of its own.
extension Glossary {
  static let terms: [String: String] = [
    "access": "a load or a store of a CPU, or of a device.",
    "address":
      "an address of a process: a page number and the place within the page. Addresses of two processes "
      + "mean different frames.",
    "anonymous": "memory that belongs to no file: heap and stack. Written out, it goes to swap.",
    "blockable":
      "whether who raises a section may be made to wait. Where not, a callback that would have to sleep says -EAGAIN.",
    "callback":
      "the driver's function that HMM calls in a section: it removes device ptes under the driver's lock.",
    "child": "the process that a fork has made: the same pages, each with its own page table.",
    "commit": "the step in which the driver writes what it read into the device's page table.",
    "compaction":
      "Linux moves pages together to make room for huge ones: each page is unmapped, copied and mapped "
      + "anew.",
    "copy on write":
      "two processes share a frame that neither may write; the first that writes gets a copy of its own.",
    "counted": "the phase of a section in which HMM has raised notifiers and marked the ranges INVALID.",
    "cow":
      "copy on write: two processes share a frame that neither may write; the first that writes gets a "
      + "copy of its own.",
    "dead": "the flag of struct hmm: the process exits, so nothing of it can be read any more.",
    "deadlock":
      "threads that wait for one another in a ring: none of them can ever go on.",
    "device": "what mirrors a process: it has a page table of its own, filled and emptied by its driver.",
    "devmem":
      "memory of a device that Linux has page structures for (struct hmm_devmem): pages of a process can move there.",
    "dirty":
      "a page was written since it was last cleaned: it must be saved before its frame is used for "
      + "something else.",
    "dma":
      "what a device does to memory by itself. It needs an address of its own for each frame: dma_map_page "
      + "gives one.",
    "dontneed":
      "MADV_DONTNEED: a program says that it needs pages no more. Their contents go, the mapping stays.",
    "dpt": "the page table of the device: what its driver has committed and its callback has not taken away.",
    "driver": "the program of a device in the kernel. Here it is your text: a retry loop and its callbacks.",
    "eagain":
      "-EAGAIN: try again. A walk says so inside a section, a section that may not sleep says so when it "
      + "would.",
    "ebusy":
      "-EBUSY: a fault was done, or the range became invalid meanwhile: what was read must be read again.",
    "efault": "-EFAULT: there is no such memory, or it may not be accessed so.",
    "einval": "-EINVAL: what was asked for makes no sense, or is memory that cannot be mirrored.",
    "enomem": "-ENOMEM: no frame is free.",
    "entry":
      "one place of a page table: a frame with its rights, a swap slot, a page on the move, or nothing.",
    "eperm": "-EPERM: the memory of the range may not be read.",
    "errno": "a negative number that says why something failed: -EAGAIN, -EBUSY, -EFAULT.",
    "exit": "the end of a process: its notifiers are told by release, then all its memory goes.",
    "fault": "what happens when an access finds no entry that allows it: Linux makes one, or refuses.",
    "file": "memory that shows the contents of a file; other processes may have the same pages.",
    "flush": "to take away what caches still know of old entries: TLBs of CPUs, or those of a device.",
    "fork":
      "a process makes a copy of itself. Pages are not copied: both may only read them, until one writes.",
    "frame": "a page of physical memory, by its number in hexadecimal.",
    "hmm":
      "HMM, Heterogeneous Memory Management: the part of Linux that lets a device use a process's page "
      + "tables.",
    "hole": "a part of a window that has no entry: nothing was ever there, or it is gone.",
    "huge": "one entry above the ptes that maps 512 pages at once. Part of it can go only after a split.",
    "hugetlb": "huge pages from a pool of their own, with rules of their own.",
    "idle": "a thread that serves others and has nothing to do.",
    "invalid":
      "INVALID, the flag of a range when a section that overlaps it is open: its pfns must not be used.",
    "invalidation": "Linux says that translations of some pages go away: a section with a start and an end.",
    "isolation": "a page is taken off the lists of reclaim so that it can be moved without being taken.",
    "khugepaged": "the kernel thread that collects small pages into a huge one.",
    "kref": "how many hold the struct hmm: mirrors, registered ranges, running callbacks. At 0 it is freed.",
    "ksm": "Kernel Samepage Merging: pages with equal contents become one frame that nobody may write.",
    "ksmd": "the kernel thread that looks for pages with equal contents and makes them one.",
    "kswapd": "the kernel thread that reclaims pages when memory is short.",
    "lazyfree":
      "MADV_FREE: a page whose contents may be dropped when memory is short, unless it is written before.",
    "leak": "something that is never given back: a lock, a reference, a registered range, a count.",
    "lock":
      "what only one may hold, or many readers: whoever comes later waits. The panel Threads shows who has "
      + "which.",
    "loop": "the part of the driver's text that runs again after a lost round.",
    "lru": "lists of pages by how lately they were used; reclaim takes from their ends.",
    "madvise":
      "a process tells Linux what it will do with some memory; DONTNEED drops it at once, FREE when memory "
      + "is short.",
    "mapped": "a frame is mapped where an entry of a page table names it.",
    "memory": "frames of RAM, and on some devices memory of their own that a page can migrate to.",
    "mempolicy": "the rules by which Linux chooses where the memory of a process lies.",
    "migrate": "to move a page to another frame, or to the memory of a device and back.",
    "migrate_vma": "the call by which a driver moves pages to the memory of its device and back.",
    "migration":
      "a page gets another frame: its entries become migration entries, it is copied, then mapped anew.",
    "mirror":
      "one device's copy of a process's page table (struct hmm_mirror), with the callback that is told.",
    "mm": "struct mm_struct, the memory of a process: its vmas, its page table, its locks.",
    "mm_count":
      "how many need struct mm_struct itself: at 0 it is freed. Using the memory inside needs mm_users.",
    "mm_users": "how many use the memory of a process: at 0 it is taken down, which is exit.",
    "mmap": "the system call by which a process gets a stretch of addresses, and with it a vma.",
    "mmap_lock": "the name of mmap_sem since Linux 5.8.",
    "mmap_sem":
      "the lock of a process's vmas: held for reading by faults and walks, for writing by munmap and fork.",
    "mn": "one subscriber: struct mmu_notifier, whose ops are what it is told by.",
    "mmu": "the part of a CPU, or of a device, that finds frames by a page table.",
    "mni": "an interval notifier of Linux 6.1: a range with a sequence number of its own.",
    "mprotect": "a process changes the rights of some of its pages; what becomes less must be invalidated.",
    "mremap": "a process moves a stretch of its memory to other addresses.",
    "munmap": "a process gives a stretch of its addresses back: entries, then frames, go.",
    "mutex": "a lock that one thread holds; whoever waits for it sleeps.",
    "notifier": "who is told before Linux takes translations away; HMM is one, and tells every mirror.",
    "notifiers":
      "how many sections HMM has counted and not yet ended. Ranges are valid again only when it is 0.",
    "null":
      "the pointer that points to nothing.",
    "numa":
      "memory that is nearer to some CPUs than to others. Linux takes access away for a moment to learn "
      + "who uses a page.",
    "oom": "out of memory: Linux chooses a victim and takes its memory.",
    "ops": "the functions that somebody hands over to be called, such as the callbacks of a mirror.",
    "owner": "whose frame it is: a process, or nobody.",
    "p4d": "the second level of a page table, below the pgd.",
    "page": "4 KiB of addresses, or the memory behind them.",
    "pagemap": "what the kernel knows of a device's memory: whose it is, and what to do when the CPU touches it.",
    "parent": "the process that has forked another one.",
    "pfns":
      "what a walk read for each page of a range. In parentheses: of an earlier round, not to be used any "
      + "more.",
    "pgd": "the first level of a page table, one for each process.",
    "phase":
      "how far a section is: start, counted, told, pte, end, flush, in the order in which its operation "
      + "does them.",
    "pin": "a reference by which a device keeps a frame in its place: such a page cannot be moved.",
    "pmd": "the level above the ptes: an entry of it is a table of 512 ptes, or a huge page.",
    "poison": "a frame whose memory has failed: whoever touches it is stopped.",
    "private":
      "a page whose data lie in the memory of a device: the CPU cannot read it and must have it moved "
      + "back.",
    "process": "a program that runs, with a memory of its own.",
    "protnone":
      "an entry that has a frame but allows nothing: the next access faults, and Linux learns of it.",
    "pte": "page table entry: where one page of a process is, and whether it may be written.",
    "ptl": "page table lock: the spinlock under which a pte is changed.",
    "pud": "the third level of a page table, above the pmd.",
    "queue": "those who wait for the same thing, in a row.",
    "ram": "the memory of the machine, as opposed to that of a device.",
    "range":
      "a driver's window (struct hmm_range): which pages it wants, what it read (pfns), whether that may "
      + "be used.",
    "reader": "whoever holds a lock for reading: many can at once, and no writer beside them.",
    "reaper":
      "the kernel thread that takes the memory of an OOM victim at once. It may not wait for anybody.",
    "reclaim":
      "Linux takes a page away because memory is short: it is unmapped everywhere, written out, and its "
      + "frame reused.",
    "reference": "a count of who needs something: it is freed when the last one lets go.",
    "register": "a driver says which range it will mirror; from then on sections mark it.",
    "release": "the notifier callback of exit: the device must forget everything of the process.",
    "retry": "the driver throws away what it read and begins its loop again.",
    "right": "what an entry allows: rw is reading and writing, ro is reading.",
    "rmap": "reverse mapping: from a frame to the ptes that map it. Its lock keeps them in place.",
    "round": "one pass through the driver's loop, from again to the commit or to the next retry.",
    "row": "a line of a table, or of a listing: what is printed as one line.",
    "section": "one invalidation, from its start to its end; between them nobody may rely on what it covers.",
    "seq": "a sequence number: odd, in brackets, while a section is open; a driver compares old and new.",
    "sleep": "to give up the CPU until somebody wakes the thread. With a spinlock nobody may.",
    "slot": "a place on the swap device that holds one page.",
    "snapshot": "hmm_range_snapshot: a walk that only reads what is there and faults nothing in.",
    "soft_dirty": "a mark that a page was written since somebody asked last.",
    "special": "an entry of memory that is no ordinary page: the kernel keeps no record of its frame.",
    "spinlock":
      "a lock for a few steps: whoever waits turns in a circle, and whoever holds it may not sleep.",
    "split": "a huge entry becomes 512 small ones, so that some of them can change alone.",
    "srcu": "a read section that keeps the list of notifiers in place while it is walked.",
    "stale":
      "out of date: it says what was true once. A stale device pte maps a frame that belongs to somebody "
      + "else by now.",
    "subscribe":
      "to ask to be told of invalidations: HMM does so for each process that it mirrors, a driver may do it itself.",
    "subscriber": "somebody who has asked to be told of invalidations: HMM, KVM, a driver.",
    "subscription":
      "a place on the list of those who are told of a process's invalidations. It keeps the mm structure alive.",
    "swap": "a page that was written out: its pte names a swap slot.",
    "table": "the page table: a tree of tables in which Linux, or a device, looks up where a page is.",
    "thread": "one sequence of steps; what runs next is chosen among the threads that can.",
    "tlb":
      "translation lookaside buffer: what a CPU remembers of a page table. After a change it must be "
      + "flushed.",
    "told": "the phase of a section in which the callback of every mirror has returned.",
    "truncation": "a file becomes shorter: its pages go from every process that maps them.",
    "unlock": "to give a lock back: whoever waits for it can go on.",
    "unmap": "to take entries of a page table away, so that a frame is not mapped there any more.",
    "unregister": "a driver takes its range back; nobody marks it any more.",
    "update": "the driver's own lock: commit and callback exclude each other by it.",
    "valid":
      "the flag of a range: no invalidation that overlaps it is open. Linux 5.2 sets it back to true: bug "
      + "B1.",
    "victim": "the process that the OOM killer has chosen.",
    "virtual": "of an address: the one that a program uses; the page table says which frame stands behind it.",
    "vma": "virtual memory area: a stretch of a process's addresses with one set of rights.",
    "wake": "to let a thread that sleeps go on.",
    "walk": "going through a page table, entry by entry, for a stretch of addresses.",
    "window": "the pages that a scenario shows, or those that a range is about.",
    "worker": "a kernel thread that carries out what others have queued.",
    "workqueue": "a list of work for kernel threads: who queues it does not wait for it.",
    "wq":
      "the wait queue of struct hmm: who sleeps there is woken when ranges become valid or the process "
      + "dies.",
    "writeback": "a dirty page of a file is written to its file; it must not be written meanwhile.",
    "writer": "whoever holds a lock for writing: nobody else holds it.",
    "zap": "to remove entries of a page table without asking why they are there.",
    "zero": "the zero page: one frame full of zeros that everybody who only reads may have.",
  ]
}
