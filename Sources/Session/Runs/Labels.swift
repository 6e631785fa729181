/// How the things of a scenario are called on the screen.
public struct Labels: Sendable {
  /// The address of page 0.
  public var base: UInt64
  public var pages: Int
  /// By row, from 1: `1a0`.
  public var frames: [String]
  /// By row, from 1: the number of the slot.
  public var slots: [String]
  /// By number, from 1: `app`.
  public var processes: [String]
  /// By row, from 1: `gpu`.
  public var devices: [String]

  public init(
    base: UInt64, pages: Int, frames: [String], slots: [String], processes: [String], devices: [String]
  ) {
    self.base = base
    self.pages = pages
    self.frames = frames
    self.slots = slots
    self.processes = processes
    self.devices = devices
  }

  /// `001`, the index of a page within its pmd.
  public func page(_ page: Int) -> String { Self.hex((base >> 12 &+ UInt64(bitPattern: Int64(page))) & 0x1ff, 3) }

  /// `7f0000001000`.
  public func address(_ page: Int) -> String { Self.hex(base &+ UInt64(bitPattern: Int64(page)) << 12, 1) }

  /// `[7f0000001000 +1p)`.
  public func span(_ start: Int, _ end: Int) -> String { "[\(address(start)) +\(end - start)p)" }

  /// `pgd[0fe] › pud[000] › pmd[000]`, where page 0 lies.
  public var path: String {
    let index = { (shift: UInt64) in Self.hex(base >> shift & 0x1ff, 3) }
    return "pgd[\(index(39))] › pud[\(index(30))] › pmd[\(index(21))]"
  }

  public func frame(_ row: Int) -> String { name(frames, row) }
  public func slot(_ row: Int) -> String { name(slots, row) }
  public func device(_ row: Int) -> String { name(devices, row) }
  public func process(_ number: Int) -> String { number == 0 ? "free" : name(processes, number) }

  private func name(_ names: [String], _ row: Int) -> String {
    names.indices.contains(row - 1) ? names[row - 1] : "?"
  }

  static func hex(_ number: UInt64, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
