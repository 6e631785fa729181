/// One known bug of Linux 5.2, or of another version, that can be mended by a switch.
public struct Switch: Sendable {
  /// The name of the reference: `B2a`.
  public let name: String
  /// What 5.2 does.
  public let sentence: String
  /// What the mended form does.
  public let mended: String
  /// The first version without it, where that is known.
  public let fixedIn: String?
  /// The short id of the commit, where it is known.
  public let commit: String?
  /// What is to be said of the fix besides.
  public let remark: String?
  /// A bug of what a driver's text says, not of the kernel's procedures.
  public let isOfText: Bool
  /// No edition here has it: a scenario puts it in.
  public let isAdded: Bool

  init(
    _ name: String, _ sentence: String, mended: String, fixedIn: String? = nil, commit: String? = nil,
    remark: String? = nil, isOfText: Bool = false, isAdded: Bool = false
  ) {
    self.name = name
    self.sentence = sentence
    self.mended = mended
    self.fixedIn = fixedIn
    self.commit = commit
    self.remark = remark
    self.isOfText = isOfText
    self.isAdded = isAdded
  }

  /// `fixed in 5.3, 5a136b4ae327`.
  public var fix: String {
    let place = fixedIn.map { "fixed in \($0)" } ?? "where it was fixed is not known"
    return place + (commit.map { ", commit \($0)" } ?? "") + (remark.map { "; \($0)" } ?? "")
  }

  /// Every switch, in the order of the reference.
  public static let all: [Switch] = sections + ranges + faults + texts + realBugs + added

  /// The switch of a name.
  public static func named(_ name: String) -> Switch? { all.first { $0.name == name } }

  // MARK: The table

  private static let noCommit = "the commit is not known"

  private static let sections = [
    Switch(
      "B1", "A range's valid is a flag: a section that comes and goes between the walk and the test is not seen.",
      mended:
        "A driver compares numbers: the range counts what has hit it, and remembers the count from before the walk.",
      fixedIn: "5.5", commit: "04ec32fbc2b2", remark: "a22dd506400d then removes the flag"),
    Switch(
      "B2a", "A start that may not block counts itself, then fails to take mirrors_sem: no end takes the count back.",
      mended: "A start that gives up takes back its count.", fixedIn: "5.3", commit: "5a136b4ae327"),
    Switch(
      "B2b", "A callback's -EAGAIN stays in an inner variable: start returns 0, and the pages are freed all the same.",
      mended: "A callback's -EAGAIN reaches the caller, and the count is taken back.", fixedIn: "5.3",
      commit: "5a136b4ae327"),
    Switch(
      "B2c", "The end of a section that may not block takes a mutex, which may sleep.",
      mended: "A spinlock, ranges_lock, guards the ranges and the count.", fixedIn: "5.3",
      remark: noCommit),
    Switch(
      "B2d", "Another subscriber refuses after HMM has counted the section: HMM is never told that it is over.",
      mended: "Whoever was told of the start is told of the end.", fixedIn: "5.12", commit: "c2655835fd8c"),
  ]

  private static let ranges = [
    Switch(
      "B3", "A register that fails leaves range->hmm set: an unregister then drops the reference a second time.",
      mended: "A register that fails leaves range->hmm empty.", fixedIn: "5.3", remark: noCommit),
    Switch(
      "B4", "hmm_vma_fault leaves the range registered when its wait times out: a dead stack object on the list.",
      mended: "The range is unregistered on every way out that fails.",
      remark: "5.3 moved the helper into nouveau, and it was gone with 5.5"),
    Switch(
      "B5", "hmm is freed without waiting for notifiers that run; they take it for granted that there is one.",
      mended: "An hmm outlives the notifiers that run, and a notifier without one returns.", fixedIn: "5.3",
      commit: "6d7c3cde93c1"),
  ]

  private static let faults = [
    Switch(
      "B6", "hmm_range_fault neither faults swap entries in nor waits for migration entries, and reports success.",
      mended: "A page that was asked for is faulted in, or waited for.", fixedIn: "5.4",
      remark: "for swap; for migration entries it is not known, nor is the commit"),
    Switch(
      "B7", "The documented loop takes the count of pages that a snapshot returns for an error.",
      mended: "Success is 0, so that the loop's test is right.", fixedIn: "5.8", commit: "be957c886d92",
      isOfText: true),
  ]

  private static let texts = [
    Switch(
      "B8", "The documented loop hands its range to hmm_mirror_unregister, which unlinks it under the wrong lock.",
      mended: "The text calls hmm_range_unregister.", fixedIn: "5.3", remark: noCommit,
      isOfText: true),
    Switch(
      "B9",
      "A hole erases the request bits of its entries before it is decided whether to fault: a retry asks for nothing.",
      mended: "Entries keep their requests until the walk succeeds.", fixedIn: "5.7", remark: noCommit),
    Switch(
      "B9b", "A hole is faulted in to the end of its pmd, past the end of what was asked for.",
      mended: "Only pages that were asked for are faulted in."),
    Switch(
      "B10", "hmm_range_fault always lets the fault drop mmap_sem, whatever block says.",
      mended: "With block, the fault sleeps with mmap_sem held.", fixedIn: "5.3", remark: noCommit),
    Switch(
      "B11", "The callback for a huge pud may fault, and so sleep, with a spinlock held.",
      mended: "The spinlock is released before the fault.", fixedIn: "5.7", remark: noCommit),
    Switch(
      "B12", "hmm_get_or_create returns NULL to the loser of a race, although there is an object.",
      mended: "The loser gets the winner's object.", fixedIn: "5.3", remark: noCommit),
    Switch(
      "B13", "A section that only touches a range, ending where it starts, is taken to hit it.",
      mended: "A section that only touches a range does not hit it.", fixedIn: "5.5",
      remark: "no commit: the interval tree replaced the test"),
    Switch(
      "B14", "Three ways out of the walk forget to unmap the pte or to put the pagemap.",
      mended: "Every way out gives back what the walk took.", fixedIn: "5.7",
      remark: "for the ptes; the commit is not known"),
    Switch(
      "B15", "A snapshot ignores the result of the walk: entries behind a special pte keep their old content.",
      mended: "The result of the walk ends the snapshot."),
    Switch(
      "B16", "A fault in a gap between vmas uses a vma that is NULL.",
      mended: "A gap that was asked for is an error.", fixedIn: "5.4", remark: noCommit),
    Switch(
      "H34", "A CPU that faults on a page of device memory takes no reference to it: it may be freed on the way.",
      mended: "The fault looks at the pte again under its lock, and takes a reference.", fixedIn: "6.1",
      commit: "16ce101db85d"),
  ]
}
