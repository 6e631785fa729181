import Machine

@testable import Kernel

/// Entries of page tables, frames and slots of a state, in words: `pte[0] present 1b4 rw dirty`.
struct MemoryWords {
  let program: Program
  let world: World

  /// Those that differ between two states, as they are in the second.
  func changes(_ before: [UInt8], _ after: [UInt8]) -> [String] {
    var result: [String] = []
    func look(_ count: Int, _ words: (Int, [UInt8]) -> String) {
      for row in 0..<count where words(row + 1, before) != words(row + 1, after) {
        result.append(words(row + 1, after))
      }
    }
    look(world.allPages.count, pte)
    look(program.layout.rows[Pmd.name] ?? 0, pmd)
    look(program.layout.rows[Pud.name] ?? 0, pud)
    look(world.frames.count, frame)
    look(world.slots.count, slot)
    return result
  }

  private func value(_ state: [UInt8], _ record: String, _ row: Int, _ field: String) -> Int {
    program.value(state, record, row, field) ?? 0
  }

  private func name(_ row: Int) -> String { row == 0 ? "" : " \(world.frames[row - 1].name)" }

  private func pte(_ row: Int, _ state: [UInt8]) -> String {
    let value = { (field: String) in self.value(state, Pte.name, row, field) }
    let kind = ["none", "present", "swap", "migration", "device", "special", "poison", "devmap"][value("kind")]
    let rights = value("kind") == 0 || value("kind") == 2 ? "" : value("write") != 0 ? " rw" : " ro"
    let bits = (value("protnone") != 0 ? " protnone" : "") + (value("dirty") != 0 ? " dirty" : "")
    return "pte[\(row - 1)] \(kind)\(name(value("frame")))\(rights)\(bits)"
  }

  private func pmd(_ row: Int, _ state: [UInt8]) -> String {
    guard value(state, Pmd.name, row, "none") == 0, value(state, Pmd.name, row, "kind") == 1 else { return "pmd" }
    let rights = value(state, Pmd.name, row, "write") != 0 ? "rw" : "ro"
    return "pmd[\(row - 1)] huge\(name(value(state, Pmd.name, row, "frame"))) \(rights)"
  }

  private func pud(_ row: Int, _ state: [UInt8]) -> String {
    guard value(state, Pud.name, row, "none") == 0, value(state, Pud.name, row, "kind") != 0 else { return "pud" }
    return "pud[\(row - 1)] huge\(name(value(state, Pud.name, row, "frame")))"
  }

  private func owner(_ number: Int) -> String { number == 0 ? "free" : number == 1 ? "app" : "\(number)" }

  private func frame(_ row: Int, _ state: [UInt8]) -> String {
    let letter = value(state, Frame.name, row, "letter")
    let text = letter == 0 ? "" : " \(Character(UnicodeScalar(UInt8(letter))))"
    return
      "frame\(name(row)) \(owner(value(state, Frame.name, row, "owner"))) \(value(state, Frame.name, row, "count"))"
      + text
  }

  private func slot(_ row: Int, _ state: [UInt8]) -> String {
    let owner = owner(value(state, SwapSlot.name, row, "owner"))
    guard owner != "free" else { return "swap \(world.slots[row - 1].name) free" }
    return "swap \(world.slots[row - 1].name) \(owner) \(value(state, SwapSlot.name, row, "count"))"
      + name(value(state, SwapSlot.name, row, "page"))
  }
}
