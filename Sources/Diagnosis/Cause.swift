import Explorer
import Machine
import Replay

/// Violations that come of the same: the same switches would save them, and the same step decides.
public struct Cause: Sendable {
  /// The nearest first.
  public let diagnoses: [Diagnosis]
  /// Their places in what was grouped.
  let places: [Int]

  public var example: Diagnosis { diagnoses[0] }

  /// Groups what a search has found, the nearest cause first.
  public static func group(_ diagnoses: [Diagnosis]) -> [Cause] {
    var keys: [Key] = []
    var groups: [Key: [Int]] = [:]
    for (place, diagnosis) in diagnoses.enumerated() {
      let key = Key(diagnosis)
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append(place)
    }
    return keys.map { key in
      let places = groups[key]!.sorted { diagnoses[$0].violation.path.count < diagnoses[$1].violation.path.count }
      return Cause(diagnoses: places.map { diagnoses[$0] }, places: places)
    }
  }

  /// What makes two violations the same cause.
  private struct Key: Hashable {
    var saving: [String]
    /// The step after which no order helps, with its thread; where there is none, the step that breaks the law.
    var decision: String

    init(_ diagnosis: Diagnosis) {
      saving = diagnosis.saving.map(\.name)
      decision = diagnosis.label(of: diagnosis.criticalByOrder ?? diagnosis.violation.path.count)
    }
  }

  /// What the violations have in common, in a line.
  public var words: String {
    let diagnosis = example
    let saving = diagnosis.saving.map(\.name)
    var words: [String] = []
    if let step = diagnosis.criticalByOrder { words.append("decided at \(diagnosis.label(of: step))") }
    if !saving.isEmpty { words.append("mended by \(saving.joined(separator: " or "))") }
    return words.isEmpty ? diagnosis.label(of: diagnosis.violation.path.count) : words.joined(separator: ", ")
  }
}

extension Diagnosis {
  /// `app: hmm_invalidate_range_end IE3`, of a step of the way, from 1.
  public func label(of step: Int) -> String {
    var state = program.initialState()
    for choice in violation.path.prefix(step - 1) { state = program.move(state, choice) ?? state }
    guard violation.path.indices.contains(step - 1) else { return "the first state" }
    let thread = violation.path[step - 1].thread
    return
      "\(program.threads[thread].name): \(program.nextStep(state, thread).map { program.label(of: $0) } ?? "ended")"
  }

  /// A flaw as one sentence, with the law that it breaks where the machine itself has seen it.
  public var sentence: String { program.brokenLaw(violation) }
}
