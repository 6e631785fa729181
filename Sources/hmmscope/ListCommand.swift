import ArgumentParser
import Drivers
import Kernel
import Lessons
import Library
import Machine
import Scenarios
import Scene
import Scripts
import Spelling
import Trace

/// `hmmscope list`: what there is.
struct ListCommand: ParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case scenarios, lessons, drivers, exercises, editions, switches, invariants, recordings, scripts, verbs,
      simplifications, bugs, calls
    case schema
  }

  static let configuration = CommandConfiguration(commandName: "list", abstract: "Name what there is of a kind.")

  @Argument(
    help: ArgumentHelp(
      "scenarios, lessons, drivers, exercises, editions, switches, invariants, recordings, "
        + "scripts, verbs (of scripts), simplifications, bugs, calls (of a driver's text), or the schema of "
        + "check --format json; without it, all."
    ))
  var kind: Kind?

  @Argument(
    help: "With bugs: the one to tell of. With drivers and exercises: the one whose text to print.",
    completion: Completing.listed)
  var name: String?

  @Option(
    help: ArgumentHelp("With bugs: the statements that differ between a bug and its mended form.", valueName: "id"))
  var diff: String?

  @Flag(
    name: .customLong("run"), help: "With bugs: check each of them now, and say how long that takes.")
  var runs = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let finder = try Subject.Finder(display)
    if let name, let folder = Self.texts[kind], diff == nil, !runs { return try print(name, in: folder, finder) }
    guard name == nil && diff == nil && !runs || kind == .bugs else {
      throw failure("only of bugs, drivers and exercises there is more to tell", Status.usage)
    }
    if let diff { return try BugList(finder: finder).difference(diff) }
    if let name { return try BugList(finder: finder).one(name) }
    for (index, kind) in (kind.map { [$0] } ?? Kind.allCases.filter { $0 != .schema }).enumerated() {
      if self.kind == nil {
        if index > 0 { output("") }
        output("\(kind.rawValue):")
      }
      try list(kind, finder)
    }
  }

  /// Where the texts lie that can be printed.
  private static let texts: [Kind?: String] = [.drivers: "Drivers", .exercises: "Exercises"]

  /// Prints a text as it stands, to be kept in a file and changed.
  private func print(_ name: String, in folder: String, _ finder: Subject.Finder) throws {
    guard let text = finder.shipped.text("\(folder)/\(name)") ?? finder.shipped.text("\(folder)/\(name).c") else {
      let near =
        nearest(name, among: finder.shipped.names(in: folder).map(\.withoutEnding)).map { "; did you mean \($0)?" }
        ?? ""
      throw failure("there is no \(name) among the \(folder.lowercased())\(near)", Status.noInput)
    }
    output(text.trimmedEnd)
  }

  private func list(_ kind: Kind, _ finder: Subject.Finder) throws {
    switch kind {
    case .scenarios:
      for file in finder.shipped.names(in: "Scenarios") where file.hasSuffix(".yaml") {
        let scenario = try finder.scenarioOnly(String(file.dropLast(".yaml".count)))
        row(
          scenario.name,
          scenario.title
            + (scenario.expectation.broken.isEmpty ? "" : "  ✗ \(scenario.expectation.broken.joined(separator: " "))"))
      }
    case .lessons:
      let lessons = LessonFiles(finder: finder)
      for file in lessons.files {
        let lesson = try lessons.shipped(file)
        row("\(lesson.number.map { "\($0)  " } ?? "")\(lesson.name)", lesson.title)
        row("", lesson.preview.text)
      }
    case .drivers:
      for name in finder.shipped.names(in: "Drivers") {
        row(name, firstSentence(finder.shipped.text("Drivers/\(name)") ?? ""))
      }
    case .exercises: for (name, text) in Exercises(finder: finder).list() { row(name, text) }
    case .editions:
      for edition in Edition.all {
        row(edition.version, edition.sentence)
        for gap in edition.gaps { row("", gap) }
      }
    case .switches:
      for known in Switch.all {
        row(known.name, known.sentence)
        row("", "--fix \(known.name): \(known.mended)")
        row("", "\(known.fix); \(Edition.linux5_2.effect(of: known.name))")
      }
    case .invariants: for law in Laws.described(.linux5_2) + Laws.others { row(law.name, law.sentence) }
    case .recordings:
      for name in finder.shipped.names(in: "Traces") {
        guard let trace = finder.shipped.bytes("Traces/\(name)").flatMap({ try? Trace($0) }) else { continue }
        row(name, "\(trace.count) events, \(trace.counts.busy) times -EBUSY, \(trace.counts.readRetry) read_retry")
      }
    case .bugs: try BugList(finder: finder).all(runs: runs)
    case .schema: output((finder.shipped.text("Formats/check.schema.json") ?? "").trimmedEnd)
    case .simplifications: for text in Simplifications.all { output("  \(text)") }
    case .calls:
      for group in Environment.linux(.linux5_2).calls {
        row(group.title, group.names.joined(separator: ", "))
        if let note = group.note { row("", note) }
      }
    case .verbs: for (form, does) in Script.forms { row(form, does) }
    case .scripts:
      for name in finder.shipped.names(in: "Scripts") {
        let first = finder.shipped.text("Scripts/\(name)")?.split(separator: "\n").first ?? ""
        row(name, String(first.drop { "# ".contains($0) }))
      }
    }
  }

  private func row(_ name: String, _ text: String) {
    output("  \(name)\(String(repeating: " ", count: max(2, 28 - name.count)))\(text)")
  }
}

/// What the comment at the beginning of a driver's text says first.
func firstSentence(_ text: String) -> String {
  let first = text.split(separator: "\n").first ?? ""
  return String(first.drop { "/* ".contains($0) }.split(separator: ". ").first ?? "")
}

extension String {
  fileprivate var trimmedEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
