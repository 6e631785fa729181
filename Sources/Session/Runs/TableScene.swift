import Kernel
import Machine
import Scene

extension RunMoment {
  /// The CPU's page table: a row a page of the window.
  func cpuTable() -> Table {
    var table = Table()
    table.name = "CPU page table"
    table.owner = "cpu"
    table.captions = [Caption(labels.path(), short: labels.path())] + vmaCaptions()
    var present = 0
    for page in 0..<labels.pages {
      let row = page + 1
      let value = pte(row, in: after)
      if value.kind == .readWrite || value.kind == .readOnly { present += 1 }
      let previous = pte(row, in: before)
      var entry = Entry(
        label: labels.page(page), pages: page...page, value: value, before: value == previous ? nil : previous,
        mark: mark(Pte.name, row, ["kind", "frame", "write", "slot"]), cell: cell(Pte.name, row, "kind"))
      if entry.before != nil { entry.mark = .changed } else if entry.mark == .changed { entry.mark = .read }
      table.entries.append(entry)
    }
    table.count = "\(present)/\(labels.pages) present"
    table.shortCount = "\(present)/\(labels.pages)"
    return table
  }

  private func pte(_ row: Int, in state: [UInt8]) -> EntryValue {
    let value = { (field: String) in program.value(state, Pte.name, row, field) ?? 0 }
    switch value("kind") {
    case 1:
      let frame = labels.frame(value("frame"))
      return value("write") != 0 ? EntryValue(.readWrite, "\(frame) rw") : EntryValue(.readOnly, "\(frame) ro")
    case 2: return EntryValue(.swap, "swap \(labels.slot(value("slot")))")
    default: return EntryValue(.none, "none")
    }
  }

  /// A line for each vma that can be found.
  private func vmaCaptions() -> [Caption] {
    var captions: [Caption] = []
    for row in 1...max(1, rows(Vma.name)) where rows(Vma.name) > 0 && isAllocated(Vma.name, row) {
      let listed = (0..<rows(Vma.name)).contains { now(Mm.name, 1, "mmap", $0) == row }
      let flags = now(Vma.name, row, "vm_flags")
      let access = (flags & 1 != 0 ? "r" : "-") + (flags & 2 != 0 ? "w" : "-") + (flags & 4 != 0 ? "x" : "-")
      let (start, end) = (now(Vma.name, row, "vm_start"), now(Vma.name, row, "vm_end"))
      let state = listed ? "anon" : "detached"
      captions.append(
        Caption(
          "vma \(labels.address(start)) +\(end - start)p \(access) \(state)",
          short: "vma \(labels.address(start)) +\(end - start)p \(listed ? access : state)",
          mark: mark(Vma.name, row, ["vm_start", "vm_end", "vm_flags"])))
    }
    if captions.isEmpty { captions.append(Caption("no vma: nothing is mapped here", short: "no vma")) }
    return captions
  }

  /// The page table of a device.
  func deviceTable(_ device: Int, broken: [String]) -> Table {
    var table = Table()
    table.name = "Device page table"
    table.owner = labels.device(device)
    let (start, end) = (now(Driver.name, device, "start"), now(Driver.name, device, "end"))
    table.captions = [
      Caption("written with update held"),
      Caption("window \(labels.address(start)) +\(end - start)p"),
    ]
    var mapped = 0
    for page in 0..<labels.pages {
      let bits = now(Driver.name, device, "dpt", page)
      let previous = old(Driver.name, device, "dpt", page)
      var row = Entry(
        label: labels.page(page), pages: page...page, value: entry(bits, none: "none"),
        before: bits == previous ? nil : entry(previous, none: "none"),
        mark: mark(Driver.name, device, ["dpt"], element: page), cell: cell(Driver.name, device, "dpt", page))
      if Entries.frame(bits) != 0 {
        mapped += 1
        row.isBroken = !broken.isEmpty && !cpuMaps(page, Entries.frame(bits))
      }
      table.entries.append(row)
    }
    table.count = "\(mapped) mapped"
    table.shortCount = "\(mapped)"
    table.footer = deviceFooter()
    return table
  }

  private func cpuMaps(_ page: Int, _ frame: Int) -> Bool {
    now(Pte.name, page + 1, "kind") == 1 && now(Pte.name, page + 1, "frame") == frame
  }

  /// What the device has done through its table in this step.
  private func deviceFooter() -> String {
    guard let step, step.procedure >= 0 else { return "" }
    let procedure = program.procedures[step.procedure].name
    guard procedure.hasPrefix("device_") else { return "" }
    return "\(thread): \(program.text(of: step))"
  }
}
