/// Names that a driver of another version would use: when they came or went, and what this edition has instead.
enum OtherEditions {
  struct Entry {
    let version: String
    let hasGone: Bool
    let instead: String?
  }

  private static func came(_ version: String, _ instead: String? = nil) -> Entry {
    Entry(version: version, hasGone: false, instead: instead)
  }

  private static func went(_ version: String, _ instead: String) -> Entry {
    Entry(version: version, hasGone: true, instead: instead)
  }

  /// As seen from 5.2.
  static let entries: [String: Entry] = [
    "mmu_interval_read_begin": came("5.5", "hmm_range_wait_until_valid(&range, ms)"),
    "mmu_interval_read_retry": came("5.5", "!range.valid"),
    "mmu_interval_check_retry": came("5.5", "!range.valid"),
    "mmu_interval_notifier_insert": came("5.5", "hmm_range_register(&range, mm, start, end, PAGE_SHIFT)"),
    "mmu_interval_notifier_insert_locked": came("5.5", "hmm_range_register(&range, mm, start, end, PAGE_SHIFT)"),
    "mmu_interval_notifier_remove": came("5.5", "hmm_range_unregister(&range)"),
    "mmu_interval_set_seq": came("5.5"),
    "mmu_interval_notifier": came("5.5", "struct hmm_mirror"),
    "mmu_interval_notifier_ops": came("5.5", "struct hmm_mirror_ops"),
    "mmap_read_lock": came("5.8", "down_read(&mm->mmap_sem)"),
    "mmap_read_trylock": came("5.8", "down_read_trylock(&mm->mmap_sem)"),
    "mmap_read_unlock": came("5.8", "up_read(&mm->mmap_sem)"),
    "mmap_write_lock": came("5.8", "down_write(&mm->mmap_sem)"),
    "mmap_write_trylock": came("5.8", "down_write_trylock(&mm->mmap_sem)"),
    "mmap_write_unlock": came("5.8", "up_write(&mm->mmap_sem)"),
    "mmap_lock": came("5.8", "mmap_sem"),
    "migrate_vma_setup": came("5.4"),
    "migrate_vma_pages": came("5.4"),
    "migrate_vma_finalize": came("5.4"),
    "make_device_exclusive_range": came("5.14"),
    "cancel_work": came("6.0", "cancel_work_sync(&work)"),
    "hmm_vma_get_pfns": went("5.2", "hmm_range_snapshot(&range)"),
    "notifier_seq": came("5.5", "range.valid"),
    "hmm_pfns": came("5.8", "pfns"),
  ]

  /// The error about a name that this edition does not have; nil for a name that no edition has.
  static func problem(_ name: String, _ span: Span, version: String) -> Diagnostic? {
    guard let entry = entries[name] else { return nil }
    let verb = entry.hasGone ? "went" : "came"
    let instead = entry.instead.map { "\(version) has \($0) for this, or " } ?? ""
    let hint =
      entry.hasGone ? "\(version) has \(entry.instead ?? "nothing") for this" : "\(instead)run with --edition 6.1"
    return Diagnostic(
      .error, span, "\(name) is not in edition \(version) (it \(verb) with \(entry.version))", hint: hint)
  }
}
