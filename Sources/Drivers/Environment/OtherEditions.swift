/// Names that a driver of another version would use: when they came and went, and what an edition has instead.
enum OtherEditions {
  struct Entry {
    /// The first version that has it; nil for one that every edition here is older or younger than.
    var came: String?
    /// The first version that has it no more.
    var went: String?
    /// What to write in its place, by the edition; `other` stands for all that are not named.
    var instead: [String: String]

    func isIn(_ version: String) -> Bool {
      if let came, isBefore(version, came) { return false }
      if let went, !isBefore(version, went) { return false }
      return true
    }
  }

  private static func came(_ version: String, _ now: String? = nil, before: String? = nil) -> Entry {
    var instead: [String: String] = [:]
    if let now { (instead["5.2"], instead["5.3"]) = (now, now) }
    if let before { instead["5.1"] = before }
    return Entry(came: version, instead: instead)
  }

  private static func went(_ version: String, _ now: [String: String]) -> Entry {
    Entry(went: version, instead: now)
  }

  /// How a range is registered, by the edition.
  private static let register = [
    "5.1": getPfns, "5.2": "hmm_range_register(&range, mm, start, end, PAGE_SHIFT)",
    "5.3": "hmm_range_register(&range, mirror, start, end, PAGE_SHIFT)",
  ]
  private static let getPfns = "hmm_vma_get_pfns(&range)"
  private static let rangeDone = "hmm_vma_range_done(&range)"
  private static let unregister = "hmm_range_unregister(&range)"
  private static let wait = "hmm_range_wait_until_valid(&range, ms)"

  private static let pagemap = "devm_memremap_pages() with dev_pagemap_ops, which is not modelled,"

  static let entries: [String: Entry] = [
    // The commit of 2019.
    "hmm_range_register": Entry(came: "5.2", instead: register),
    "hmm_range_unregister": came("5.2", before: rangeDone),
    "hmm_range_wait_until_valid": came("5.2"),
    "hmm_range_valid": came("5.2", before: rangeDone),
    "hmm_range_snapshot": came("5.2", before: getPfns),
    "hmm_range_fault": came("5.2", before: "hmm_vma_fault(&range, block)"),
    "hmm_range_dma_map": came("5.2"),
    "hmm_range_dma_unmap": came("5.2"),
    "hmm_vma_get_pfns": went("5.2", ["5.2": "hmm_range_snapshot(&range)", "5.3": "hmm_range_snapshot(&range)"]),
    "hmm_vma_fault": went("5.3", ["5.3": "hmm_range_fault(&range, block)"]),
    "hmm_vma_range_done": went("5.3", ["5.3": "!range.valid and hmm_range_unregister(&range)"]),
    // A device's memory became a matter of the pagemap's own callbacks.
    "hmm_devmem_add": went("5.3", ["5.3": pagemap]),
    "hmm_devmem_add_resource": went("5.3", ["5.3": pagemap]),
    "hmm_devmem_remove": went("5.3", ["5.3": pagemap]),
    "hmm_devmem": went("5.3", ["5.3": "struct dev_pagemap, which is not modelled,"]),
    "hmm_devmem_ops": went("5.3", ["5.3": "struct dev_pagemap_ops, which is not modelled,"]),
    "hmm_vma_alloc_locked_page": went("5.3", ["5.3": "alloc_page_vma() and lock_page()"]),
    "mmu_notifier_range_blockable": came("5.2", before: "range->blockable"),
    "mmu_notifier_get": came("5.4", "mmu_notifier_register(&mn, mm)", before: "mmu_notifier_register(&mn, mm)"),
    "mmu_notifier_put": came("5.4", "mmu_notifier_unregister(&mn, mm)", before: "mmu_notifier_unregister(&mn, mm)"),
    // Interval notifiers.
    "mmu_interval_read_begin": came("5.5", wait),
    "mmu_interval_read_retry": came("5.5", "!range.valid", before: "!" + rangeDone),
    "mmu_interval_check_retry": came("5.5", "!range.valid", before: "!" + rangeDone),
    "mmu_interval_notifier_insert": Entry(came: "5.5", instead: register),
    "mmu_interval_notifier_insert_locked": Entry(came: "5.5", instead: register),
    "mmu_interval_notifier_remove": came("5.5", unregister, before: rangeDone),
    "mmu_interval_set_seq": came("5.5"),
    "mmu_interval_notifier": came("5.5", "struct hmm_mirror", before: "struct hmm_mirror"),
    "mmu_interval_notifier_ops": came("5.5", "struct hmm_mirror_ops", before: "struct hmm_mirror_ops"),
    "notifier_seq": came("5.5", "range.valid", before: rangeDone),
    "mmap_read_lock": lock("down_read(&mm->mmap_sem)"),
    "mmap_read_trylock": lock("down_read_trylock(&mm->mmap_sem)"),
    "mmap_read_unlock": lock("up_read(&mm->mmap_sem)"),
    "mmap_write_lock": lock("down_write(&mm->mmap_sem)"),
    "mmap_write_trylock": lock("down_write_trylock(&mm->mmap_sem)"),
    "mmap_write_unlock": lock("up_write(&mm->mmap_sem)"),
    "mmap_lock": lock("mmap_sem"),
    "hmm_pfns": lock("pfns"),
    "migrate_vma_setup": came("5.4"),
    "migrate_vma_pages": came("5.4"),
    "migrate_vma_finalize": came("5.4"),
    "make_device_exclusive_range": came("5.14"),
    "cancel_work": came("6.0", "cancel_work_sync(&work)", before: "cancel_work_sync(&work)"),
  ]

  private static func lock(_ now: String) -> Entry { came("5.8", now, before: now) }

  /// The functions that a version does not have, of those that are known here.
  static func names(missingIn version: String) -> [String] { entries.filter { !$0.value.isIn(version) }.map(\.key) }

  /// The error about a name that this edition does not have; nil for a name that no edition has.
  static func problem(_ name: String, _ span: Span, version: String) -> Diagnostic? {
    guard let entry = entries[name], !entry.isIn(version) else { return nil }
    let instead = entry.instead[version]
    if let came = entry.came, isBefore(version, came) {
      let run = "run with --edition \(came == "5.2" ? "5.2" : "6.1")"
      return Diagnostic(
        .error, span, "\(name) is not in edition \(version) (it came with \(came))",
        hint: (instead.map { "\(version) has \($0) for this, or " } ?? "") + run)
    }
    return Diagnostic(
      .error, span, "\(name) is not in edition \(version) (it went with \(entry.went ?? ""))",
      hint: "\(version) has \(instead ?? "nothing") for this")
  }

  /// Whether one version is older than another: 5.3 than 5.14.
  private static func isBefore(_ version: String, _ other: String) -> Bool {
    let (a, b) = (version.split(separator: ".").map { Int($0) ?? 0 }, other.split(separator: ".").map { Int($0) ?? 0 })
    return a.lexicographicallyPrecedes(b)
  }
}
