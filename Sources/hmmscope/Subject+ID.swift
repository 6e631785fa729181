import Diagnosis
import Foundation
import Library
import Replay
import Scenarios
import Session

extension Subject.Finder {
  /// Opens the run that a short id names; nil if the text is none, or if there is a file of this name.
  func id(_ text: String, scenario file: String?) throws -> Subject? {
    guard ShortID.isMeant(by: text), !FileManager.default.fileExists(atPath: text) else { return nil }
    let id: ShortID
    do {
      id = try ShortID(text)
    } catch {
      throw failure("\(text) is no id: \(error)", Status.badData)
    }
    let names = file.map { [$0] } ?? shipped.names(in: "Scenarios").map(\.withoutEnding).filter(id.isOf)
    guard let name = names.first else {
      throw failure("\(text): no shipped scenario has this id; --scenario FILE names another one", Status.noInput)
    }
    var subject = try run(id, text, of: try scenarioOnly(name))
    subject.opening = script("Load", text)
    return subject
  }

  private func run(_ id: ShortID, _ text: String, of scenario: Scenario) throws -> Subject {
    do {
      let program = try RunTimeline.compile(scenario)
      let choices = try id.choices(of: scenario, on: program)
      let timeline = RunTimeline.show(Run(program, choices), scenario)
      return Subject(session: Session(timeline), scenario: scenario, name: scenario.name)
    } catch {
      throw failure("\(text): \(error)", Status.diverged)
    }
  }
}
