/// How a search goes about its work. None of it changes the verdict, nor the length of what is found.
public struct Manner: Sendable, Hashable {
  /// Whether states are kept whole, and compared byte by byte; else 64 bits stand for one.
  public var isExact: Bool
  /// Whether steps that touch nothing but their thread's own stack run on with the step before.
  public var chains: Bool
  /// Whether states that differ only by which of several threads that are alike is where are taken for one.
  public var symmetry: Bool
  /// Threads of the machine that does the search; each answer is the same for any number of them.
  public var cores: Int

  public init(isExact: Bool = false, chains: Bool = true, symmetry: Bool = true, cores: Int = 1) {
    self.isExact = isExact
    self.chains = chains
    self.symmetry = symmetry
    self.cores = cores
  }

  /// Every state, whole, one after the other: what other ways of searching are held against.
  public static let plain = Manner(isExact: true, chains: false, symmetry: false)
}
