import Kernel
import Machine
import Scene

extension RunMoment {
  /// A line for each vma that can be found.
  func vmaCaptions(_ space: Int) -> [Caption] {
    var captions: [Caption] = []
    let pages = labels.windows[space].pages
    for row in 1...max(1, rows(Vma.name)) where rows(Vma.name) > 0 && isAllocated(Vma.name, row) {
      guard pages.contains(now(Vma.name, row, "vm_start")) else { continue }
      let listed = (0..<rows(Vma.name)).contains { now(Mm.name, space + 1, "mmap", $0) == row }
      let flags = now(Vma.name, row, "vm_flags")
      let access = (flags & 1 != 0 ? "r" : "-") + (flags & 2 != 0 ? "w" : "-") + (flags & 4 != 0 ? "x" : "-")
      let (start, end) = (now(Vma.name, row, "vm_start"), now(Vma.name, row, "vm_end"))
      let state = listed ? vmaKind(flags) : "detached"
      captions.append(
        Caption(
          "vma \(labels.address(start)) +\(end - start)p \(access) \(state)",
          short: "vma \(labels.address(start)) +\(end - start)p \(listed ? access : state)",
          mark: mark(Vma.name, row, ["vm_start", "vm_end", "vm_flags"])))
    }
    if captions.isEmpty { captions.append(Caption("no vma: nothing is mapped here", short: "no vma")) }
    return captions
  }

  /// What kind of memory a vma maps.
  private func vmaKind(_ flags: Int) -> String {
    let words = [(8, "special"), (16, "hugetlb"), (64, "file"), (32, "shared"), (-128, "locked")].filter {
      flags & $0.0 != 0
    }.map(\.1)
    return words.isEmpty ? "anon" : words.joined(separator: " ")
  }

  /// The page tables of all devices, that of the first first.
  func deviceTables(broken: [String]) -> [Table] {
    (1...max(1, rows(Driver.name))).map { deviceTable($0, broken: broken) }
  }

  /// The page table of a device, as far as the window of the process that it mirrors.
  private func deviceTable(_ device: Int, broken: [String]) -> Table {
    var table = Table()
    table.name = "Device page table"
    table.owner = labels.device(device)
    let (start, end) = (now(Driver.name, device, "start"), now(Driver.name, device, "end"))
    table.captions = [
      Caption("written with update held"),
      Caption("window \(labels.address(start)) +\(end - start)p"),
    ]
    var mapped = 0
    let pages = labels.windows[max(0, min(labels.windows.count, now(Driver.name, device, "mm")) - 1)].pages
    for page in pages {
      let number = labels.local(page)
      let bits = now(Driver.name, device, "dpt", page)
      let previous = old(Driver.name, device, "dpt", page)
      var row = Entry(
        label: labels.page(page), pages: number...number, value: mapping(bits),
        before: bits == previous ? nil : mapping(previous),
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

  /// An entry of a device's table: where the frame lies makes no difference to the device.
  private func mapping(_ bits: Int) -> EntryValue {
    let value = entry(bits, none: "none")
    guard value.kind == .devicePrivate else { return value }
    return entry(bits & ~4, none: "none")
  }

  /// Whether the CPU's table has this frame for a page.
  func cpuMaps(_ page: Int, _ frame: Int) -> Bool { mappedFrame(page, in: after) == frame }

  /// What the device has done through its table in this step.
  private func deviceFooter() -> String {
    guard let step, step.procedure >= 0 else { return "" }
    let procedure = program.procedures[step.procedure].name
    let text = program.text(of: step)
    // The end of the procedure is no access.
    guard procedure.hasPrefix("device_"), text != "}" else { return "" }
    return "\(thread): \(text)"
  }
}
