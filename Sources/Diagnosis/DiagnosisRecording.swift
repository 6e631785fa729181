import Explorer
import Machine
import Replay
import Scenarios
import Session

extension Diagnosis {
  /// The counterexample as a recording, its critical steps marked.
  public var recording: Recording {
    var marks: [RecordedMark] = []
    if let step = criticalByOrder {
      marks.append(
        RecordedMark(
          mark: "order", at: step, note: "critical by order: after this step no choice of thread ends well"))
    }
    if let (name, _, rescue) = saving.first {
      marks.append(
        RecordedMark(
          mark: "rule", at: rescue.step, note: "critical by rule: --fix \(name) makes the difference here at the latest"
        ))
    }
    return Self.recording(violation.path, scenario, program, marks)
  }

  /// The twin that passes as a recording, the first step that differs marked: the one by order, or where the order
  /// cannot help the one by rule. nil where there is none.
  public var twinRecording: Recording? {
    if case .step(let step, twin: let twin) = order {
      return Self.recording(
        twin, scenario, program, [RecordedMark(mark: "twin", at: step, note: "the first step that differs")])
    }
    guard let (name, _, rescue) = saving.first else { return nil }
    return Self.recording(
      rescue.twin, rescue.scenario, rescue.program,
      [RecordedMark(mark: "twin", at: rescue.shared, note: "from here on --fix \(name) makes the difference")])
  }

  private static func recording(
    _ path: [Choice], _ scenario: Scenario, _ program: Program, _ marks: [RecordedMark]
  ) -> Recording {
    Recording(Run(program, path), header: RecordingHeader(scenario, seed: nil), marks: marks)
  }
}
