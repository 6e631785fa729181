import Machine

extension World {
  func hasMemory(_ device: Device) -> Bool { frames.contains { $0.device == device.name } }

  /// Whether the kernel knows of a device's memory from the beginning: unless the driver adds it itself.
  func isAdded(_ row: Int, _ core: Core) -> Bool {
    let entry = devices[row - 1].entry
    return !(entry.map { $0.reaches(core.hmm_devmem_add) } ?? false)
  }

  /// What `hmm_devmem_add` would have made.
  func layOutDeviceMemory(_ setup: inout Setup, _ core: Core) throws(WorldError) {
    var row = 0
    for (index, device) in devices.enumerated() where hasMemory(device) {
      let own = frames.indices.filter { frames[$0].device == device.name }.map { $0 + 1 }
      guard let first = own.first, own == Array(first..<first + own.count) else {
        throw .scattered(device: device.name)
      }
      guard isAdded(index + 1, core) else { continue }
      row += 1
      setup.allocate(HmmDevmem.name, row)
      setup.set(HmmDevmem.name, row, "driver", to: .number(index + 1))
      setup.set(HmmDevmem.name, row, "pfn_first", to: .number(first))
      setup.set(HmmDevmem.name, row, "pfn_last", to: .number(first + own.count))
      setup.set(HmmDevmem.name, row, "free", to: .procedure(device.free ?? core.devmem_free))
      setup.set(HmmDevmem.name, row, "fault", to: .procedure(device.fault ?? core.devmem_fault))
      setup.set(HmmDevmem.name, row, "page_fault", to: .procedure(core.hmm_devmem_fault))
      setup.set(HmmDevmem.name, row, "ref", to: .number(1 + own.count))
      setup.set(Driver.name, index + 1, "devmem", to: .number(row))
    }
  }
}

extension Procedure {
  /// Whether a driver's text calls a procedure of the kernel. What the kernel's own call is not looked at: their bodies
  /// are made when they are first asked for, and a program that begins has no time for those that it does not need.
  fileprivate func reaches(_ target: Procedure) -> Bool {
    var seen: Set<ObjectIdentifier> = []
    return reaches(target, &seen)
  }

  private func reaches(_ target: Procedure, _ seen: inout Set<ObjectIdentifier>) -> Bool {
    if self === target { return true }
    guard !isKernel, seen.insert(ObjectIdentifier(self)).inserted else { return false }
    for callee in body.flatMap(\.callees) where callee.reaches(target, &seen) { return true }
    return false
  }
}

extension Statement {
  /// The procedures that it calls by their names.
  fileprivate var callees: [Procedure] {
    switch action {
    case .call(.procedure(let procedure), _, _): [procedure]
    case .atomic(let body), .loop(_, let body), .doLoop(let body, _), .count(_, _, _, let body),
      .each(_, _, _, let body):
      body.flatMap(\.callees)
    case .when(_, let yes, let no): (yes + no).flatMap(\.callees)
    default: []
    }
  }
}
