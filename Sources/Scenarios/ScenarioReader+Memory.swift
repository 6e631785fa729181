import Kernel
import Yams

extension ScenarioReader {
  private static let memoryKeys = ["base", "pages", "vmas", "frames", "swap", "processes"]

  mutating func readMemory(_ node: Node?, _ root: Node) {
    guard let node, node.mapping != nil else {
      return problem(node ?? root, "memory is missing", hint: "it has base, pages, vmas, frames, swap")
    }
    checkKeys(node, Self.memoryKeys, in: "memory")
    if let base = node["base"] {
      let digits = (base.string ?? "").replacing("0x", with: "")
      if let number = Int(digits, radix: 16), number & 0xfff == 0, number >> 47 == 0 {
        world.base = number
      } else {
        problem(base, "base is an address of 47 bits at the beginning of a page, such as 0x7f0000000000")
      }
    }
    readFrames(node["frames"])
    readSwap(node["swap"])
    if let processes = node["processes"] {
      world.processes = texts(processes, "processes", example: "[app, other]")
    }
    readPages(node["pages"], node)
    readVmas(node["vmas"])
  }

  /// `app A`, `free`: whose it is and what is in it.
  private mutating func content(_ node: Node) -> (owner: String?, letter: Character?) {
    let words = (node.string ?? "").words
    guard let first = words.first else {
      problem(node, "what is in it is missing", hint: "an owner and a letter, such as \"app A\", or \"free\"")
      return (nil, nil)
    }
    if first == "free" { return (nil, nil) }
    if !world.processes.contains(first) { world.processes.append(first) }
    return (first, words.count > 1 ? letter(words[1], node) : nil)
  }

  private mutating func readFrames(_ node: Node?) {
    for (key, value) in pairs(node, "frames", example: "1a0: app A") {
      let name = key.string ?? ""
      if Int(name, radix: 16) == nil { problem(key, "a frame has a number in hexadecimal, such as 1a0") }
      let content = content(value)
      world.frames.append(FrameContent(name, owner: content.owner, letter: content.letter))
    }
    limit(node, "frames", world.frames.count, World.mostFrames)
  }

  private mutating func readSwap(_ node: Node?) {
    for (key, value) in pairs(node, "swap", example: "3: app D") {
      let content = content(value)
      world.slots.append(SlotContent(key.string ?? "", owner: content.owner, letter: content.letter))
    }
    limit(node, "swap slots", world.slots.count, World.mostSlots)
  }

  mutating func limit(_ node: Node?, _ what: String, _ count: Int, _ most: Int) {
    if count > most { problem(node, "\(count) \(what) are too many", hint: "a scenario has at most \(most)") }
  }

  private mutating func readPages(_ node: Node?, _ memory: Node) {
    guard let sequence = node?.sequence else {
      return problem(node ?? memory, "pages is missing: a list, such as [1a0 rw, 1a1 ro, none, swap 3]")
    }
    for entry in sequence {
      let words = (entry.string ?? "").words
      switch (words.first ?? "", words.count) {
      case ("none", 1): world.pages.append(.none)
      case ("swap", 2):
        if !world.slots.contains(where: { $0.name == words[1] }) {
          problem(entry, "there is no swap slot \(words[1])", hint: "swap lists the slots")
        }
        world.pages.append(.swap(slot: words[1]))
      case (let frame, 2) where words[1] == "rw" || words[1] == "ro":
        if !world.frames.contains(where: { $0.name == frame }) {
          problem(entry, "there is no frame \(frame)", hint: "frames lists them")
        }
        world.pages.append(.present(frame: frame, isWritable: words[1] == "rw"))
      default:
        problem(
          entry, "\"\(entry.string ?? "")\" is no page", hint: "a page is none, swap SLOT, FRAME rw or FRAME ro")
        world.pages.append(.none)
      }
    }
    limit(node, "pages", world.pages.count, World.mostPages)
  }

  private mutating func readVmas(_ node: Node?) {
    guard let node else {
      world.vmas = [VmaPiece(0..<world.pages.count)]
      return
    }
    for entry in entries(node, "vmas", example: "[000-003 rw]") {
      let words = (entry.string ?? "").words
      guard let first = words.first, let range = pages(first, entry) else {
        if words.isEmpty { problem(entry, "a vma is its pages and its access, such as 000-003 rw") }
        continue
      }
      let access = words.count > 1 ? words[1] : "rw"
      guard access.allSatisfy({ "rwx-".contains($0) }) else {
        problem(entry, "\"\(access)\" is no access", hint: "r, w and x, such as rw or r--")
        continue
      }
      if world.vmas.contains(where: { $0.pages.overlaps(range) }) { problem(entry, "this vma overlaps another") }
      var vma = VmaPiece(range, isReadable: access.contains("r"), isWritable: access.contains("w"))
      vma.isExecutable = access.contains("x")
      vma.isSpecial = words.contains("special")
      world.vmas.append(vma)
    }
  }
}
