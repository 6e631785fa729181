import Kernel
import Machine
import Scene

extension RunMoment {
  /// The row of the struct hmm that an mm points to; 0 if there is none.
  func hmm(of mm: Int) -> Int { now(Mm.name, mm, "hmm") }

  func rangesScene() -> Ranges {
    var scene = Ranges()
    let known = labels.windows.enumerated().map { SpaceCounters($1.process, counters(of: $0 + 1)) }.filter {
      !$0.counters.isEmpty
    }
    scene.counters = known.first?.counters ?? [Counter("hmm", "NULL")]
    if known.count > 1 { (scene.owner, scene.others) = (known[0].owner, Array(known.dropFirst())) }
    var valid = 0
    var registered = 0
    for row in 1...max(1, rows(HmmRange.name)) where rows(HmmRange.name) > 0 {
      let range = rangeRow(row)
      if range.validity == .valid { valid += 1 }
      if range.validity == .valid || range.validity == .invalid { registered += 1 }
      scene.ranges.append(range)
    }
    scene.count = registered == 0 ? "none" : "\(valid)/\(registered) valid"
    return scene
  }

  /// What is counted for one address space; nothing for one that HMM does not know.
  private func counters(of mm: Int) -> [Counter] {
    let hmm = hmm(of: mm)
    guard isAllocated(Mm.name, mm) || mm == 1, hmm > 0, isAllocated(Hmm.name, hmm) else { return [] }
    return [
      counter("notifiers", Hmm.name, hmm, "notifiers") { "\($0)" },
      counter("kref", Hmm.name, hmm, "kref") { "\($0)" },
      counter("dead", Hmm.name, hmm, "dead") { $0 != 0 ? "yes" : "no" },
    ]
  }

  private func validity(_ row: Int, in state: [UInt8]) -> Validity {
    let value = { (field: String) in program.value(state, HmmRange.name, row, field) ?? 0 }
    if value(Layout.allocatedField) == 0 || value("filled") == 0 { return .notFilled }
    if value("registered") == 0 { return .notRegistered }
    return value("valid") != 0 ? .valid : .invalid
  }

  private func rangeRow(_ row: Int) -> RangeRow {
    let (start, end) = (now(HmmRange.name, row, "start"), now(HmmRange.name, row, "end"))
    let isFilled = isAllocated(HmmRange.name, row) && now(HmmRange.name, row, "filled") != 0
    let validity = validity(row, in: after)
    var range = RangeRow(
      label: "#\(row - 1)", address: isFilled ? labels.span(start, end) : "",
      shortAddress: isFilled ? "+\(end - start)p" : "", validity: validity,
      mark: mark(HmmRange.name, row, ["valid", "registered"]))
    range.cell = cell(HmmRange.name, row, "valid")
    let previous = self.validity(row, in: before)
    range.before = previous == validity ? nil : previous
    guard isFilled else {
      if endedRanges.contains(row) {
        range.validity = .notRegistered
        range.notes = ["gone: its function has returned"]
      }
      return range
    }
    let hmm = now(HmmRange.name, row, "hmm")
    if hmm > 0 {
      range.waiters = threads(now(Hmm.name, hmm, "wq")).filter { sleepsOn($0, row, in: after) }
      range.wakes = threads(old(Hmm.name, hmm, "wq")).filter { sleepsOn($0, row, in: before) }.count
      range.wakes = max(0, range.wakes - range.waiters.count)
    }
    for index in 0..<max(0, end - start) {
      let bits = now(HmmRange.name, row, "pfns", index)
      let written = now(HmmRange.name, row, "written", index)
      let value = written == 0 ? EntryValue(.unwritten, "") : entry(bits, none: "NONE")
      let oldBits = old(HmmRange.name, row, "pfns", index)
      let oldWritten = old(HmmRange.name, row, "written", index)
      let previous = oldWritten == 0 ? EntryValue(.unwritten, "") : entry(oldBits, none: "NONE")
      var line = Entry(
        label: labels.page(start + index), pages: labels.local(start + index)...labels.local(start + index),
        value: value,
        before: value == previous && !(oldWritten == 2 && written == 1) ? nil : previous,
        mark: mark(HmmRange.name, row, ["pfns"], element: index), cell: cell(HmmRange.name, row, "pfns", index))
      if line.before != nil { line.mark = .changed } else if line.mark == .changed { line.mark = .read }
      line.isStale = written == 2
      line.wasStale = oldWritten == 2
      range.pfns.append(line)
    }
    return range
  }

  private func sleepsOn(_ thread: String, _ range: Int, in state: [UInt8]) -> Bool {
    guard let index = program.threads.firstIndex(where: { $0.name == thread }) else { return false }
    return program.local(state, index, "range").map { $0 == range } ?? true
  }
}
