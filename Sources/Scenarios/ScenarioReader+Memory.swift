import Kernel
import Yams

extension ScenarioReader {
  private static let memoryKeys = ["base", "pages", "vmas", "frames", "swap", "processes", "tlb", "dma", "subscriber"]

  mutating func readMemory(_ node: Node?, _ root: Node) {
    guard let node, node.mapping != nil else {
      return problem(node ?? root, "memory is missing", hint: "it has base, pages, vmas, frames, swap")
    }
    checkKeys(node, Self.memoryKeys, in: "memory")
    if let base = node["base"] { world.base = address(base) ?? world.base }
    readFrames(node["frames"])
    readSwap(node["swap"])
    if let processes = node["processes"] {
      world.processes = texts(processes, "processes", example: "[app, other]")
    }
    readDeviceMemory(root["devices"])
    world.pages = readPages(node["pages"], node)
    world.vmas = readVmas(node["vmas"], pages: world.pages.count)
    if let flag = flag(node["tlb"], "tlb") { world.hasTLBs = flag }
    if let dma = node["dma"] { world.dma = readDma(dma) }
    if let other = node["subscriber"] {
      if other.string == "refuses" {
        world.isRefusedByAnother = true
      } else {
        problem(other, "subscriber is \"refuses\": somebody else subscribes, and refuses what may not block")
      }
    }
  }

  /// Whether devices need addresses that are mapped for them, and whether mapping one may fail.
  private mutating func readDma(_ node: Node) -> Dma? {
    switch node.string {
    case "works": return .works
    case "may fail": return .mayFail
    default:
      problem(node, "dma is \"works\" or \"may fail\"")
      return nil
    }
  }

  private mutating func address(_ node: Node) -> Int? {
    let digits = (node.string ?? "").replacing("0x", with: "")
    if let number = Int(digits, radix: 16), number & 0xfff == 0, number >> 47 == 0 { return number }
    problem(node, "base is an address of 47 bits at the beginning of a page, such as 0x7f0000000000")
    return nil
  }

  /// The address spaces of other processes: `child: fork`, or with pages of their own.
  mutating func readProcesses(_ node: Node?) {
    for (key, value) in pairs(node, "processes", example: "child: fork") {
      let name = key.string ?? ""
      if world.spaces.contains(where: { $0.process == name }) { problem(key, "the process \(name) is there twice") }
      if !world.processes.contains(name) { world.processes.append(name) }
      if value.string == "fork" {
        let none = Array(repeating: PageContent.none, count: world.pages.count)
        world.others.append(AddressSpace(name, base: world.base, pages: none, isForked: true))
        continue
      }
      guard value.mapping != nil else {
        problem(value, "a process is fork, or has base, pages and vmas")
        continue
      }
      checkKeys(value, ["base", "pages", "vmas"], in: "a process")
      let pages = readPages(value["pages"], value)
      let base = value["base"].flatMap { address($0) } ?? world.base
      // The vmas are labelled in the window that they lie in.
      world.others.append(AddressSpace(name, base: base, pages: pages))
      space = world.others.count
      world.others[space - 1].vmas = readVmas(value["vmas"], pages: pages.count)
      space = 0
    }
    limit(node, "address spaces", world.spaces.count, World.mostSpaces)
  }

  /// The frames of devices' own memory.
  private mutating func readDeviceMemory(_ node: Node?) {
    guard let mapping = node?.mapping else { return }
    for (device, value) in mapping {
      for (key, content) in pairs(value["memory"], "memory", example: "{d00: free}") {
        addFrame(key, content, device: device.string ?? "")
      }
      if value["memory"] != nil { limit(value["memory"], "frames", world.frames.count, World.mostFrames) }
    }
  }

  private mutating func addFrame(_ key: Node, _ value: Node, device: String? = nil) {
    let name = key.string ?? ""
    if Int(name, radix: 16) == nil { problem(key, "a frame has a number in hexadecimal, such as 1a0") }
    let content = content(value)
    world.frames.append(FrameContent(name, owner: content.owner, letter: content.letter, device: device))
  }

  /// `app A`, `free`: whose it is and what is in it.
  private mutating func content(_ node: Node) -> (owner: String?, letter: Character?) {
    let words = (node.string ?? "").words
    guard let first = words.first else {
      problem(node, "what is in it is missing", hint: "an owner and a letter, such as \"app A\", or \"free\"")
      return (nil, nil)
    }
    if first == "free" { return (nil, nil) }
    if first != Process.zeroName, !world.processes.contains(first) { world.processes.append(first) }
    return (first, words.count > 1 ? letter(words[1], node) : nil)
  }

  private mutating func readFrames(_ node: Node?) {
    for (key, value) in pairs(node, "frames", example: "1a0: app A") {
      addFrame(key, value)
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

  private mutating func readPages(_ node: Node?, _ memory: Node) -> [PageContent] {
    guard let sequence = node?.sequence else {
      problem(node ?? memory, "pages is missing: a list, such as [1a0 rw, 1a1 ro, none, swap 3]")
      return []
    }
    let pages = sequence.map { readPage($0) }
    limit(node, "pages", pages.count + world.allPages.count, World.mostPages)
    return pages
  }

  private static let pageForms =
    "none, swap SLOT, FRAME rw or ro, and before FRAME rw: huge, protnone, migration, private, devmap, pud; "
    + "special, poison"

  private mutating func readPage(_ entry: Node) -> PageContent {
    let words = (entry.string ?? "").words
    switch (words.first ?? "", words.count) {
    case ("none", 1): return .none
    case ("special", 1): return .special
    case ("poison", 1): return .poison
    case ("swap", 2):
      if !world.slots.contains(where: { $0.name == words[1] }) {
        problem(entry, "there is no swap slot \(words[1])", hint: "swap lists the slots")
      }
      return .swap(slot: words[1])
    default: break
    }
    guard let access = words.last, ["rw", "ro"].contains(access), (2...3).contains(words.count) else {
      problem(entry, "\"\(entry.string ?? "")\" is no page", hint: "a page is \(Self.pageForms)")
      return .none
    }
    let frame = words[words.count - 2]
    let known = world.frames.first { $0.name == frame }
    if known == nil { problem(entry, "there is no frame \(frame)", hint: "frames lists them") }
    let isPrivate = words.count == 3 && words[0] == "private"
    if let known, (known.device != nil) != isPrivate {
      problem(
        entry, isPrivate ? "frame \(frame) is no device's memory" : "frame \(frame) is memory of \(known.device ?? "")",
        hint: "a page in device memory is private FRAME rw; devices list their memory")
    }
    let isWritable = access == "rw"
    switch words.count == 3 ? words[0] : "" {
    case "": return .present(frame: frame, isWritable: isWritable)
    case "huge": return .huge(frame: frame, isWritable: isWritable)
    case "protnone": return .protnone(frame: frame, isWritable: isWritable)
    case "migration": return .migration(frame: frame, isWritable: isWritable)
    case "private": return .devicePrivate(frame: frame, isWritable: isWritable)
    case "devmap": return .devmap(frame: frame, isWritable: isWritable)
    case "pud": return .devmapPud(frame: frame, isWritable: isWritable)
    default:
      problem(entry, "\"\(entry.string ?? "")\" is no page", hint: "a page is \(Self.pageForms)")
      return .none
    }
  }

  private mutating func readVmas(_ node: Node?, pages count: Int) -> [VmaPiece] {
    guard let node else { return [VmaPiece(0..<count)] }
    var vmas: [VmaPiece] = []
    let first = world.firstPages[space]
    for entry in entries(node, "vmas", example: "[000-003 rw]") {
      let words = (entry.string ?? "").words
      guard let name = words.first, let numbers = pages(name, entry) else {
        if words.isEmpty { problem(entry, "a vma is its pages and its access, such as 000-003 rw") }
        continue
      }
      let range = numbers.lowerBound - first..<numbers.upperBound - first
      let access = words.count > 1 ? words[1] : "rw"
      guard access.allSatisfy({ "rwx-".contains($0) }) else {
        problem(entry, "\"\(access)\" is no access", hint: "r, w and x, such as rw or r--")
        continue
      }
      if vmas.contains(where: { $0.pages.overlaps(range) }) { problem(entry, "this vma overlaps another") }
      var vma = VmaPiece(range, isReadable: access.contains("r"), isWritable: access.contains("w"))
      vma.isExecutable = access.contains("x")
      for word in words.dropFirst(2) {
        switch word {
        case "special": vma.isSpecial = true
        case "hugetlb": vma.isHugetlb = true
        case "shared": vma.isShared = true
        case "file": vma.isFile = true
        case "locked": vma.isLocked = true
        default: problem(entry, "a vma is not \"\(word)\"", hint: "special, hugetlb, shared, file, locked")
        }
      }
      vmas.append(vma)
    }
    return vmas
  }
}
