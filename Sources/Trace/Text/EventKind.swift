/// What an event line tells, by the name that stands in it. The cases are spelled as Linux 6.1 and the recorder's
/// probes spell them, so that a name on the screen can be searched for here.
public enum EventKind: UInt8, CaseIterable, Sendable {
  case other
  case tracing_mark_write
  /// `sys_munmap(addr: ...)` and `sys_munmap -> 0x0`, whatever the call.
  case sys_enter, sys_exit

  case __mmu_notifier_invalidate_range_start, __mmu_notifier_invalidate_range_start__return
  case __mmu_notifier_invalidate_range_end, __mmu_notifier_invalidate_range_end__return
  case __mmu_notifier_release, __mmu_notifier_release__return
  case mn_itree_inv_start_locked, mn_itree_inv_end_locked
  case mmu_interval_notifier_insert, mmu_interval_notifier_insert__return
  case mmu_interval_notifier_remove, mmu_interval_notifier_remove__return
  case mmu_interval_read_begin, mmu_interval_read_begin_locked, mmu_interval_read_begin__return
  case hmm_range_fault, hmm_range_fault__return, hmm_check_retry
  case hmm_vma_fault, hmm_vma_fault__return

  case dmirror_interval_invalidate, dmirror_interval_invalidate__return
  case dmirror_snapshot_invalidate, dmirror_snapshot_invalidate__return
  case dmirror_do_update, dmirror_do_fault
  case dmirror_range_fault, dmirror_range_fault__return, dmirror_read_retry
  case dmirror_range_snapshot, dmirror_range_snapshot__return, dmirror_snapshot_read_retry
  case dmirror_fault, dmirror_fault__return
  case dmirror_read, dmirror_read__return
  case dmirror_write, dmirror_write__return
  case dmirror_snapshot, dmirror_snapshot__return
  case dmirror_exclusive, dmirror_exclusive__return
  case dmirror_migrate_to_device, dmirror_migrate_to_device__return
  case dmirror_migrate_to_system, dmirror_migrate_to_system__return
  case dmirror_devmem_fault, dmirror_devmem_fault__return
  case dmirror_fops_open, dmirror_fops_open__return
  case dmirror_fops_release, dmirror_fops_release__return

  case migrate_vma_setup, migrate_vma_setup__return
  case migrate_vma_pages, migrate_vma_pages__return
  case migrate_vma_finalize, migrate_vma_finalize__return
  case make_device_exclusive_range, make_device_exclusive_range__return
  case set_migration_pte, remove_migration_pte

  case handle_mm_fault, handle_mm_fault__return
  case do_wp_page, do_wp_page__return
  case wp_page_copy, wp_page_copy__return
  case do_swap_page, do_swap_page__return
  case copy_page_range, copy_page_range__return
  case mprotect_fixup, mprotect_fixup__return
  case do_mas_munmap, do_mas_munmap__return
  case unmap_vmas, unmap_vmas__return
  case zap_page_range_single, zap_page_range_single__return
  case move_page_tables, move_page_tables__return
  case exit_mmap, exit_mmap__return
  case page_fault_user
  case mmap_lock_start_locking, mmap_lock_acquire_returned, mmap_lock_released
  case sched_process_fork, sched_process_exit, sched_process_exec

  /// The name as it stands in the line; `sys_enter` and `sys_exit` stand for many.
  public var name: String { String(describing: self) }

  /// The event that ends the call which this one begins.
  public var returned: EventKind? { EventNames.returns[Int(rawValue)] }

  /// The event that begins the call which this one ends.
  public var entry: EventKind? { EventNames.entries[Int(rawValue)] }
}

/// Names to kinds, by a table that a line's name finds its place in with one multiplication.
enum EventNames {
  private static let names: [[UInt8]] = EventKind.allCases.map { Array($0.name.utf8) }
  /// Kinds by hash; 0 is an empty place, as `other` and the system calls are not found by name.
  private static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 512)
    for kind in EventKind.allCases where ![.other, .sys_enter, .sys_exit].contains(kind) {
      var place = names[Int(kind.rawValue)].withUnsafeBytes { hash($0, 0..<$0.count) }
      while table[place] != 0 { place = (place + 1) & 511 }
      table[place] = kind.rawValue
    }
    return table
  }()

  static let returns: [EventKind?] = pairs { name in
    name + "__return"
  } special: {
    $0 == .sys_enter ? .sys_exit : nil
  }
  static let entries: [EventKind?] = pairs { name in
    name.hasSuffix("__return") ? String(name.dropLast(8)) : ""
  } special: {
    $0 == .sys_exit ? .sys_enter : nil
  }

  private static func pairs(
    _ other: (String) -> String, special: (EventKind) -> EventKind?
  ) -> [EventKind?] {
    let byName = Dictionary(uniqueKeysWithValues: EventKind.allCases.map { ($0.name, $0) })
    return EventKind.allCases.map { special($0) ?? byName[other($0.name)] }
  }

  @inline(__always)
  private static func hash(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    var word = UInt64(range.count)
    if range.count >= 8 {
      let first = text.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self).littleEndian
      let last = text.loadUnaligned(fromByteOffset: range.upperBound - 8, as: UInt64.self).littleEndian
      let middle = text.loadUnaligned(fromByteOffset: range.lowerBound + range.count / 2 - 4, as: UInt64.self)
      word ^= first ^ (last << 7 | last >> 57) ^ (middle.littleEndian << 29 | middle.littleEndian >> 35)
    } else {
      for i in range { word = word << 8 ^ UInt64(text[i]) }
    }
    return Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) >> 55)
  }

  /// The kind of a name that stands in a text.
  @inline(__always)
  static func kind(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> EventKind {
    guard !range.isEmpty else { return .other }
    var place = hash(text, range)
    while true {
      let raw = table[place]
      if raw == 0 { return .other }
      let name = names[Int(raw)]
      if name.count == range.count {
        var i = 0
        while i < name.count, name[i] == text[range.lowerBound &+ i] { i &+= 1 }
        if i == name.count { return EventKind(rawValue: raw) ?? .other }
      }
      place = (place &+ 1) & 511
    }
  }
}

extension UnsafeRawBufferPointer {
  /// What a body tells. `name:` is a probe, a tracepoint or a marker; `sys_x(` and `sys_x -> ` have no colon.
  @inline(__always)
  func kind(body: Int, end: Int) -> EventKind {
    var i = body
    while i < end {
      let byte = self[i]
      if byte == Byte.colon { return EventNames.kind(self, body..<i) }
      if byte == Byte.open { return has("sys_", at: body) ? .sys_enter : .other }
      if byte == Byte.blank { return has("sys_", at: body) && has(" -> ", at: i) ? .sys_exit : .other }
      i &+= 1
    }
    return .other
  }
}
