import Kernel
import Machine

/// What entries, frames, slots, vmas and locks are in some state, in words.
struct EntryWords {
  let world: World
  let program: Program

  private func value(_ state: [UInt8], _ record: String, _ row: Int, _ field: String) -> Int {
    program.value(state, record, row, field) ?? 0
  }

  private func name(_ row: Int) -> String {
    world.frames.indices.contains(row - 1) ? " \(world.frames[row - 1].name)" : ""
  }

  private func owner(_ number: Int) -> String {
    number == 0 ? "free" : world.processes.indices.contains(number - 1) ? world.processes[number - 1] : "zero"
  }

  /// `present 1a0 rw dirty`, by the row of the pte.
  func pte(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, Pte.name, row, field) }
    let kind = ["none", "present", "swap", "migration", "device", "special", "poison", "devmap"][value("kind")]
    if kind == "none" || kind == "poison" { return kind }
    if kind == "swap" { return "swap \(world.slots[value("slot") - 1].name)" }
    let bits = ["protnone", "dirty", "soft_dirty"].filter { value($0) != 0 }.map { " \($0)" }.joined()
    return kind + name(value("frame")) + (value("write") != 0 ? " rw" : " ro") + bits
  }

  /// `huge 1a0 rw`, by the row of the pmd.
  func pmd(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, Pmd.name, row, field) }
    if value("none") != 0 { return "none" }
    let kind = ["table", "huge", "migration", "devmap", "bad"][value("kind")]
    if kind == "table" || kind == "bad" { return kind }
    let bits = ["protnone", "invalid"].filter { value($0) != 0 }.map { " \($0)" }.joined()
    return kind + name(value("frame")) + (value("write") != 0 ? " rw" : " ro") + bits
  }

  /// `1a0 app 1 A`: owner, references, letter.
  func frame(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, Frame.name, row, field) }
    let letter = value("letter") == 0 ? "" : " \(Character(UnicodeScalar(UInt8(value("letter")))))"
    let bits = value("lazyfree") != 0 ? " lazyfree" : ""
    return "\(world.frames[row - 1].name) \(owner(value("owner"))) \(value("count"))\(letter)\(bits)"
  }

  /// `swap 3 app 1 D`: owner, entries that name it, letter; and the frame of the swap cache.
  func slot(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, SwapSlot.name, row, field) }
    let name = "swap \(world.slots[row - 1].name)"
    guard value("owner") != 0 else { return "\(name) free" }
    let letter = value("letter") == 0 ? "" : " \(Character(UnicodeScalar(UInt8(value("letter")))))"
    return "\(name) \(owner(value("owner"))) \(value("count"))\(letter)\(self.name(value("page")))"
  }

  /// Every vma that can be found, by its pages and its access: `0..<2 rw, 2..<4 r`.
  func vmas(_ state: [UInt8]) -> String {
    let spaces = program.layout.rows[Mm.name] ?? 0, rows = program.layout.rows[Vma.name] ?? 0
    let found = (0..<spaces).flatMap { mm in (0..<rows).map { program.value(state, Mm.name, mm + 1, "mmap", $0) ?? 0 } }
    let vmas = found.filter { $0 != 0 }.map { row in
      (value(state, Vma.name, row, "vm_start"), value(state, Vma.name, row, "vm_end"), access(row, state))
    }
    let text = vmas.sorted { $0.0 < $1.0 }.map { "\($0.0)..<\($0.1) \($0.2)" }.joined(separator: ", ")
    return text.isEmpty ? "none" : text
  }

  private func access(_ row: Int, _ state: [UInt8]) -> String {
    let flags = value(state, Vma.name, row, "vm_flags")
    return flags & 7 == 0 ? "-" : zip("rwx", [1, 2, 4]).filter { flags & $1 != 0 }.map { String($0.0) }.joined()
  }

  /// The locks of core mm that the first thread holds, in the order in which they are taken.
  func locks(_ state: [UInt8]) -> String {
    var result: [String] = []
    for (record, field, name) in Self.locks {
      guard let column = program.layout.column(record, field) else { continue }
      for row in 0..<column.rows {
        let address = column.base + row * column.stride
        let isSemaphore = column.field.kind == .rwsem
        if state[address] == 1 { result.append(isSemaphore ? "\(name) W" : name) }
        if isSemaphore, state[address + 1] & 1 != 0 { result.append("\(name) R") }
      }
    }
    return result.joined(separator: ", ")
  }

  private static let locks = [
    (Mm.name, "mmap_sem", "mmap_sem"), (Frame.name, "lock", "page lock"), (Mm.name, "rmap", "rmap"),
    (Pmd.name, "lock", "pmd lock"), (Pmd.name, "ptl", "ptl"),
  ]

  /// What a page is translated to, for the CPU and for whoever mirrors it; nil for what is not mapped.
  func translation(_ page: Int, _ state: [UInt8]) -> Translation? {
    let pmd = value(state, Pte.name, page + 1, "pmd")
    if value(state, Pmd.name, pmd, "none") != 0 { return nil }
    let kind = value(state, Pmd.name, pmd, "kind")
    if kind == 1 {
      return Translation(
        frame: value(state, Pmd.name, pmd, "frame") + page - value(state, Pmd.name, pmd, "start"),
        isWritable: value(state, Pmd.name, pmd, "write") != 0, isReachable: value(state, Pmd.name, pmd, "protnone") == 0
      )
    }
    guard kind == 0, [1, 4, 7].contains(value(state, Pte.name, page + 1, "kind")) else { return nil }
    return Translation(
      frame: value(state, Pte.name, page + 1, "frame"), isWritable: value(state, Pte.name, page + 1, "write") != 0,
      isReachable: value(state, Pte.name, page + 1, "protnone") == 0)
  }
}

/// Where a page is, and what may be done there.
struct Translation: Equatable {
  var frame: Int
  var isWritable: Bool
  var isReachable: Bool

  /// Whether something was taken away if this is what became of another one.
  func isLess(than old: Translation) -> Bool {
    frame != old.frame || (old.isWritable && !isWritable) || (old.isReachable && !isReachable)
  }
}
