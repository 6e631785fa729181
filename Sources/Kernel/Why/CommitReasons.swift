extension Glance {
  /// What a step has put into a device's table, and whether it is what the CPU maps at this moment.
  ///
  /// - Parameter text: the driver's line; empty inside `map_pages` itself.
  func commit(_ text: String) -> StepWords.Said? {
    let names = text.arguments(of: "map_pages")
    guard let driver = local(names.first ?? "driver"), let range = local(names.count > 1 ? names[1] : "range") else {
      return nil
    }
    let entries = committed(range)
    let maps = entries.filter { old(Driver.name, driver, "dpt", $0.page) != new(Driver.name, driver, "dpt", $0.page) }
    guard !maps.isEmpty else {
      return (
        entries.isEmpty
          ? "no entry of pfns names a frame: the device maps nothing new."
          : "the device maps all that pfns names already: nothing changes.", [], "maps nothing new"
      )
    }
    let wrong = entries.filter {
      !tablesLead(from: $0.page, to: Entries.frame($0.bits), isWritable: Entries.isWritable($0.bits))
    }
    let what = "maps \(maps.map { "\(page($0.page)) \(entry($0.bits))" }.listed)"
    let (isHeld, isValid) = (holdsUpdate(driver), new(HmmRange.name, range, "valid") != 0)
    guard wrong.isEmpty else {
      return (
        "\(keeping(isHeld, isValid)) \(wrong.map { whatIs($0.page, $0.bits, range) }.joined(separator: " "))",
        ["The device \(what)."], wrongly(wrong)
      )
    }
    // A CPU does not map a page of device memory: it would fault there.
    let isPrivate = entries.contains { isDevicePrivate($0.page) }
    let cpu = isPrivate ? "the CPU's table names" : "the CPU maps"
    let text =
      switch (isHeld, isValid) {
      case (true, true): "the device \(what). With update held and range.valid true, this is what \(cpu) now."
      case (false, true): "update is not held, so a callback may run now. The device \(what): this is what \(cpu)."
      case (true, false): "range.valid is false, yet the device \(what): this is what \(cpu) now. \(whoHit(range))"
      case (false, false): "range.valid is false and update not held, yet the device \(what). \(whoHit(range))"
      }
    return (
      text, unmapped(driver, range),
      "maps \(maps.count) page\(maps.count > 1 ? "s" : "")\(isValid ? "" : ", yet valid is false")"
    )
  }

  /// What pfns gives a device to map.
  private func committed(_ range: Int) -> [(page: Int, bits: Int)] {
    let start = new(HmmRange.name, range, "start")
    return (start..<max(start, new(HmmRange.name, range, "end"))).map {
      (page: $0, bits: new(HmmRange.name, range, "pfns", $0 - start))
    }.filter { Entries.frame($0.bits) > 0 }
  }

  private func keeping(_ isHeld: Bool, _ isValid: Bool) -> String {
    switch (isHeld, isValid) {
    case (true, true): "update held, range.valid true, yet"
    case (true, false): "update is held, but range.valid is false: these pfns are out of date."
    case (false, true): "update is not held, so nothing keeps the callback out:"
    case (false, false): "update is not held, and range.valid is false:"
    }
  }

  /// `001 is not what the CPU maps now: ◦ none. Frame 1a1 is free.`
  private func whatIs(_ number: Int, _ bits: Int, _ range: Int) -> String {
    let row = Entries.frame(bits)
    let owner = new(Frame.name, row, "owner")
    let index = number - new(HmmRange.name, range, "start")
    var text = "\(page(number)) is not what the CPU maps now: \(pte(number))."
    if owner == 0 {
      text += " Frame \(frame(row)) is free."
    } else if owner != 1 {
      text += " Frame \(frame(row)) belongs to \(process(owner))."
    } else if (0..<rows(HmmUpdate.name)).contains(where: { new(Frame.name, row, "gather", $0) != 0 }) {
      text += " Frame \(frame(row)) is about to be freed."
    }
    if new(HmmRange.name, range, "written", index) == 2 { text += " An earlier round read it." }
    return text
  }

  private func wrongly(_ wrong: [(page: Int, bits: Int)]) -> String {
    let free = wrong.map { Entries.frame($0.bits) }.filter { new(Frame.name, $0, "owner") == 0 }
    return free.isEmpty
      ? "maps \(wrong.map { page($0.page) }.joined(separator: ", ")), the CPU does not"
      : "maps \(free.map { frame($0) }.joined(separator: ", ")), which is free"
  }

  private func unmapped(_ driver: Int, _ range: Int) -> [String] {
    let start = new(HmmRange.name, range, "start")
    let left = (start..<max(start, new(HmmRange.name, range, "end"))).filter {
      Entries.frame(new(Driver.name, driver, "dpt", $0)) == 0
    }
    guard !left.isEmpty else { return [] }
    let isOne = left.count == 1
    return [
      """
      \(left.map { page($0) }.listed) \(isOne ? "stays" : "stay") unmapped: a snapshot answers NONE for none and \
      for swap.
      """
    ]
  }
}
