import Explorer
import Kernel
import Machine

extension Program {
  /// What is wrong, with the name of the law that it breaks.
  public func brokenLaw(_ violation: Violation) -> String {
    let sentence = sentence(violation)
    switch violation.flaw {
    case .property: return sentence
    default: return "\(lawName(violation)): \(sentence)"
    }
  }

  /// The name of the law that is broken; or what everybody calls such a bug.
  public func lawName(_ violation: Violation) -> String {
    switch violation.flaw {
    case .property(let number): properties[number].name
    case .deadlock: violation.waits.cycle.isEmpty ? "deadlock" : Laws.noRing.name
    case .lostWakeUp: "lost wake-up"
    case .circle, .livelock: "livelock"
    case .bare: "bare"
    case .fault(let fault, _): Laws.name(of: fault)
    }
  }

  /// Lines of drivers of which no step was ever taken, by file.
  public func unreachedLines(_ coverage: Coverage) -> [(file: String, lines: [Int])] {
    procedures.compactMap { procedure in
      guard !procedure.procedure.text.isEmpty else { return nil }
      let counters = procedure.first..<procedure.first + procedure.count
      let all = Set(counters.compactMap { steps[$0].line })
      let taken = Set(counters.filter { coverage.wasTaken[$0] }.compactMap { steps[$0].line })
      let lines = all.subtracting(taken).sorted()
      return lines.isEmpty ? nil : (procedure.procedure.file, lines)
    }
  }
}
