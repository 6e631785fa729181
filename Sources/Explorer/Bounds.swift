/// Where a search may stop although it has not seen everything.
public struct Bounds: Sendable {
  /// States that are kept.
  public var states: Int
  /// Interleaving steps from the first state; nil for any number.
  public var depth: Int?
  /// Bytes that the search may hold, without the program itself; nil for any number.
  public var memory: Int?
  /// Whether the first flaw ends the search, when its layer is done; else it goes on and collects flaws that differ.
  public var endsAtFirstFlaw: Bool

  public init(states: Int = 20_000_000, depth: Int? = nil, memory: Int? = nil, endsAtFirstFlaw: Bool = true) {
    self.states = states
    self.depth = depth
    self.memory = memory
    self.endsAtFirstFlaw = endsAtFirstFlaw
  }
}

/// Why a search has not seen everything.
public enum Limit: Sendable, Hashable {
  case states(Int)
  case depth(Int)
  /// Bytes.
  case memory(Int)
  case interrupted
}
