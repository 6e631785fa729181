import ArgumentParser
import Diagnosis
import Drivers
import Foundation
import Kernel
import Lessons
import Library
import Scenarios
import Scene
import Scripts
import Session
import Spelling
import Trace

/// Whether files are what they are meant to be.
struct Validation {
  let finder: Subject.Finder
  /// The edition that drivers are for; nil for any.
  let edition: String?

  /// What a file is, in a few words. What is wrong with it is told, and its status thrown.
  func check(_ file: String) throws -> String {
    guard let bytes = try read(file) else { throw failure("there is no file \(file)", Status.noInput) }
    guard let kind = FileKind(file: file, bytes: bytes) else {
      complain(
        """
        \(file):1:1: error: this is no file of hmmscope
              = there are scripts (.tape), scenarios (.yaml), lessons (.md), drivers (.c), recordings (.jsonl), traces
        """)
      throw Status.badData
    }
    let words: String
    switch kind {
    case .script: words = try script(file, bytes)
    case .scenario: words = try scenario(file, bytes)
    case .lesson: words = try lesson(file, bytes)
    case .driver: words = try driver(file, bytes)
    case .recording, .trace: words = try timeline(file, bytes)
    }
    return "\(kind.rawValue), \(words)"
  }

  // MARK: Scripts

  private func script(_ file: String, _ bytes: [UInt8]) throws -> String {
    let script: Script
    do {
      script = try Script(bytes: bytes, file: file, sources: ScriptFiles(shipped: finder.shipped).sources)
    } catch {
      throw told(error)
    }
    for warning in script.warnings { complain(warning) }
    try checkNames(script.commands, file, bytes)
    return count(script.commands.count, "command")
  }

  /// What commands open must be there. Those of scripts that this one names are another file's.
  private func checkNames(_ commands: [Command], _ file: String, _ bytes: [UInt8]) throws {
    let problems = commands.filter { $0.file == file }.compactMap(unknownName)
    guard !problems.isEmpty else { return }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    throw told(Diagnostics(file: file, lines: lines.map(String.init), all: problems))
  }

  /// What a command opens must be there.
  private func unknownName(_ command: Command) -> Diagnostic? {
    switch command.verb {
    case .scenario(let name, _) where !finder.knows(name):
      let near = nearest(name, among: finder.shipped.names(in: "Scenarios").map(\.withoutEnding))
      return Diagnostic(
        .error, command.span, "there is no scenario \(name.prefix(80))",
        hint: near.map { "did you mean \($0)?" } ?? "hmmscope list scenarios names those that ship")
    case .load(let name) where !finder.knows(name) && !ShortID.isMeant(by: name):
      return Diagnostic(
        .error, command.span, "there is no recording and no trace \(name.prefix(80))",
        hint: "hmmscope list recordings names those that ship")
    default: return nil
    }
  }

  // MARK: Others

  private func scenario(_ file: String, _ bytes: [UInt8]) throws -> String {
    let subject = try finder.scenario(bytes, file: file)
    let threads = subject.scenario?.world.threads.count ?? 0
    return "\(count(threads, "thread")), \(subject.session.scene().heading.edition)"
  }

  private func lesson(_ file: String, _ bytes: [UInt8]) throws -> String {
    let lesson: Lesson
    do {
      lesson = try Lesson(bytes, file: file)
    } catch {
      throw told(error)
    }
    let scripts = lesson.stops.flatMap { $0.commands + $0.questions.flatMap(\.commands) }
    try checkNames((lesson.opening.commands + scripts.flatMap(\.commands)), file, bytes)
    let player = try player(lesson, finder)
    do {
      while try player.goOn() {}
    } catch {
      throw told(error)
    }
    return "\(count(lesson.stops.count, "stop")), \(count(lesson.questionCount, "question"))"
  }

  /// A driver is right if one edition can run it; what is wrong is told for 5.2, or for the one that was asked for.
  private func driver(_ file: String, _ bytes: [UInt8]) throws -> String {
    var good: [String] = []
    var warnings: Diagnostics?
    for version in edition.map({ [$0] }) ?? Scenario.editions {
      let environment = Environment.linux(Edition(version: version))
      switch DriverProgram.compile(bytes: bytes, file: file, environment: environment) {
      case .success(let program):
        good.append(version)
        warnings = program.findings
      case .failure(let problems):
        if version == edition ?? Edition.linux5_2.version, good.isEmpty { warnings = problems }
      }
    }
    if let warnings, !warnings.all.isEmpty { complain(warnings.description) }
    guard !good.isEmpty else { throw Status.badData }
    return "Linux \(good.joined(separator: ", "))"
  }

  private func timeline(_ file: String, _ bytes: [UInt8]) throws -> String {
    let subject = try finder.content(bytes, file: file)
    let timeline = subject.session.timeline
    guard let trace = subject.trace else { return count(timeline.last, "step") }
    let lost = trace.trace.unknownCount
    return count(trace.trace.count, "event") + (lost > 0 ? ", \(count(lost, "line")) not understood" : "")
  }

  // MARK: Words

  private func told(_ problems: Diagnostics) -> ExitCode {
    complain(problems.description)
    return Status.badData
  }

  private func told(_ problem: LessonProblem) -> ExitCode { hmmscope.told(problem) }

  private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
