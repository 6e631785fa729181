import ArgumentParser
import Foundation
import Replay
import Scenarios
import Scene
import Screen
import Scripts
import Session
import Terminal

typealias DriverFile = Scenario.DriverText

/// Shows a subject: on the terminal with keys, or as text; saves the run where that was asked for.
///
/// - Parameter source: where its scenario comes from, to be read again when a file of it changes.
func show(
  _ subject: Subject, at place: String?, _ display: DisplayOptions, record: String? = nil,
  source: ScenarioSource? = nil
) throws {
  if let place {
    let reply = subject.session.handle(.goTo(Session.target(place)))
    if reply.isError { throw failure(reply.note, Status.usage) }
  }
  if display.isInteractive {
    let stage = ExploringStage(subject, try Subject.Finder(display), source)
    try interact(stage, display)
    if let record, record.hasSuffix(".tape") { return try write(stage.script, to: record) }
  } else {
    let printer = Printer(display, try display.settings())
    if place == nil {
      printer.steps(subject.session)
      subject.session.handle(.goTo(.last))
      output("")
    }
    output(printer.picture(subject.session))
  }
  if let record { try record.hasSuffix(".tape") ? saveScript(subject, to: record) : save(subject, to: record) }
  guard !display.isInteractive else { return }
  try judge(subject)
}

/// Saves a run that nobody has touched as a script.
private func saveScript(_ subject: Subject, to path: String) throws {
  let transcript = Transcript(opening: subject.opening)
  let session = subject.session, timeline = session.timeline
  let target: Target = session.position == timeline.last ? .last : .moment(session.position)
  transcript.note(.goTo(target), Reply(), session, from: timeline.first)
  try write(transcript.text, to: path)
}

/// Takes over the terminal until the person leaves.
func interact(_ stage: any Stage, _ display: DisplayOptions) throws {
  let options = try ScreenOptions(display)
  do {
    var interactive = try Interactive(options: options)
    interactive.run(stage)
  } catch {
    throw failure(error.rawValue, Status.usage)
  }
}

/// Saves a run as a recording.
func save(_ subject: Subject, to path: String) throws {
  guard let timeline = subject.session.timeline as? RunTimeline,
    let scenario = timeline.scenario ?? subject.scenario
  else {
    throw failure("a trace is a recording already", Status.usage)
  }
  let marks = subject.session.bookmarks.map { RecordedMark(mark: $0.name, at: $0.moment, note: $0.note) }
  let recording = Recording(
    timeline.run, header: RecordingHeader(scenario, seed: subject.seed), marks: marks)
  try write(try recording.text(), to: path)
}

/// Ends with 1 if an invariant breaks in what is known, or an expectation of the scenario is not met.
func judge(_ subject: Subject) throws {
  guard let runTimeline = subject.session.timeline as? RunTimeline else { return }
  let timeline = subject.session.timeline
  var failed = false
  if let failure = timeline.failure {
    let broken = timeline.scene(at: failure).heading.broken
    let verb = broken.count == 1 ? "does" : "do"
    complain("hmmscope: \(broken.joined(separator: ", ")) \(verb) not hold from step \(failure) on")
    failed = true
  }
  if subject.followsItsFile, let scenario = subject.scenario, subject.session.isAsOpened {
    let broken = runTimeline.brokenSoFar(at: timeline.last)
    for name in scenario.expectation.broken where !broken.contains(name) {
      complain("hmmscope: expected \(name) to be broken, but it holds to the end")
      failed = true
    }
    for text in scenario.expectation.end {
      guard let condition = try? Condition(text) else {
        complain("hmmscope: the expectation \(text) cannot be read")
        failed = true
        continue
      }
      if let name = condition.unknownName(timeline, at: timeline.last) {
        complain("hmmscope: the expectation \(text): nothing here is called \(name)")
        failed = true
      } else if !condition.holds(timeline, at: timeline.last) {
        complain("hmmscope: expected \(text), but \(condition.values(timeline, at: timeline.last))")
        failed = true
      }
    }
  }
  if failed { throw Status.failed }
}
