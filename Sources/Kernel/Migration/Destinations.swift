import Machine

extension Program {
  /// The frame that a page is on its way to, by its row: what a driver has named in `dst`, or the new page of a
  /// compaction. 0 as long as nobody has said.
  public func destination(of page: Int, in state: [UInt8]) -> Int {
    let number = { (field: String, row: Int, element: Int) in
      self.value(state, MigrateVma.name, row, field, element) ?? 0
    }
    for row in 1...max(1, layout.rows[MigrateVma.name] ?? 0) {
      let (start, end) = (number("start", row, 0), number("end", row, 0))
      guard start <= page, page < end else { continue }
      let frame = Migrate.frame(number("dst", row, page - start))
      if frame > 0 { return frame }
    }
    let source = value(state, Pte.name, page + 1, "frame") ?? 0
    for thread in threads.indices {
      for frame in stack(state, thread) {
        let compiled = procedures[frame.procedure]
        guard compiled.name == Core.unmapAndMove else { continue }
        let values = Dictionary(zip(compiled.locals.map(\.name), frame.locals), uniquingKeysWith: { first, _ in first })
        if values["page"] == source, let target = values["newpage"], target > 0 { return target }
      }
    }
    return 0
  }
}
