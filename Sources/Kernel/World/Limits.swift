extension World {
  /// An entry is a byte, three bits of it flags.
  public static let mostFrames = 31
  public static let mostSlots = 31
  /// A semaphore has a bit for each reader.
  public static let mostThreads = 8
  /// Page numbers are signed bytes, with room beyond.
  public static let mostPages = 100
  public static let mostDevices = 8
  public static let mostSpaces = 4

  /// What does not fit in a machine, or names something that is not there.
  func check() throws(WorldError) {
    try limit("frames", frames.count, Self.mostFrames)
    try limit("swap slots", slots.count, Self.mostSlots)
    try limit("threads", threads.count, Self.mostThreads)
    try limit("pages", allPages.count, Self.mostPages)
    try limit("address spaces", spaces.count, Self.mostSpaces)
    try limit("devices", devices.count, Self.mostDevices)
    try unique("frame", frames.map(\.name))
    try unique("swap slot", slots.map(\.name))
    try unique("process", processes)
    try unique("device", devices.map(\.name))
    try unique("thread", threads.map(\.name))
    for (first, space) in zip(firstPages, spaces) {
      for vma in space.vmas where vma.pages.upperBound > space.pages.count {
        throw .outside(page: first + vma.pages.upperBound - 1)
      }
    }
    try checkWorkers()
    try checkNotifiers()
    for device in devices { if let window = device.window { try inside(window) } }
  }

  func frameRow(_ name: String) throws(WorldError) -> Int { try row("frame", name, frames.map(\.name)) }
  func slotRow(_ name: String) throws(WorldError) -> Int { try row("swap slot", name, slots.map(\.name)) }
  func deviceRow(_ name: String) throws(WorldError) -> Int { try row("device", name, devices.map(\.name)) }

  /// The row of the mm of a process.
  func mmRow(_ process: String?) throws(WorldError) -> Int {
    guard let row = mm(of: process) else { throw .unknown("process", name: process ?? "") }
    return row
  }

  /// The number of a process; 0 for none.
  func owner(_ name: String?) throws(WorldError) -> Int {
    guard let name else { return 0 }
    if name == Process.zeroName { return Process.zeroNumber }
    return try row("process", name, processes)
  }

  func inside(_ pages: Range<Int>) throws(WorldError) {
    guard pages.lowerBound >= 0 else { throw .outside(page: pages.lowerBound) }
    guard pages.upperBound <= allPages.count else { throw .outside(page: pages.upperBound - 1) }
  }

  func inside(_ page: Int) throws(WorldError) {
    guard allPages.indices.contains(page) else { throw .outside(page: page) }
  }

  private func row(_ what: String, _ name: String, _ names: [String]) throws(WorldError) -> Int {
    guard let index = names.firstIndex(of: name) else { throw .unknown(what, name: name) }
    return index + 1
  }

  private func limit(_ what: String, _ count: Int, _ limit: Int) throws(WorldError) {
    if count > limit { throw .tooMany(what, count: count, limit: limit) }
  }

  private func unique(_ what: String, _ names: [String]) throws(WorldError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .twice(what, name: name) }
  }
}
