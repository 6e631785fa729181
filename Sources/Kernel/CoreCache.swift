import Synchronization

extension Core {
  /// The procedures of an edition; the same objects each time it is asked.
  public static func of(_ edition: Edition) -> Core { cache.core(edition) }

  private static let cache = CoreCache()
}

/// Editions are built when they are first asked for.
private final class CoreCache: Sendable {
  private let cores = Mutex<[Edition: Core]>([:])

  func core(_ edition: Edition) -> Core {
    cores.withLock { cores in
      if let known = cores[edition] { return known }
      let core = Core(edition)
      cores[edition] = core
      return core
    }
  }
}
