import Machine

/// Which steps of a program some interleaving takes. With a bound hit it tells only what was taken so far.
public struct Coverage: Sendable {
  /// By program counter; the first stands for a thread that has ended, and is never taken.
  public let wasTaken: [Bool]

  /// A step that no interleaving takes.
  public struct Untaken: Sendable, Hashable {
    public let procedure: String
    /// Which step of its procedure, from 0.
    public let index: Int
    /// Its name in the reference, or else its text.
    public let step: String
  }

  /// How many steps there are, and how many were taken.
  public var steps: Int { wasTaken.count - 1 }
  public var taken: Int { wasTaken.count { $0 } }
}

extension Program {
  /// The steps that no interleaving took, by procedure, in the order of the listing.
  public func untaken(_ coverage: Coverage) -> [Coverage.Untaken] {
    steps.indices.dropFirst().filter { !coverage.wasTaken[$0] }.map { counter in
      let step = steps[counter]
      return Coverage.Untaken(
        procedure: procedures[step.procedure].name, index: step.index, step: step.name ?? text(of: step))
    }
  }
}
