import Diagnosis
import Explorer
import Kernel
import Machine
import Replay
import Scenarios
import Testing

@Suite("Why a check fails")
struct DiagnosisTests {
  @Test("the flag that comes back: decided at IE3 by order, at the driver's test by rule, and B1 is the rule")
  func flagComesBack() throws {
    let found = try Found("aba"), diagnosis = try found.first
    let order = try #require(diagnosis.criticalByOrder), rule = try #require(diagnosis.criticalByRule)
    #expect(diagnosis.label(of: order) == "app: hmm_invalidate_range_end IE3")
    #expect(diagnosis.label(of: rule) == "gpu: mirror:21")
    #expect(diagnosis.saving.map(\.name) == ["B1"])
    #expect(diagnosis.program.threads.map(\.name) == ["gpu", "app", "other", "device"])
    #expect(diagnosis.parts[2] == .still && diagnosis.parts[3] == .still)
    for thread in 0...1 {
      guard case .needed(let states) = diagnosis.parts[thread] else {
        Issue.record("thread \(thread) is needed")
        continue
      }
      #expect(states > 10)
    }
  }

  @Test("a twin shares the steps before the critical one, ends, and breaks nothing", arguments: ["aba", "retry-loop"])
  func twins(_ name: String) throws {
    let diagnosis = try Found(name).first
    guard case .step(let step, twin: let twin) = diagnosis.order else {
      Issue.record("there is a critical step")
      return
    }
    #expect(twin.prefix(step - 1) == diagnosis.violation.path.prefix(step - 1))
    #expect(twin[step - 1] != diagnosis.violation.path[step - 1])
    #expect(try Found.broken(twin, diagnosis.program).isEmpty)
    #expect(diagnosis.program.choices(try Found.end(twin, diagnosis.program)).isEmpty)
    for (name, _, rescue) in diagnosis.saving {
      #expect(rescue.scenario.world.edition.fixes.contains(name))
      #expect(try Found.broken(rescue.twin, rescue.program).isEmpty)
      #expect(rescue.program.choices(try Found.end(rescue.twin, rescue.program)).isEmpty)
    }
  }

  @Test("a switch that is said to save it is one with which nothing is found", arguments: ["aba", "retry-loop"])
  func rules(_ name: String) throws {
    let diagnosis = try Found(name).first
    for trial in diagnosis.rules {
      let findings = try Found(name, fixes: [trial.name]).findings
      switch trial.outcome {
      case .saves(let states, _): #expect(findings.verdict == .passes && findings.states == states)
      default: #expect(findings.verdict == .fails)
      }
    }
    #expect(diagnosis.rules.count > 1)
  }

  @Test("a driver that never asks is not saved by any switch") func unchecked() throws {
    let text = try Found.text("Drivers/unchecked.c")
    let diagnosis = try Found("retry-loop", driver: text).first
    #expect(diagnosis.saving.isEmpty)
    let report = diagnosis.text().joined(separator: "\n")
    #expect(report.contains("by rule:  no switch"))
  }

  @Test("violations that the same switch and the same step decide are one cause") func causes() throws {
    let found = try Found("aba", all: true)
    #expect(found.diagnoses.count == 2)
    let causes = Cause.group(found.diagnoses)
    #expect(causes.count == 1)
    #expect(causes[0].words == "decided at app: hmm_invalidate_range_end IE3, mended by B1")
    #expect(causes[0].example.sentence.hasPrefix("I1: "))
  }

  @Test("other decisions are other causes") func otherCauses() throws {
    let found = try Found("aba", all: true)
    let unchecked = try Found("retry-loop", driver: try Found.text("Drivers/unchecked.c"))
    #expect(Cause.group(found.diagnoses + unchecked.diagnoses).count == 2)
  }

  @Test("a counterexample of a hundred steps is told in rows that fit two screens, and each step is in one of them")
  func folded() throws {
    let diagnosis = try Found("retry-loop").first
    let lines = diagnosis.text(), whole = diagnosis.text(isWhole: true)
    #expect(diagnosis.violation.path.count == 100)
    #expect(lines.firstIndex { $0.hasPrefix("▾ by order") }! < 34)
    #expect(whole.count > lines.count + 70)
    let numbers = lines.compactMap { line -> ClosedRange<Int>? in
      let cell = line.dropFirst(2).prefix(7).filter { $0 != " " }
      let bounds = cell.split(separator: "-").compactMap { Int($0) }
      return bounds.isEmpty ? nil : bounds[0]...bounds[bounds.count - 1]
    }.prefix { $0.lowerBound <= 100 }
    #expect(numbers.flatMap { Array($0) }.starts(with: Array(1...100)))
  }

  @Test("what is saved marks the critical steps, and the twin the first that differs") func recordings() throws {
    let diagnosis = try Found("aba").first
    let marks = diagnosis.recording.marks
    #expect(marks.map(\.mark) == ["order", "rule"])
    #expect(marks.map(\.at) == [diagnosis.criticalByOrder, diagnosis.criticalByRule])
    let twin = try #require(diagnosis.twinRecording)
    #expect(twin.marks.map(\.at) == [diagnosis.criticalByOrder])
    let run = try twin.replay(on: diagnosis.program, file: "twin.jsonl")
    #expect(diagnosis.program.choices(run.state(run.count)).isEmpty)
  }
}
