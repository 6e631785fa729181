import Foundation
import Machine

/// A file's text under its name, as a recording carries it.
public struct KeptFile: Codable, Equatable, Sendable {
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// The first line of a recording: all that is needed to build the same machine again.
public struct RecordingHeader: Codable, Equatable, Sendable {
  /// Says what the file is.
  public var hmmscope = "recording"
  public var format = 1
  public var title: String
  public var scenario: KeptFile
  public var drivers: [KeptFile]
  public var edition: String
  public var fixes: [String]
  public var seed: UInt64?
  public var threads: [String]
  /// A hash of each procedure that the run touches, by name: a recording of another model is refused by name.
  public var procedures: [String: String]
  /// How many steps follow, so that a file that was cut off between two lines is known.
  public var steps: Int?

  public init(
    title: String, scenario: KeptFile, drivers: [KeptFile], edition: String, fixes: [String], seed: UInt64?,
    threads: [String], procedures: [String: String]
  ) {
    self.title = title
    self.scenario = scenario
    self.drivers = drivers
    self.edition = edition
    self.fixes = fixes
    self.seed = seed
    self.threads = threads
    self.procedures = procedures
  }
}

/// One step of a recording: who moved, through which step, and now and then a hash of the state that came of it.
public struct RecordedStep: Codable, Equatable, Sendable {
  public var n: Int
  public var thread: String
  public var step: String
  /// Left out for the first alternative.
  public var alternative: Int?
  public var hash: String?
}

/// A bookmark of a recording.
public struct RecordedMark: Codable, Equatable, Sendable {
  public var mark: String
  public var at: Int
  public var note: String

  public init(mark: String, at: Int, note: String) {
    self.mark = mark
    self.at = at
    self.note = note
  }
}

/// A run, saved: JSON Lines, the header first.
public struct Recording: Equatable, Sendable {
  public var header: RecordingHeader
  public var steps: [RecordedStep]
  public var marks: [RecordedMark] = []

  /// How many steps lie between two hashes.
  public static let hashInterval = 16

  /// Saves the current branch of a run.
  public init(_ run: Run, header: RecordingHeader, marks: [RecordedMark] = []) {
    let program = run.program
    var touched: Set<Int> = []
    var steps: [RecordedStep] = []
    var state = program.initialState()
    for (index, choice) in run.choices.enumerated() {
      let step = program.nextStep(state, choice.thread)!
      touched.insert(step.procedure)
      state = program.move(state, choice)!
      let number = index + 1
      let keepsHash = number % Self.hashInterval == 0 || number == run.count
      steps.append(
        RecordedStep(
          n: number, thread: program.threads[choice.thread].name, step: program.label(of: step),
          alternative: choice.alternative == 0 ? nil : choice.alternative,
          hash: keepsHash ? Self.hex(Program.fingerprint(state)) : nil))
    }
    self.header = header
    self.header.threads = program.threads.map(\.name)
    self.header.procedures = Dictionary(
      uniqueKeysWithValues: touched.map {
        (program.procedures[$0].name, Self.hex(program.identity(ofProcedure: $0)))
      })
    self.header.steps = steps.count
    self.steps = steps
    self.marks = marks
  }

  static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  // MARK: Text

  /// The recording as JSON Lines; the same run gives the same bytes.
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = [String(decoding: try encoder.encode(header), as: UTF8.self)]
    for step in steps { lines.append(String(decoding: try encoder.encode(step), as: UTF8.self)) }
    for mark in marks { lines.append(String(decoding: try encoder.encode(mark), as: UTF8.self)) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether bytes begin as a recording does.
  public static func isRecording(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
    return start.first { !$0.isWhitespace } == "{" && start.contains("\"hmmscope\"")
  }

  /// Reads a recording; an error names file, line and what was found.
  public init(_ bytes: [UInt8], file: String) throws(RecordingError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw RecordingError(file: file, line: Self.badLine(bytes), reason: "this is not UTF-8 text")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, !first.isEmpty else {
      throw RecordingError(file: file, line: 1, reason: "the file is empty; a recording begins with its header")
    }
    let decoder = JSONDecoder()
    try Self.checkKind(first, file: file)
    let header: RecordingHeader
    do {
      header = try decoder.decode(RecordingHeader.self, from: Data(first.utf8))
    } catch {
      throw RecordingError(file: file, line: 1, reason: "the header of the recording: \(Self.words(error))")
    }
    self.header = header
    steps = []
    for (index, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      let data = Data(line.utf8)
      if let mark = try? decoder.decode(RecordedMark.self, from: data) {
        marks.append(mark)
        continue
      }
      do {
        let step = try decoder.decode(RecordedStep.self, from: data)
        guard step.n == steps.count + 1 else {
          throw RecordingError(
            file: file, line: index + 1, reason: "step \(step.n) stands where step \(steps.count + 1) is due")
        }
        steps.append(step)
      } catch let error as RecordingError {
        throw error
      } catch {
        let isLast = index >= lines.count - 1
        throw RecordingError(
          file: file, line: index + 1,
          reason: isLast ? "the file is cut off here: \(Self.words(error))" : Self.words(error))
      }
    }
    if let count = header.steps, steps.count < count {
      let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
      throw RecordingError(
        file: file, line: last + 1, reason: "the file is cut off here: it has \(steps.count) steps of \(count)")
    }
  }

  /// What a header of any format says of itself, asked before the rest of it is read.
  private struct Kind: Decodable {
    var hmmscope: String
    var format: Int
  }

  private static func checkKind(_ line: Substring, file: String) throws(RecordingError) {
    guard let kind = try? JSONDecoder().decode(Kind.self, from: Data(line.utf8)) else { return }
    if kind.hmmscope != "recording" {
      throw RecordingError(file: file, line: 1, reason: "this is a \(kind.hmmscope) of hmmscope, not a recording")
    }
    if kind.format != 1 {
      throw RecordingError(
        file: file, line: 1, reason: "format \(kind.format) is not known; this program reads format 1")
    }
  }

  private static func badLine(_ bytes: [UInt8]) -> Int {
    var line = 1
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 10 {
      if String(validating: bytes[start..<index], as: UTF8.self) == nil { return line }
      line += 1
      start = index + 1
    }
    return line
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has a value of another kind"
    default: "this is not a line of JSON"
    }
  }

  // MARK: Replay

  /// Runs the recording on a program, and stops at the first difference.
  public func replay(on program: Program, file: String) throws(Divergence) -> Run {
    let names = program.threads.map(\.name)
    guard names == header.threads else {
      throw Divergence(
        file: file, step: 0, recorded: "threads \(header.threads.joined(separator: ", "))",
        here: "threads \(names.joined(separator: ", "))")
    }
    let known = Set(program.procedures.map(\.name))
    if let gone = header.procedures.keys.sorted().first(where: { !known.contains($0) }) {
      throw Divergence(
        file: file, step: 0, recorded: "\(gone) (\(header.procedures[gone] ?? ""))",
        here: "no such procedure; --adopt tries it all the same")
    }
    for (index, procedure) in program.procedures.enumerated() {
      guard let hash = header.procedures[procedure.name] else { continue }
      let own = Self.hex(program.identity(ofProcedure: index))
      guard own == hash else {
        throw Divergence(
          file: file, step: 0, recorded: "\(procedure.name) of another model (\(hash))",
          here: "\(procedure.name) (\(own)); --adopt tries it all the same")
      }
    }
    return try steps(on: program, file: file)
  }

  /// Runs the recorded steps without asking whether the model is the same.
  public func steps(on program: Program, file: String) throws(Divergence) -> Run {
    let run = Run(program)
    let names = program.threads.map(\.name)
    for step in steps {
      guard let thread = names.firstIndex(of: step.thread) else {
        throw Divergence(file: file, step: step.n, recorded: "thread \(step.thread)", here: "no such thread")
      }
      let state = run.state(run.count)
      let next = program.nextStep(state, thread).map { program.label(of: $0) } ?? "ended"
      guard next == step.step else {
        throw Divergence(
          file: file, step: step.n, recorded: "\(step.thread): \(step.step)", here: "\(step.thread): \(next)")
      }
      guard run.append(Choice(thread: thread, alternative: step.alternative ?? 0)) else {
        throw Divergence(
          file: file, step: step.n, recorded: "\(step.thread): \(step.step)", here: "\(step.thread) cannot move here")
      }
      if let hash = step.hash {
        let own = Self.hex(Program.fingerprint(run.state(run.count)))
        guard own == hash else {
          throw Divergence(file: file, step: step.n, recorded: "state \(hash)", here: "state \(own)")
        }
      }
    }
    return run
  }
}

/// What is wrong with a file that should be a recording.
public struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var reason: String

  public var description: String { "\(file):\(line):1: error: \(reason)" }
}

/// Where a recording and this program part.
public struct Divergence: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  /// 0 if they differ before the first step.
  public var step: Int
  public var recorded: String
  public var here: String

  public var description: String {
    "\(file): the replay diverges at step \(step)\n  recorded  \(recorded)\n  here      \(here)"
  }
}
