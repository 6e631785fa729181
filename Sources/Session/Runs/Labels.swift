import Kernel

/// How the things of a scenario are called on the screen.
public struct Labels: Sendable {
  /// The windows of the address spaces, in the order of their pages, which are numbered through.
  public var windows: [Window]
  /// By row, from 1: `1a0`.
  public var frames: [String]
  /// By row, from 1: the number of the slot.
  public var slots: [String]
  /// By number, from 1: `app`.
  public var processes: [String]
  /// By row, from 1: `gpu`.
  public var devices: [String]

  /// The pages of one address space.
  public struct Window: Sendable, Equatable {
    /// The process whose address space it is.
    public var process: String
    /// The address of its first page.
    public var base: UInt64
    /// Their numbers.
    public var pages: Range<Int>

    public init(process: String, base: UInt64, pages: Range<Int>) {
      self.process = process
      self.base = base
      self.pages = pages
    }
  }

  public init(
    windows: [Window], frames: [String], slots: [String], processes: [String], devices: [String]
  ) {
    self.windows = windows
    self.frames = frames
    self.slots = slots
    self.processes = processes
    self.devices = devices
  }

  /// How many pages there are in all address spaces.
  public var pages: Int { windows.last?.pages.upperBound ?? 0 }

  /// The address of a page. The number of the page behind a window is that of the first page of the next one: with an
  /// address space, from 1, it is the end of that one's window.
  private func number(_ page: Int, in space: Int? = nil) -> UInt64 {
    let own = space.flatMap { windows.indices.contains($0 - 1) ? windows[$0 - 1] : nil }
    let window =
      own.flatMap { $0.pages.upperBound == page ? $0 : nil } ?? windows.last { $0.pages.contains(page) }
      ?? windows.last { $0.pages.upperBound == page } ?? windows[0]
    return window.base &+ UInt64(bitPattern: Int64(page - window.pages.lowerBound)) << 12
  }

  /// `001`, the index of a page within its pmd; of one that an address space ends with, as that one counts.
  public func page(_ page: Int, in space: Int? = nil) -> String { Self.hex(number(page, in: space) >> 12 & 0x1ff, 3) }

  /// `7f0000001000`.
  public func address(_ page: Int) -> String { Self.hex(number(page), 1) }

  /// `[7f0000001000 +1p)`.
  public func span(_ start: Int, _ end: Int) -> String { "[\(address(start)) +\(end - start)p)" }

  /// `pgd[0fe] › pud[000] › pmd[000]`, where the first page of an address space lies.
  public func path(of window: Int = 0) -> String {
    let index = { (shift: UInt64) in Self.hex(windows[window].base >> shift & 0x1ff, 3) }
    return "pgd[\(index(39))] › pud[\(index(30))] › pmd[\(index(21))]"
  }

  /// Which address space a page belongs to.
  private func window(of page: Int) -> Window {
    windows.last { $0.pages.lowerBound <= page } ?? windows[0]
  }

  /// The number of a page in its own window.
  public func local(_ page: Int) -> Int { page - window(of: page).pages.lowerBound }

  /// The index of a page's entry on a level: 0 is the pgd, 3 the pmd.
  public func index(of page: Int, depth: Int) -> String {
    Self.hex(number(page) >> [39, 39, 30, 21][depth] & 0x1ff, 3)
  }

  public func frame(_ row: Int) -> String { name(frames, row) }
  public func slot(_ row: Int) -> String { name(slots, row) }
  public func device(_ row: Int) -> String { name(devices, row) }
  public func process(_ number: Int) -> String {
    number == 0 ? "free" : number == Process.zeroNumber ? Process.zeroName : name(processes, number)
  }

  private func name(_ names: [String], _ row: Int) -> String {
    names.indices.contains(row - 1) ? names[row - 1] : "?"
  }

  static func hex(_ number: UInt64, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
