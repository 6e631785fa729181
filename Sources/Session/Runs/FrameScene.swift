import Kernel
import Machine
import Scene

/// The panel Frames: whose each frame is, who maps it, what is in it.
extension RunMoment {
  func framesScene(device: Int, broken: [String]) -> [FrameRow] {
    var result: [FrameRow] = []
    for row in 1...max(1, rows(Frame.name)) where rows(Frame.name) > 0 {
      result.append(frame(row, device: device, broken: broken))
    }
    for row in 1...max(1, rows(SwapSlot.name)) where rows(SwapSlot.name) > 0 {
      if let slot = slot(row) { result.append(slot) }
    }
    return result
  }

  private func mapped(_ frame: Int, in state: [UInt8]) -> String {
    for page in 0..<labels.pages {
      let value = { (field: String) in program.value(state, Pte.name, page + 1, field) ?? 0 }
      if value("kind") == 1, value("frame") == frame { return labels.page(page) }
    }
    return ""
  }

  private func mapped(_ frame: Int, device: Int, in state: [UInt8]) -> String {
    for page in 0..<labels.pages
    where Entries.frame(program.value(state, Driver.name, device, "dpt", page) ?? 0) == frame {
      return labels.page(page)
    }
    return ""
  }

  private func letter(_ value: Int) -> String {
    value == 0 ? "-" : "'\(UnicodeScalar(UInt8(truncatingIfNeeded: value)))'"
  }

  private func frame(_ row: Int, device: Int, broken: [String]) -> FrameRow {
    let name = Frame.name
    let owner = now(name, row, "owner")
    var result = FrameRow(
      label: labels.frame(row), owner: labels.process(owner), cpu: mapped(row, in: after),
      device: mapped(row, device: device, in: after), data: letter(now(name, row, "letter")),
      references: now(name, row, "count"), mark: mark(name, row, ["owner", "letter"]),
      cell: cell(name, row, "letter"))
    let old = FrameRow(
      label: result.label, owner: labels.process(self.old(name, row, "owner")), cpu: mapped(row, in: before),
      device: mapped(row, device: device, in: before), data: letter(self.old(name, row, "letter")))
    if old.owner != result.owner { result.ownerBefore = old.owner }
    if old.cpu != result.cpu { result.cpuBefore = old.cpu }
    if old.device != result.device { result.deviceBefore = old.device }
    if old.data != result.data { result.dataBefore = old.data }
    let isChanged = old.owner != result.owner || old.cpu != result.cpu || old.device != result.device
    if isChanged || old.data != result.data { result.mark = .changed }
    // The device maps what the CPU does not map for it: free, or somebody else's.
    result.isBroken = !broken.isEmpty && !result.device.isEmpty && result.cpu != result.device
    return result
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
