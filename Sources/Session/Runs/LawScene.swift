import Kernel
import Machine
import Scene

/// Where and by how much a law is broken, with its values.
extension RunMoment {
  /// `gpu 001 maps 1a1, the CPU has none there`; nil for a law whose sentence says it all.
  func witness(of law: String) -> String? {
    switch law {
    case "I1", "I2", "I11": mappingWitness(of: law)
    case "I3", "leak: notifiers": countWitness
    case "I4", "leak: range": registrationWitness
    case "I5", "I6": validityWitness(isValid: law == "I5")
    case "I7": orderWitness
    case "I9": waitingWitness
    case "I10": misuse(Misuse.nested, "asked for pages with its own lock held")
    case "I12":
      misuse(Misuse.unlocked, "mapped without its lock")
        ?? misuse(Misuse.stale, "mapped what an earlier round had read")
        ?? misuse(Misuse.untested, "mapped what it had not found valid since it took its lock")
    case "I13": row(of: HmmMirror.name, "orphaned").map { "the callback of mirror \($0 - 1) was still running" }
    case "I14", "leak: kref": referenceWitness
    case "I15": misuse(Misuse.failed, "mapped the entries of a call that had failed")
    case "I16": misuse(Misuse.unguarded, "asked for pages without mmap_sem")
    case "I17": row(of: HmmRange.name, "survived").map { "range #\($0 - 1): the call did not see that the mm is dead" }
    case "leak: lock": lockWitness
    case "leak: page": pageWitness
    default: nil
    }
  }

  // MARK: What devices map

  private func mappingWitness(of law: String) -> String? {
    for device in 1...max(1, rows(Driver.name)) where rows(Driver.name) > 0 {
      for page in 0..<labels.pages {
        let frame = Entries.frame(now(Driver.name, device, "dpt", page))
        let maps = "\(labels.device(device)) \(labels.page(page)) maps \(labels.frame(frame))"
        if frame == 0 { continue }
        if law == "I11" {
          if now(Frame.name, frame, "owner") == 0 { return "\(maps), which is free" }
          continue
        }
        let mapped = mappedFrame(page, in: after)
        if mapped != frame { return "\(maps), the CPU \(mapped > 0 ? labels.frame(mapped) : "none")" }
        if law == "I2", isTold(page) { return "\(maps), inside a section that it was told of" }
        if law == "I1", isWritten(device, page) { return "\(maps) to write, the CPU only to read" }
      }
    }
    return nil
  }

  private func isWritten(_ device: Int, _ page: Int) -> Bool {
    let pmd = pmd(of: page)
    let isHuge = now(Pmd.name, pmd, "kind") != 0
    let isWritable = isHuge ? now(Pmd.name, pmd, "write") : now(Pte.name, page + 1, "write")
    return Entries.isWritable(now(Driver.name, device, "dpt", page)) && isWritable == 0
  }

  /// Whether a section over a page is open of which every mirror has been told.
  private func isTold(_ page: Int) -> Bool {
    let name = MmuNotifierRange.name
    return (1...max(1, rows(name))).contains { row in
      let phases = now(name, row, "phases")
      return phases & 4 != 0 && phases & 16 == 0 && now(name, row, "start") <= page && page < now(name, row, "end")
    }
  }

  /// The first device that has done something against the recipe.
  private func misuse(_ bit: Value, _ words: String) -> String? {
    guard case .constant(let number, _) = bit else { return nil }
    let device = (1...max(1, rows(Driver.name))).first { now(Driver.name, $0, "misuse") & number != 0 }
    return device.map { "\(labels.device($0)) \(words)" }
  }

  // MARK: Ranges and counts

  /// The rows of struct hmm that are in use.
  private var objects: [Int] {
    (1...max(1, rows(Hmm.name))).filter { rows(Hmm.name) > 0 && isAllocated(Hmm.name, $0) }
  }

  private var ranges: [Int] {
    (1...max(1, rows(HmmRange.name))).filter { rows(HmmRange.name) > 0 && isAllocated(HmmRange.name, $0) }
  }

  /// How many sections of an address space HMM has counted and not taken back.
  private func open(_ mm: Int) -> Int {
    let name = MmuNotifierRange.name
    return (1...max(1, rows(name))).count {
      now(name, $0, "mm") == mm && now(name, $0, "phases") & 2 != 0 && now(name, $0, "phases") & 16 == 0
    }
  }

  private var countWitness: String? {
    for row in objects {
      let (notifiers, sections) = (now(Hmm.name, row, "notifiers"), open(now(Hmm.name, row, "mm")))
      if notifiers != sections {
        return "notifiers is \(notifiers), and \(sections == 1 ? "one section is" : "\(sections) sections are") open"
      }
    }
    return nil
  }

  private func isListed(_ range: Int) -> Bool {
    objects.contains { row in
      (0..<rows(HmmRange.name)).contains { now(Hmm.name, row, "ranges", $0) == range }
    }
  }

  private var registrationWitness: String? {
    for row in 1...max(1, rows(HmmRange.name)) where rows(HmmRange.name) > 0 {
      let isRegistered = isAllocated(HmmRange.name, row) && now(HmmRange.name, row, "registered") != 0
      if isListed(row), !isAllocated(HmmRange.name, row) { return "range #\(row - 1) is gone, and still on the list" }
      if isListed(row) != isRegistered {
        return "range #\(row - 1) is \(isRegistered ? "registered, and not on the list" : "on the list unregistered")"
      }
      if isRegistered { return "range #\(row - 1) is still registered" }
    }
    return nil
  }

  private func validityWitness(isValid: Bool) -> String? {
    let row = ranges.first {
      now(HmmRange.name, $0, "registered") != 0 && (now(HmmRange.name, $0, "valid") != 0) == isValid
    }
    return row.map { "range #\($0 - 1) is \(isValid ? "valid" : "INVALID")" }
  }

  private var referenceWitness: String? {
    for row in objects {
      let mirrors = (1...max(1, rows(HmmMirror.name))).count { now(HmmMirror.name, $0, "hmm") == row }
      let listed = (0..<rows(HmmRange.name)).count { now(Hmm.name, row, "ranges", $0) != 0 }
      let (kref, held) = (now(Hmm.name, row, "kref"), now(Hmm.name, row, "held"))
      if kref != mirrors + listed + held {
        return "kref is \(kref), for \(mirrors) mirrors, \(listed) ranges and \(held) running functions"
      }
      if kref != mirrors { return "kref is \(kref), for \(mirrors) mirrors" }
    }
    return nil
  }

  // MARK: What is left

  private func row(of record: String, _ flag: String) -> Int? {
    (1...max(1, rows(record))).first { rows(record) > 0 && now(record, $0, flag) != 0 }
  }

  private var lockWitness: String? {
    locksScene().first { !$0.holders.isEmpty }.map { "\($0.holders.joined(separator: " and ")) has \($0.fullName)" }
  }

  private var pageWitness: String? {
    if let row = row(of: Frame.name, "gather") { return "frame \(labels.frame(row)) waits to be freed" }
    return row(of: Frame.name, "lock").map { "frame \(labels.frame($0)) is locked" }
  }
}
