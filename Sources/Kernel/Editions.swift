/// What is to be said of a version of the kernel.
public struct EditionWords: Sendable {
  /// `5.2`.
  public let version: String
  /// What it is, in one sentence.
  public let sentence: String
  /// The bugs of 5.2 that it has mended.
  public let mended: Set<String>
  /// The bugs of 5.2 that it has nothing of: neither the bug nor what it is in.
  public let foreign: Set<String>
  /// What of it is not modelled, or not known; a sentence each.
  public let gaps: [String]
}

extension Edition {
  /// The editions that there are, the oldest first.
  public static let all: [EditionWords] = [
    EditionWords(
      version: "5.1",
      sentence:
        "Linux 5.1, before the commit of 2019: a range is on the list from hmm_vma_get_pfns to hmm_vma_range_done.",
      mended: [], foreign: ["B1", "B2a", "B2b", "B2c", "B2d", "B3", "B4", "B6", "B7", "B8", "B16", "H05", "H19"],
      gaps: [
        "What a start that may not block does where a lock is busy is not known: here it sleeps.",
        "Whether hmm->lock is a mutex or a spinlock is not told: here it is the mutex of 5.2.",
        "What hmm_vma_get_pfns answers for a process that no driver mirrors is not known: here it is -EINVAL.",
        "hmm_vma_fault is not modelled.",
        "How this version creates and frees struct hmm is not known in each step: here it is done as in 5.2.",
      ]),
    EditionWords(
      version: "5.2",
      sentence: "Linux 5.2, the commit of 2019: a driver registers its range, waits, reads, and tests valid.",
      mended: [], foreign: [], gaps: []),
    EditionWords(
      version: "5.3",
      sentence:
        "Linux 5.3: as 5.2, with B2a-B2c, B3, B5, B10 mended; an INVALID range gives -EBUSY; register takes a mirror.",
      mended: ["B2a", "B2b", "B2c", "B3", "B5", "B8", "B10", "B12", "H05"], foreign: [],
      gaps: [
        "struct hmm is kept after its last reference, where 5.3 frees it after the notifiers that run.",
        "What hmm_range_wait_until_valid asks besides valid is not known: here it asks for dead, as in 5.2.",
        "In which release candidate -EBUSY came is not known.",
      ]),
  ]
}
