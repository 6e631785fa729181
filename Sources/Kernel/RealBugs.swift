extension Switch {
  /// Bugs of the catalogue of real bugs that the reference of 5.2 does not name.
  static let realBugs = [
    Switch(
      "H05", "For a range that is not valid, fault drops mmap_sem and says -EAGAIN; snapshot says so and keeps it.",
      mended: "Both return -EBUSY and keep mmap_sem.", fixedIn: "5.3", commit: "2bcbeaefde2f"),
    Switch(
      "H19", "A fault to write to a vma that may only be read goes well and helps nothing: the walk never ends.",
      mended: "Who asks to write where nobody may gets -EPERM.", fixedIn: "5.4", commit: "c18ce674d548"),
    Switch(
      "H24", "A special page is an error also where nobody asked for it.",
      mended: "A special page that was not asked for is reported as SPECIAL, and the walk goes on.", fixedIn: "5.7",
      commit: "405506274922"),
  ]

  /// Bugs of other versions, in a place that is here, too. No edition has them: a scenario puts them in.
  static let added = [
    Switch(
      "H09", "A start that may not block tries hmm->lock, has it, and locks it a second time.",
      mended: "The lock is taken once, by trying or by waiting.", fixedIn: "5.1",
      remark: "it was in linux-next only, in February 2019", isAdded: true),
    Switch(
      "H32", "Mirrors are told at the end of a section, when the ptes are gone and the frames may be.",
      mended: "Mirrors are told at its start.", fixedIn: "4.20", commit: "ec131b2d7fa6", isAdded: true),
  ]
}
