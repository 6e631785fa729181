import Kernel
import Machine
import Scene

/// The panel Frames: whose each frame is, who maps it, what is in it.
extension RunMoment {
  func framesScene(broken: [String]) -> [FrameRow] {
    var result: [FrameRow] = []
    let (maps, mapsBefore) = (FrameMaps(self, in: after), FrameMaps(self, in: before))
    for row in 1...max(1, rows(Frame.name)) where rows(Frame.name) > 0 {
      result.append(frame(row, maps, mapsBefore, broken: broken))
    }
    for row in 1...max(1, rows(SwapSlot.name)) where rows(SwapSlot.name) > 0 {
      if let slot = slot(row) { result.append(slot) }
    }
    return result
  }

  private func letter(_ value: Int) -> String {
    value == 0 ? "-" : "'\(UnicodeScalar(UInt8(truncatingIfNeeded: value)))'"
  }

  private func frame(_ row: Int, _ maps: FrameMaps, _ mapsBefore: FrameMaps, broken: [String]) -> FrameRow {
    let name = Frame.name
    let owner = now(name, row, "owner")
    let (cpu, cpuBefore) = (maps.cpu[row] ?? [], mapsBefore.cpu[row] ?? [])
    let (device, deviceBefore) = (maps.device[row] ?? [], mapsBefore.device[row] ?? [])
    var result = FrameRow(
      label: labels.frame(row), owner: self.owner(owner, cpu), cpu: cpu.first?.page ?? "",
      device: device.first?.page ?? "", data: letter(now(name, row, "letter")),
      references: now(name, row, "count"), mark: mark(name, row, ["owner", "letter"]),
      cell: cell(name, row, "letter"))
    let old = FrameRow(
      label: result.label, owner: self.owner(self.old(name, row, "owner"), cpuBefore),
      cpu: cpuBefore.first?.page ?? "", device: deviceBefore.first?.page ?? "",
      data: letter(self.old(name, row, "letter")))
    if old.owner != result.owner { result.ownerBefore = old.owner }
    if old.cpu != result.cpu { result.cpuBefore = old.cpu }
    if old.device != result.device { result.deviceBefore = old.device }
    if old.data != result.data { result.dataBefore = old.data }
    let isChanged = old.owner != result.owner || old.cpu != result.cpu || old.device != result.device
    if isChanged || old.data != result.data { result.mark = .changed }
    if labels.windows.count > 1 {
      result.mappings = cpu
      if cpu != cpuBefore { result.mappingsBefore = cpuBefore }
    }
    if rows(Driver.name) > 1 {
      result.deviceMappings = device
      if device != deviceBefore { result.deviceMappingsBefore = deviceBefore }
    }
    if cpu != cpuBefore || device != deviceBefore { result.mark = .changed }
    let memory = now(name, row, "device")
    if memory > 0 { result.memory = "\(labels.device(memory)) memory" }
    // The device maps what the CPU does not map for it: free, or somebody else's.
    result.isBroken = !broken.isEmpty && device.contains { !cpu.map(\.page).contains($0.page) }
    return result
  }

  /// Whose a frame is: who took it, or, if that one has let go of it, who maps it still.
  private func owner(_ number: Int, _ mappings: [FrameMapping]) -> String {
    let taker = labels.process(number), owners = mappings.map(\.owner)
    guard number != 0, number != Process.zeroNumber, let first = owners.first, !owners.contains(taker) else {
      return taker
    }
    return first
  }

  private func slot(_ row: Int) -> FrameRow? {
    let name = SwapSlot.name
    let (owner, previous) = (now(name, row, "owner"), old(name, row, "owner"))
    guard owner != 0 || previous != 0 else { return nil }
    var page = ""
    for index in 0..<labels.pages
    where now(Pte.name, index + 1, "kind") == 2 && now(Pte.name, index + 1, "slot") == row {
      page = labels.page(index)
    }
    var result = FrameRow(
      label: "swap \(labels.slot(row))", owner: labels.process(owner), cpu: page, device: "-",
      data: letter(now(name, row, "letter")), isSwap: true, mark: mark(name, row, ["owner", "letter"]),
      cell: cell(name, row, "letter"))
    if owner != previous { result.ownerBefore = labels.process(previous) }
    return result
  }
}

/// Which pages have which frame in one state, by the frame's row: looked at once for all frames.
private struct FrameMaps {
  /// In the tables of the CPU.
  var cpu: [Int: [FrameMapping]] = [:]
  /// In the tables of the devices.
  var device: [Int: [FrameMapping]] = [:]

  init(_ moment: RunMoment, in state: [UInt8]) {
    let labels = moment.labels
    for window in labels.windows {
      for page in window.pages {
        cpu[moment.mappedFrame(page, in: state), default: []].append(FrameMapping(labels.page(page), window.process))
      }
    }
    for device in 1...max(1, moment.rows(Driver.name)) where moment.rows(Driver.name) > 0 {
      for page in 0..<labels.pages {
        let frame = Entries.frame(moment.program.value(state, Driver.name, device, "dpt", page) ?? 0)
        self.device[frame, default: []].append(FrameMapping(labels.page(page), labels.device(device)))
      }
    }
  }
}
