/// One physical frame or swap slot.
public struct FrameRow: Equatable, Sendable {
  /// `1a1`, `swap 5`.
  public var label: String
  /// Whose it is: `app`, `free`, `other`.
  public var owner: String
  public var ownerBefore: String?
  /// The page at which the CPU's table and the device's table map it: `001`; empty for none, `-` where it does not
  /// apply.
  public var cpu: String
  public var cpuBefore: String?
  public var device: String
  public var deviceBefore: String?
  /// The letter in it, `'B'`; `-` for none.
  public var data: String
  public var dataBefore: String?
  public var references: Int?
  public var isSwap: Bool
  public var isBroken = false
  /// Whose memory it is part of: empty for RAM and swap, `gpu memory` for that of a device.
  public var memory = ""
  /// Every entry of a CPU's table that maps it, where there can be several; drawn in the place of `cpu`.
  public var mappings: [FrameMapping] = []
  /// The same before this step, where the step changed it; drawn in the place of `cpuBefore`.
  public var mappingsBefore: [FrameMapping]?
  /// The same of the tables of several devices; drawn in the place of `device` and `deviceBefore`.
  public var deviceMappings: [FrameMapping] = []
  public var deviceMappingsBefore: [FrameMapping]?
  public var mark: Mark
  public var cell: String

  public init(
    label: String, owner: String, cpu: String, device: String, data: String, references: Int? = nil,
    isSwap: Bool = false, mark: Mark = .none, cell: String = ""
  ) {
    self.label = label
    self.owner = owner
    self.cpu = cpu
    self.device = device
    self.data = data
    self.references = references
    self.isSwap = isSwap
    self.mark = mark
    self.cell = cell
  }
}

/// Where a frame is mapped: at `000` of `child`.
public struct FrameMapping: Equatable, Sendable {
  public var page: String
  /// The address space or the device, by the name of its table's owner.
  public var owner: String

  public init(_ page: String, _ owner: String) {
    self.page = page
    self.owner = owner
  }
}

/// One inference of a trace.
public struct Evidence: Equatable, Sendable {
  /// `retry of 139`, `11f-120 none`.
  public var claim: String
  /// The lines that it rests on: (2460, "check_retry 119, 121").
  public var lines: [EvidenceLine]

  public init(claim: String, lines: [EvidenceLine]) {
    self.claim = claim
    self.lines = lines
  }
}

/// One line that an inference rests on.
public struct EvidenceLine: Equatable, Sendable {
  public var number: Int
  public var text: String

  public init(_ number: Int, _ text: String) {
    self.number = number
    self.text = text
  }
}

/// One line of a trace, as printed, without what would only fill the row.
public struct TraceLine: Equatable, Sendable {
  public var number: Int
  public var task: String
  public var text: String
  public var isNow: Bool
  public var isInferred: Bool

  public init(number: Int, task: String, text: String, isNow: Bool, isInferred: Bool = false) {
    self.number = number
    self.task = task
    self.text = text
    self.isNow = isNow
    self.isInferred = isInferred
  }
}
