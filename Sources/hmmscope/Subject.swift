import ArgumentParser
import Drivers
import Foundation
import Library
import Replay
import Scenarios
import Scene
import Scripts
import Session
import Spelling
import Trace

/// What a command works on: a scenario, a recording or a trace, opened as a session.
struct Subject {
  var session: Session
  /// The scenario of a run; nil for a trace.
  var scenario: Scenario?
  var seed: UInt64?
  var name: String
  /// The trace itself; nil for a run.
  var trace: TraceTimeline?
  /// What it was run with stands in its file.
  var isRecording = false
  /// It runs as its file says, so that it must end as its file says: no other driver, no cure, no other choices.
  var followsItsFile = false
  /// The lines of a script that open it.
  var opening: [String] = []

  /// What a person can call: a shipped name or a file.
  struct Finder {
    let shipped: Library
    var overrides = ScenarioOverrides()
    var seed: UInt64?
    var adopts = false
    /// The scenario that an id is of.
    var scenarioOfID: String?
    /// The options of the command line that say what is opened, and how.
    var options: [String] = []
    /// What was read that is not shipped.
    let files = WatchedFiles()

    init(_ display: DisplayOptions) throws {
      shipped = Library(folder: display.assets)
      if !shipped.isThere { throw failure("there is no folder \(display.assets ?? "")", Status.noInput) }
      if let folder = display.assets { options += ["--assets", folder] }
    }

    /// Opens a shipped scenario or a scenario's file.
    func scenario(_ name: String) throws -> Subject {
      var subject = try opened(try scenarioOnly(name))
      subject.opening = script("Scenario", name) + (seed.map { ["Seed \($0)"] } ?? [])
      return subject
    }

    /// The lines of a script that open something.
    func script(_ verb: String, _ name: String) -> [String] {
      let words = options.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ").printable
      let note = options.isEmpty ? [] : ["# It goes with the same options: hmmscope replay --script FILE \(words)"]
      return note + ["\(verb) \(Transcript.word(name))"]
    }

    /// The scenario alone, not yet run.
    func scenarioOnly(_ name: String) throws -> Scenario {
      let scenario = try reported { () throws(ScenarioProblem) in
        try Scenario.shipped(name, overrides: overrides, file: shipped.bytes)
      }
      if let scenario { return warned(scenario) }
      files.note(name)
      if let bytes = try read(name) { return try parse(bytes, file: name) }
      throw missing(name)
    }

    /// Whether a file, a trace or a scenario has this name.
    func knows(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: name)
        || ["Traces/\(name)", "Traces/\(name).ftrace.txt", "Scenarios/\(name).yaml", "Bugs/\(name).yaml"].contains {
          shipped.bytes($0) != nil
        }
    }

    private func missing(_ name: String) -> ExitCode {
      let near = nearest(name, among: shipped.names(in: "Scenarios").map { $0.withoutEnding })
      return failure(
        "there is no scenario and no file \"\(name)\"\(near.map { "; did you mean \($0)?" } ?? "")", Status.noInput)
    }

    private func opened(_ scenario: Scenario) throws -> Subject {
      let isOwn = overrides.driver == nil && overrides.fixes.isEmpty
      var subject = try opened(scenario) { () throws(OpeningError) in
        try RunTimeline.open(scenario, seed: seed, asFarAsItGoes: !isOwn)
      }
      subject.followsItsFile = isOwn && seed == nil
      return subject
    }

    /// Reads a scenario's file; its drivers are looked for beside it first.
    private func parse(_ bytes: [UInt8], file: String) throws -> Scenario {
      let folder = URL(filePath: file).deletingLastPathComponent()
      let scenario = try reported { () throws(ScenarioProblem) in
        try Scenario.read(bytes, file: file, overrides: overrides) { name in
          let beside = folder.appending(path: name).path
          files.note(beside)
          if let own = try? hmmscope.read(beside), !own.isEmpty { return own }
          return shipped.bytes("Drivers/\(name)") ?? shipped.bytes("Drivers/\(name).c")
            ?? shipped.bytes("Exercises/\(name)")
        }
      }
      return warned(scenario)
    }

    private func warned(_ scenario: Scenario) -> Scenario {
      for warning in scenario.warnings { complain(warning) }
      return scenario
    }

    /// What is read, unless it is wrong: then that is told, and ends the program.
    func reported<Found>(_ read: () throws(ScenarioProblem) -> Found) throws -> Found {
      do {
        return try read()
      } catch {
        complain(error.description)
        throw Status.badData
      }
    }

    private func opened(
      _ scenario: Scenario, _ timeline: () throws(OpeningError) -> RunTimeline
    ) throws -> Subject {
      do {
        let run = try timeline()
        return Subject(session: Session(run), scenario: scenario, seed: seed, name: scenario.name)
      } catch {
        complain(error.description)
        if case .divergence = error { throw Status.diverged }
        throw Status.badData
      }
    }

    /// Opens what `replay` and `export` are given: a file or a shipped name, told apart by what is in it.
    func anything(_ name: String) throws -> Subject {
      guard var subject = try file(name) else { return try scenario(name) }
      subject.opening = script("Load", name)
      return subject
    }

    /// A file, or a shipped trace; nil where there is none of that name.
    private func file(_ name: String) throws -> Subject? {
      if name == "-" || FileManager.default.fileExists(atPath: name) {
        if let trace = try mappedTrace(name) { return trace }
        guard let bytes = try read(name) else { throw failure("there is no file \(name)", Status.noInput) }
        return try content(bytes, file: name == "-" ? "standard input" : name)
      }
      for folder in ["Traces/\(name)", "Traces/\(name).ftrace.txt"] {
        if let bytes = shipped.bytes(folder) { return try content(bytes, file: String(folder.dropFirst(7))) }
      }
      return nil
    }

    /// A large kernel trace, mapped instead of read, so that it is in memory once; nil for all other files.
    private func mappedTrace(_ name: String) throws -> Subject? {
      guard let mapped = MappedFile(name), mapped.bytes.count > 8 << 20, mapped.begins(with: "# tracer:") else {
        return nil
      }
      return try trace(TraceBytes(mapped: mapped.bytes) { _ = mapped }, file: name)
    }

    private func trace(_ bytes: TraceBytes, file: String) throws -> Subject {
      do {
        let timeline = try TraceTimeline(bytes, name: String(file.split(separator: "/").last ?? "trace"))
        return Subject(
          session: Session(timeline), scenario: nil, seed: nil, name: timeline.name, trace: timeline)
      } catch {
        complain(error.message(file: file))
        throw Status.badData
      }
    }

    /// Opens a scenario's file whose bytes are there already.
    func scenario(_ bytes: [UInt8], file: String) throws -> Subject { try opened(try parse(bytes, file: file)) }

    /// Opens what a file has: a recording, a scenario or a trace.
    func content(_ bytes: [UInt8], file: String) throws -> Subject {
      if Recording.isRecording(bytes) { return try recording(bytes, file: file) }
      if file.hasSuffix(".yaml") || file.hasSuffix(".yml") { return try opened(try parse(bytes, file: file)) }
      return try trace(TraceBytes(bytes), file: file)
    }

    private func recording(_ bytes: [UInt8], file: String) throws -> Subject {
      let recording: Recording
      do {
        recording = try Recording(bytes, file: file)
      } catch {
        complain(error.description)
        throw Status.badData
      }
      let header = recording.header
      var finder = self
      finder.overrides.edition = header.edition
      finder.overrides.fixes = Set(header.fixes)
      finder.overrides.hasAllFixes = true
      // One driver for all devices, perhaps another one than the scenario names.
      finder.overrides.driver = header.drivers.count == 1 ? header.drivers.first.map { DriverFile($0) } : nil
      let scenario: Scenario
      do {
        scenario = try Scenario.read(
          Array(header.scenario.text.utf8), file: "\(header.scenario.name).yaml", overrides: finder.overrides
        ) { name in header.drivers.first { $0.name == name }.map { Array($0.text.utf8) } }
      } catch {
        complain("\(file):1:1: error: the recording's scenario cannot be read\n\(error.description)")
        throw Status.badData
      }
      var subject = try opened(scenario) { () throws(OpeningError) in
        try RunTimeline.open(scenario, recording, file: file, adopting: adopts)
      }
      subject.isRecording = true
      subject.seed = header.seed
      subject.followsItsFile = header.fixes.isEmpty && isSchedule(subject, scenario)
      for mark in recording.marks { subject.session.keep(mark.mark, at: mark.at, note: mark.note) }
      return subject
    }
  }
}

/// Whether a run begins with the schedule of its scenario.
private func isSchedule(_ subject: Subject, _ scenario: Scenario) -> Bool {
  guard let run = (subject.session.timeline as? RunTimeline)?.run,
    let choices = try? run.program.choices(of: scenario.schedule)
  else { return false }
  return !choices.isEmpty && run.choices.starts(with: choices)
}

extension DriverFile {
  init(_ kept: KeptFile) { self.init(name: kept.name, text: kept.text) }
}

extension String {
  var withoutEnding: String { String(prefix { $0 != "." }) }
}
