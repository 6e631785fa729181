import Machine

extension World {
  /// A thread that does one thing runs that procedure; one that does several has a procedure that calls them in turn.
  func thread(_ actor: Actor, _ core: Core) throws(WorldError) -> ThreadSetup {
    var calls: [(procedure: Procedure, arguments: [Int])] = []
    let mm = try mmRow(actor.process)
    for operation in actor.operations { calls.append(try call(operation, core, mm: mm)) }
    let isForked = spaces[mm - 1].isForked
    if let only = calls.first, calls.count == 1, !isForked {
      return ThreadSetup(name: actor.name, procedure: only.procedure, arguments: only.arguments)
    }
    let body = calls.map { call in
      let arguments = zip(call.procedure.parameters, call.arguments).map { named($1, of: $0.kind) }
      return Statement(.call(.procedure(call.procedure), arguments, into: nil))
    }
    let start = isForked ? [exists(mm)] : []
    return ThreadSetup(name: actor.name, procedure: Procedure(actor.name, isKernel: false) { start + body })
  }

  /// A thread of a process that is yet to be forked begins after the fork.
  private func exists(_ row: Int) -> Statement {
    let mm = Pointer<Mm>(named(row, of: .pointer(Mm.name)))
    return hold(until: allocated(mm) && mm.mm_users > 0, "the process is forked")
  }

  /// The arguments of a fork: the child, which comes to be once, and the parent.
  private func fork(_ child: String, of parent: Int) throws(WorldError) -> [Int] {
    let row = try mmRow(child)
    let forks = threads.flatMap(\.operations).count { if case .fork(child) = $0 { true } else { false } }
    guard spaces[row - 1].isForked, parent == 1, forks == 1 else { throw .noFork(process: child) }
    return [row, parent]
  }

  /// An argument under the name that a reader knows it by: `mm`, `001`, `gpu`.
  private func named(_ number: Int, of kind: Kind) -> Value {
    switch kind {
    case .pointer(Mm.name): return .named(number == 1 ? "mm" : "\(spaces[number - 1].process)->mm", number)
    case .pointer(Driver.name) where devices.indices.contains(number - 1):
      return .named(devices[number - 1].name, number)
    case .tag("page"):
      let digits = String(address(of: number) >> 12 & 0x1ff, radix: 16)
      return .named(String(repeating: "0", count: max(0, 3 - digits.count)) + digits, number)
    default: return .constant(number, name: nil)
    }
  }

  private func call(_ operation: Operation, _ core: Core, mm: Int) throws(WorldError) -> (Procedure, [Int]) {
    switch operation {
    case .mirror(let device):
      let row = try deviceRow(device)
      guard let entry = devices[row - 1].entry else { throw .noEntry(device: device) }
      return (entry, arguments(of: entry, device: row))
    case .read(let page):
      try inside(page)
      return (core.touch, [mm, page, 0, 0])
    case .write(let page, let letter):
      try inside(page)
      return (core.touch, [mm, page, 1, code(letter)])
    case .munmap(let pages):
      try inside(pages)
      return (core.munmap, [mm, pages.lowerBound, pages.upperBound])
    case .dontneed(let pages):
      try inside(pages)
      return (core.madvise_dontneed, [mm, pages.lowerBound, pages.upperBound])
    case .free(let pages):
      try inside(pages)
      return (core.madvise_free, [mm, pages.lowerBound, pages.upperBound])
    case .mprotect(let pages, let protection):
      try inside(pages)
      return (core.mprotect, [mm, pages.lowerBound, pages.upperBound, protection.flags])
    case .mremap(let pages, let to):
      try inside(pages)
      try inside(to..<to + pages.count)
      return (core.mremap, [mm, pages.lowerBound, pages.upperBound, to])
    case .numa(let pages):
      try inside(pages)
      return (core.task_numa_work, [mm, pages.lowerBound, pages.upperBound])
    case .truncate(let pages):
      try inside(pages)
      return (core.unmap_mapping_pages, [mm, pages.lowerBound, pages.upperBound])
    case .mkclean(let page):
      try inside(page)
      return (core.page_mkclean, [mm, page])
    case .clearRefs: return (core.clear_refs_write, [mm])
    case .reclaim(let page):
      try inside(page)
      return (core.reclaim, [mm, page])
    case .split(let page):
      try inside(page)
      return (core.split_huge_pmd, [mm, page])
    case .collapse(let page):
      try inside(page)
      return (core.collapse_huge_page, [mm, page])
    case .retract(let pages):
      try inside(pages)
      return (core.retract_page_tables, [mm, pages.lowerBound, pages.upperBound])
    case .migrate(let page):
      try inside(page)
      return (core.migrate_page, [mm, page])
    case .merge(let page, let other):
      try inside(page)
      try inside(other)
      return (core.merge_pages, [mm, page, other])
    case .oomReap(let pages):
      try inside(pages)
      return (core.oom_reap, [mm, pages.lowerBound, pages.upperBound])
    case .oomReapAll: return (core.oom_reap_task, [mm])
    case .exit: return (core.mmput, [mm])
    case .take(let letter): return (core.take, [code(letter), outsider])
    case .deviceRead(let device, let page):
      try inside(page)
      return (core.device_access, [try deviceRow(device), page, 0, 0])
    case .deviceWrite(let device, let page, let letter):
      try inside(page)
      return (core.device_access, [try deviceRow(device), page, 1, code(letter)])
    case .migrateToDevice(let device, let pages):
      try inside(pages)
      return (core.migrate_to_device, [try deviceRow(device), mm, pages.lowerBound, pages.upperBound])
    case .removeMemory(let device): return (core.devmem_remove, [try deviceRow(device), mm])
    case .fork(let child): return (core.dup_mmap, try fork(child, of: mm))
    case .call(let procedure, let arguments): return (procedure, arguments)
    }
  }

  /// What a driver's entry is called with: its device, the address space, its window.
  private func arguments(of entry: Procedure, device: Int) -> [Int] {
    let window = window(of: devices[device - 1])
    let mm = mm(of: devices[device - 1].process) ?? 1
    return entry.parameters.map { parameter in
      switch (parameter.kind, parameter.name) {
      case (.pointer(Driver.name), _), (.pointer(HmmMirror.name), _): device
      case (.pointer(Mm.name), _): mm
      case (_, "start"): window.lowerBound
      case (_, "end"): window.upperBound
      default: 0
      }
    }
  }
}

extension Operation {
  /// How many vmas there can be more after it.
  var mostVmas: Int {
    switch self {
    case .munmap: 1
    case .mprotect: 2
    case .mremap: 3
    default: 0
    }
  }
}
