import Trace

extension TraceDeed {
  /// The device's own calls and migration, in a sentence; nil for what else there is.
  func call() -> String? {
    switch event.kind {
    case .dmirror_read: "the device is to read \(asked()); entries that its table does not have are faulted in."
    case .dmirror_write: "the device is to write \(asked()); entries that it may not write are faulted in."
    case .dmirror_fault: "the device's table does not have what is needed from \(range()) on: a device fault."
    case .dmirror_snapshot: "the device is to say how \(asked()) are mapped, without faulting anything in."
    case .dmirror_exclusive: "the device asks for \(asked()) for itself alone."
    case .dmirror_migrate_to_device: "\(asked()) are to move to the device's memory."
    case .dmirror_migrate_to_system: "\(asked()) are to move back from the device's memory."
    case .dmirror_devmem_fault__return: "the page is back from the device, and its entry there is erased."
    case .migrate_vma_setup:
      "\(range()): pages that can move get migration entries, inside a section that names the driver as its owner."
    case .migrate_vma_setup__return:
      event.signed("ret") == 0
        ? "what can move has been collected; the driver now makes room and copies."
        : "nothing was collected: \(TraceWords.error(event.number("ret") ?? 0))."
    case .migrate_vma_pages:
      "\(number("cpages")) of \(number("npages")) pages were collected; now each becomes its copy."
    case .migrate_vma_finalize: "the migration entries of \(range()) are replaced by what the pages have become."
    case .migrate_vma_finalize__return: "the migration is over; a page that is still told to be moving is unknown now."
    case .make_device_exclusive_range: "\(range()): each page gets an entry that only the device may use."
    case .make_device_exclusive_range__return: "\(number("ret")) pages were made exclusive."
    case .set_migration_pte: "page \(movedPage()) gets a migration entry."
    case .remove_migration_pte: "page \(movedPage()): the migration entry becomes \(entry())."
    case .page_fault_user: "the program touches an address that needs a page fault."
    default: nil
    }
  }

  /// `14 pages from 7fa2ad31d000`.
  private func asked() -> String {
    guard let start = event.number("addr"), let pages = event.number("npages") else { return "some pages" }
    return "\(pages) \(pages == 1 ? "page" : "pages") from \(picture.hex(start))"
  }

  private func movedPage() -> String { event.hex("addr").map { picture.index(Int($0 >> 12)) } ?? "?" }

  /// Bit 0 of an entry says present, bit 1 writable.
  private func entry() -> String {
    guard let entry = event.hex("pte") else { return "another entry" }
    if entry & 1 == 0 { return "one that is not present: the data are on the device" }
    return entry & 2 == 0 ? "a present one, read-only" : "a present one, writable"
  }
}
