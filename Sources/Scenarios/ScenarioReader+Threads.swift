import Drivers
import Kernel
import Machine
import Spelling
import Yams

extension Scenario {
  /// What a thread can do, as it is written.
  public static let operations = [
    "mirror [DEVICE]",
    "read PAGE",
    "write PAGE LETTER",
    "munmap PAGES",
    "madvise PAGES DONTNEED",
    "reclaim PAGE",
    "split PAGE",
    "collapse PAGE",
    "retract PAGES",
    "migrate PAGE",
    "ksm PAGE PAGE",
    "mprotect PAGES ro",
    "mremap PAGES PAGE",
    "madvise PAGES FREE",
    "numa PAGES",
    "truncate PAGE",
    "punch PAGES",
    "mkclean PAGE",
    "clear_refs",
    "oom_reap",
    "oom_reap PAGES",
    "fork PROCESS",
    "migrate_to DEVICE PAGES",
    "devmem_remove DEVICE",
    "exit",
    "take LETTER",
    "load DEVICE PAGE",
    "store DEVICE PAGE LETTER",
  ]
}

extension ScenarioReader {
  mutating func readThreads(_ node: Node?, _ root: Node) {
    guard let mapping = node?.mapping, !mapping.isEmpty else {
      return problem(node ?? root, "threads is missing: who does what, such as app: munmap 000-003")
    }
    for (key, value) in mapping {
      let name = key.string ?? ""
      if name.isEmpty || name.count > 6 || !name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
        problem(key, "\"\(name)\" is no name of a thread", hint: "one to six letters, digits or _")
      }
      var actor = Actor(name, [])
      var does = value
      if value.mapping != nil {
        checkKeys(value, ["process", "does"], in: "a thread")
        if let process = value["process"] { actor.process = self.process(process) }
        guard let list = value["does"] else {
          problem(value, "what the thread does is missing", hint: "{process: child, does: [read 000]}")
          continue
        }
        does = list
      }
      space = (world.mm(of: actor.process) ?? 1) - 1
      let nodes = does.sequence.map { Array($0) } ?? [does]
      actor.operations = nodes.compactMap { operation($0, thread: name) }
      world.threads.append(actor)
      space = 0
    }
    limit(node, "threads", world.threads.count, World.mostThreads)
  }

  private mutating func operation(_ node: Node, thread: String) -> Operation? {
    let words = (node.string ?? "").words
    let rest = Array(words.dropFirst())
    switch (words.first ?? "", rest.count) {
    case ("mirror", 0...1):
      let device = rest.first ?? (world.devices.contains { $0.name == thread } ? thread : world.devices.first?.name)
      guard let device, let known = world.devices.first(where: { $0.name == device }) else {
        if world.devices.isEmpty, !problems.isEmpty { return nil }
        problem(node, "there is no device \(rest.first ?? thread)", hint: "devices lists them")
        return nil
      }
      return .mirror(device: known.name)
    case ("read", 1): return page(rest[0], node).map { .read(page: $0) }
    case ("write", 2):
      guard let page = page(rest[0], node), let letter = letter(rest[1], node) else { return nil }
      return .write(page: page, letter: letter)
    case ("munmap", 1): return pages(rest[0], node).map { .munmap($0) }
    case ("madvise", 2):
      switch rest[1].uppercased() {
      case "DONTNEED": return pages(rest[0], node).map { .dontneed($0) }
      case "FREE": return pages(rest[0], node).map { .free($0) }
      default:
        problem(node, "madvise \(rest[1]) is not modelled", hint: "madvise PAGES DONTNEED and PAGES FREE are")
        return nil
      }
    case ("mprotect", 2), ("mremap", 2), ("numa", 1), ("truncate", 1), ("punch", 1), ("mkclean", 1), ("clear_refs", 0),
      ("oom_reap", 0):
      return protection(words[0], rest, node)
    case ("reclaim", 1): return page(rest[0], node).map { .reclaim(page: $0) }
    case ("split", 1): return page(rest[0], node).map { .split(page: $0) }
    case ("collapse", 1): return page(rest[0], node).map { .collapse(page: $0) }
    case ("retract", 1): return pages(rest[0], node).map { .retract($0) }
    case ("migrate", 1): return page(rest[0], node).map { .migrate(page: $0) }
    case ("ksm", 2):
      guard let first = page(rest[0], node), let second = page(rest[1], node) else { return nil }
      return .merge(page: first, with: second)
    case ("oom_reap", 1): return pages(rest[0], node).map { .oomReap($0) }
    case ("exit", 0): return .exit
    case ("fork", 1): return fork(rest[0], node)
    case ("take", 1):
      if world.outsider > world.processes.count { world.processes.append("other") }
      return letter(rest[0], node).map { .take(letter: $0) }
    case ("load", 2):
      guard let device = device(rest[0], node), let page = page(rest[1], node) else { return nil }
      return .deviceRead(device: device, page: page)
    case ("store", 3):
      guard let device = device(rest[0], node), let page = page(rest[1], node), let letter = letter(rest[2], node)
      else { return nil }
      return .deviceWrite(device: device, page: page, letter: letter)
    case ("migrate_to", 2):
      guard let device = deviceWithMemory(rest[0], node), let pages = pages(rest[1], node) else { return nil }
      return .migrateToDevice(device: device, pages)
    case ("devmem_remove", 1) where world.edition.version == "5.3":
      problem(
        node, "edition 5.3 has no hmm_devmem_remove, which devmem_remove calls: it went with 5.3",
        hint: "it is in editions 5.1 and 5.2")
      return nil
    case ("devmem_remove", 1): return deviceWithMemory(rest[0], node).map { .removeMemory(device: $0) }
    default:
      let verb = words.first ?? "", verbs = Scenario.operations.compactMap { $0.words.first }
      // A verb that is known has something else behind it than it takes.
      let meant = verbs.contains(verb) ? nil : nearest(verb, among: verbs)
      problem(
        node, "\"\(node.string ?? "?")\" is nothing that a thread can do in edition \(world.edition.version)",
        hint: (meant.map { "did you mean \($0)? " } ?? "")
          + "it can \(Scenario.operations.joined(separator: ", "))")
      return nil
    }
  }

  /// What changes page tables without taking pages of one process away.
  private mutating func protection(_ verb: String, _ rest: [String], _ node: Node) -> Operation? {
    switch verb {
    case "mprotect":
      guard let protection = Protection(rawValue: rest[1]) else {
        problem(node, "\"\(rest[1])\" is no access that mprotect gives", hint: "none, ro or rw")
        return nil
      }
      return pages(rest[0], node).map { .mprotect($0, protection) }
    case "mremap":
      guard let pages = pages(rest[0], node), let to = page(rest[1], node) else { return nil }
      let last = world.firstPages[space] + world.spaces[space].pages.count
      if to + pages.count > last {
        problem(node, "\(pages.count) pages from \(rest[1]) on do not fit in the window")
        return nil
      }
      return .mremap(pages, to: to)
    case "numa": return pages(rest[0], node).map { .numa($0) }
    case "truncate":
      let last = world.firstPages[space] + world.spaces[space].pages.count
      return page(rest[0], node).map { .truncate($0..<last) }
    case "punch": return pages(rest[0], node).map { .truncate($0) }
    case "mkclean": return page(rest[0], node).map { .mkclean(page: $0) }
    case "clear_refs": return .clearRefs
    default: return .oomReapAll
    }
  }

  /// The process that a fork brings about.
  private mutating func fork(_ name: String, _ node: Node) -> Operation? {
    let children = world.others.filter(\.isForked).map(\.process)
    if space == 0, children.contains(name) { return .fork(child: name) }
    let hint = children.isEmpty ? "processes: {\(name): fork} says so" : "it forks \(children.joined(separator: ", "))"
    problem(node, space == 0 ? "\(name) is no process that is forked" : "only the first process forks", hint: hint)
    return nil
  }

  /// A process that has an address space, by its name; nil for the first.
  mutating func process(_ node: Node) -> String? {
    let name = node.string ?? ""
    guard world.mm(of: name) != nil else {
      problem(
        node, "there is no process \(name) with an address space",
        hint: "there is \(world.spaces.map(\.process).joined(separator: ", "))")
      return nil
    }
    return name == world.spaces[0].process ? nil : name
  }

  private mutating func device(_ name: String, _ node: Node) -> String? {
    if world.devices.contains(where: { $0.name == name }) { return name }
    problem(node, "there is no device \(name)", hint: "there is \(world.devices.map(\.name).joined(separator: ", "))")
    return nil
  }

  /// A device that has memory of its own.
  private mutating func deviceWithMemory(_ name: String, _ node: Node) -> String? {
    guard let device = device(name, node) else { return nil }
    if world.frames.contains(where: { $0.device == device }) { return device }
    problem(node, "the device \(device) has no memory", hint: "memory: {d00: free} gives it some")
    return nil
  }

  // MARK: Schedule

  mutating func readSchedule(_ node: Node?) -> [ScheduleEntry] {
    guard let node else { return [] }
    guard let sequence = node.sequence else {
      problem(node, "schedule is a list, such as [gpu to line 14, app end]")
      return []
    }
    return sequence.compactMap { entry in scheduleEntry(entry) }
  }

  private mutating func scheduleEntry(_ node: Node) -> ScheduleEntry? {
    let words = (node.string ?? "").words
    guard words.count >= 2 else {
      problem(
        node, "a line of a schedule is THREAD and how far", hint: "THREAD 12, to STEP, through STEP, end, timeout")
      return nil
    }
    let known = world.threads.map(\.name) + world.workers + world.timers
    if !world.threads.isEmpty, !known.contains(words[0]) {
      problem(node, "there is no thread \(words[0])", hint: "there are \(known.joined(separator: ", "))")
    }
    let name = words.dropFirst(2).joined(separator: " ")
    let extent: ScheduleEntry.Extent
    switch words[1] {
    case "to" where !name.isEmpty: extent = .to(name)
    case "through" where !name.isEmpty: extent = .through(name)
    case "end" where name.isEmpty: extent = .end
    case "timeout" where name.isEmpty: extent = .timeout
    default:
      guard let count = Int(words[1]), count > 0, name.isEmpty else {
        problem(
          node, "\"\(words.dropFirst().joined(separator: " "))\" is not how far",
          hint: "12, to STEP, through STEP, end, timeout")
        return nil
      }
      extent = .steps(count)
    }
    return ScheduleEntry(
      thread: words[0], extent: extent, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  mutating func readExpectation(_ node: Node?) -> Scenario.Expectation {
    var expectation = Scenario.Expectation()
    _ = pairs(node, "expect", example: "end: [retries == 0]")
    guard let node, node.mapping != nil else { return expectation }
    checkKeys(node, ["broken", "check", "end", "commits"], in: "expect")
    expectation.broken = texts(node["broken"], "broken", example: "[I1, I11]")
    let laws = Laws.described(world.edition).map(\.name)
    for name in expectation.broken where !laws.contains(name) {
      problem(node["broken"], "there is no invariant \(name)", hint: "there is \(laws.joined(separator: ", "))")
    }
    expectation.check = texts(node["check"], "check", example: "[I7]")
    let findings = laws + Laws.others.map(\.name)
    for name in expectation.check where !findings.contains(name) {
      problem(node["check"], "no check finds \(name)", hint: "there is \(findings.joined(separator: ", "))")
    }
    expectation.commits = flag(node["commits"], "commits") ?? false
    for entry in entries(node["end"], "end", example: "[retries == 0]") {
      let text = entry.string ?? ""
      do {
        _ = try parseExpression(text)
        expectation.end.append(text)
      } catch {
        problem(entry, "\"\(text)\" is no predicate: \(error.errors.first?.message ?? "")")
      }
    }
    return expectation
  }
}
