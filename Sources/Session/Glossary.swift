import Kernel
import Machine

/// A few lines on the words that the screen uses, for `:help WORD`.
enum Glossary {
  /// What a word means; nil if it is none of these.
  static func entry(_ word: String) -> String? {
    let wanted = word.lowercased()
    if let law = (Laws.described(.linux5_2) + Laws.others).first(where: { $0.name.lowercased() == wanted }) {
      return "\(law.name): \(law.sentence)"
    }
    if let bug = Switch.all.first(where: { $0.name.lowercased() == wanted }) {
      return "\(bug.name), a known bug of Linux 5.2, \(bug.fix): \(bug.sentence) With --fix \(bug.name): \(bug.mended)"
        + " It \(Edition.linux5_2.effect(of: bug.name))."
    }
    return terms[wanted]
  }

  static let terms: [String: String] = [
    "hmm": "HMM, Heterogeneous Memory Management: the part of Linux that lets a device use a process's page tables.",
    "pte": "page table entry: where one page of a process is, and whether it may be written.",
    "vma": "virtual memory area: a stretch of a process's addresses with one set of rights.",
    "mmap_sem": "the lock of a process's vmas: held for reading by faults and walks, for writing by munmap and fork.",
    "range":
      "a driver's window (struct hmm_range): which pages it wants, what it read (pfns), whether that may be used.",
    "pfns": "what a walk read for each page of a range. In parentheses: of an earlier round, not to be used any more.",
    "valid": "the flag of a range: no invalidation that overlaps it is open. Linux 5.2 sets it back to true: bug B1.",
    "invalidation": "Linux says that translations of some pages go away: a section with a start and an end.",
    "section": "one invalidation, from its start to its end; between them nobody may rely on what it covers.",
    "notifiers": "how many sections HMM has counted and not yet ended. Ranges are valid again only when it is 0.",
    "notifier": "who is told before Linux takes translations away; HMM is one, and tells every mirror.",
    "mirror": "one device's copy of a process's page table (struct hmm_mirror), with the callback that is told.",
    "callback": "the driver's function that HMM calls in a section: it removes device ptes under the driver's lock.",
    "told": "the phase of a section in which the callback of every mirror has returned.",
    "counted": "the phase of a section in which HMM has raised notifiers and marked the ranges INVALID.",
    "kref": "how many hold the struct hmm: mirrors, registered ranges, running callbacks. At 0 it is freed.",
    "srcu": "a read section that keeps the list of notifiers in place while it is walked.",
    "update": "the driver's own lock: commit and callback exclude each other by it.",
    "commit": "the step in which the driver writes what it read into the device's page table.",
    "retry": "the driver throws away what it read and begins its loop again.",
    "round": "one pass through the driver's loop, from again to the commit or to the next retry.",
    "swap": "a page that was written out: its pte names a swap slot.",
    "frame": "a page of physical memory, by its number in hexadecimal.",
    "ptl": "page table lock: the spinlock under which a pte is changed.",
    "rmap": "reverse mapping: from a frame to the ptes that map it. Its lock keeps them in place.",
    "wq": "the wait queue of struct hmm: who sleeps there is woken when ranges become valid or the process dies.",
    "mni": "an interval notifier of Linux 6.1: a range with a sequence number of its own.",
    "seq": "a sequence number: odd, in brackets, while a section is open; a driver compares old and new.",
  ]
}
