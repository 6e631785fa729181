import ArgumentParser
import Dispatch
import Explorer
import Foundation
import Glibc
import Kernel
import Machine
import Scenarios

/// How a check is done: bounds, reductions and cores; long work that is shown, stopped and gone on with.
struct ExploringOptions: ParsableArguments {
  @Option(help: "Stop after so many states: exit status 4.")
  var maxStates = 1_000_000_000

  @Option(help: "Look no further than so many interleaving steps: exit status 4.")
  var maxDepth: Int?

  @Option(help: "Hold no more than so many MiB: exit status 4. Two thirds of the machine's memory, unless said.")
  var maxMemory: Int?

  @Option(help: "How many cores work at it; all there are, unless said.")
  var cores: Int?

  @Flag(help: "Keep states whole, and compare them byte by byte: a proof, where fingerprints leave a tiny doubt.")
  var exact = false

  @Flag(help: "Do not let steps that touch only a thread's own stack run on with the step before.")
  var noChaining = false

  @Flag(help: "Tell threads apart that do the same: else it counts once which of them is where.")
  var noSymmetry = false

  @Flag(help: "Go on after the first flaw and collect those that differ.")
  var all = false

  @Option(help: ArgumentHelp("Where a bound or Ctrl-C stops it, keep the search.", valueName: "file"))
  var saveState: String?

  @Option(help: ArgumentHelp("Go on with a search that was kept.", valueName: "file"))
  var resume: String?

  @Option(help: ArgumentHelp("Walk at random so many times instead: for what is too big.", valueName: "walks"))
  var random: Int?

  @Option(help: "With --random: the same seed gives the same walks.")
  var seed: UInt64 = 1

  func validate() throws {
    guard maxStates > 0, maxDepth ?? 0 >= 0, (1...1 << 30).contains(maxMemory ?? 1), cores ?? 1 > 0, random ?? 1 > 0
    else { throw ValidationError("a bound is a number above 0") }
    guard random == nil || (saveState == nil && resume == nil) else {
      throw ValidationError("walks at random have nothing to keep")
    }
  }

  /// Searches; Ctrl-C ends it with what is known so far, and a terminal sees how far it is.
  func explore(_ program: Program, _ scenario: Scenario) throws -> Findings {
    let interruption = Interruption()
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    signal(SIGINT, SIG_IGN)
    source.setEventHandler { interruption.interrupt() }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    let line = ProgressLine()
    defer { line.clear() }
    if let random {
      return walk(
        program, walks: random, seed: seed, longest: maxDepth ?? 100_000, endsAtFirstFlaw: !all,
        interruption: interruption, progress: line.show)
    }
    let cores = cores ?? ProcessInfo.processInfo.activeProcessorCount
    let bounds = Bounds(
      states: maxStates, depth: maxDepth, memory: maxMemory.map { $0 << 20 } ?? Self.memory, endsAtFirstFlaw: !all)
    let manner = Manner(isExact: exact, chains: !noChaining, symmetry: !noSymmetry, cores: cores)
    guard saveState != nil || resume != nil else {
      return Explorer.explore(program, bounds, manner, interruption: interruption, progress: line.show)
    }
    return try kept(program, scenario, bounds, manner, interruption, line)
  }

  /// Two thirds of what the machine has.
  private static var memory: Int {
    Int(clamping: ProcessInfo.processInfo.physicalMemory) / 3 * 2
  }

  /// Searches from a file, to a file, or both.
  private func kept(
    _ program: Program, _ scenario: Scenario, _ bounds: Bounds, _ manner: Manner, _ interruption: Interruption,
    _ line: ProgressLine
  ) throws -> Findings {
    var keeping = Keeping(lines: Self.identity(program, scenario, manner))
    var file: MappedFile?
    if let resume {
      guard let mapped = MappedFile(resume) else {
        throw failure("no such file, or nothing in it: \(resume)", Status.noInput)
      }
      file = mapped
      keeping.start = mapped.bytes
    }
    var output: FileHandle?
    var isKept = false
    // Beside its place first, then renamed: a search that is interrupted again does not spoil the one before.
    let beside = saveState.map { $0 + ".part" }
    if let beside {
      guard FileManager.default.createFile(atPath: beside, contents: nil),
        let handle = FileHandle(forWritingAtPath: beside)
      else { throw failure("\(beside) cannot be written", Status.unwritten) }
      output = handle
      keeping.sink = { bytes in
        isKept = true
        try handle.write(contentsOf: Data(bytes))
      }
    }
    defer { if let beside { try? FileManager.default.removeItem(atPath: beside) } }
    do {
      let findings = try withExtendedLifetime(file) {
        try Explorer.explore(
          program, bounds, manner, keeping: keeping, interruption: interruption, progress: line.show)
      }
      line.clear()
      try output?.close()
      guard let saveState, let beside else { return findings }
      guard isKept else {
        complain("the search came to its end: nothing is kept in \(saveState)")
        return findings
      }
      guard rename(beside, saveState) == 0 else { throw failure("\(saveState) cannot be written", Status.unwritten) }
      complain("the search is kept in \(saveState): go on with --resume \(saveState)")
      return findings
    } catch let problem as SavedSearch.Problem {
      line.clear()
      throw failure("\(resume ?? ""): \(Self.words(problem))", Status.badData)
    } catch let error as CocoaError {
      throw failure("\(saveState ?? "") cannot be written: \(error.localizedDescription)", Status.unwritten)
    }
  }

  private static func words(_ problem: SavedSearch.Problem) -> String {
    switch problem {
    case .notOne: "this is no search that --save-state has kept"
    case .cut: "the file was cut or changed: the search in it is not whole"
    case .differs(let saved, let here): "it is a search of another kind: there \(saved), here \(here)"
    }
  }

  /// What a search is of: where one line differs, going on would mean nothing.
  private static func identity(_ program: Program, _ scenario: Scenario, _ manner: Manner) -> [String] {
    func hash(_ text: String) -> String {
      hex(text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }
    func hex(_ number: UInt64) -> String { String(number, radix: 16) }
    var lines = ["scenario \(scenario.name) \(hash(scenario.text))"]
    lines.append("drivers " + scenario.drivers.map { "\($0.name) \(hash($0.text))" }.joined(separator: ", "))
    lines.append("edition \(scenario.world.edition.words)")
    let model = program.procedures.indices.reduce(UInt64(program.size)) {
      ($0 ^ program.identity(ofProcedure: $1)) &* 0x100_0000_01B3
    }
    lines.append("model \(hex(model))")
    lines.append("time-outs \(program.setup.hasTimeouts ? "explored" : "never")")
    lines.append("states kept \(manner.isExact ? "whole" : "as fingerprints")")
    lines.append("threads that are alike \(manner.symmetry ? "count once" : "are told apart")")
    lines.append("chains \(manner.chains ? "run on" : "do not run on")")
    return lines
  }
}

/// One line on the terminal that says how far long work has come.
final class ProgressLine {
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var width = 0

  func show(_ progress: Explorer.Progress) {
    guard isShown else { return }
    let seconds = max(
      1e-3,
      Double((ContinuousClock.now - start).components.attoseconds) * 1e-18
        + Double((ContinuousClock.now - start).components.seconds))
    let rate = String(format: "%.2f M/s", Double(progress.states) / seconds / 1e6)
    var text = "\(progress.states) states, \(rate), depth \(progress.depth)"
    if progress.memory > 0 { text += ", \(progress.waiting) waiting, \(progress.memory >> 20) MiB" }
    let more = max(0, width - text.count)
    width = text.count
    FileHandle.standardError.write(Data(("\r" + text + String(repeating: " ", count: more)).utf8))
  }

  /// Takes the line away.
  func clear() {
    guard isShown, width > 0 else { return }
    FileHandle.standardError.write(Data(("\r" + String(repeating: " ", count: width) + "\r").utf8))
    width = 0
  }
}
