import ArgumentParser
import Explorer
import Export
import Foundation
import Replay
import Scene
import Screen
import Session

/// `hmmscope export`: pictures, scenes and models as files.
struct ExportCommand: ParsableCommand {
  enum Form: String, ExpressibleByArgument, CaseIterable { case text, ansi, svg, json, promela }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a moment, a span of moments, or the model to a file.",
    discussion: """
      text, ansi, svg   the screen
      json              what is on the screen, as data: format 1, keys sorted; a span is JSON Lines
      promela           the scenario for Spin, which checks it independently

      The same input gives the same bytes.
      """)

  @Argument(help: "A scenario, a recording or a trace: a shipped name or a file.")
  var file: String

  @Option(help: "text, ansi, svg, json or promela.")
  var to: Form

  @Option(name: .shortAndLong, help: ArgumentHelp("Write there instead of to standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The moment: a step or line, end, fail, 50%.", valueName: "step"))
  var at = "end"

  @Option(help: ArgumentHelp("The first moment at which this holds, such as gpu.line==22.", valueName: "predicate"))
  var until: String?

  @Option(help: ArgumentHelp("Several moments, such as 10-20; not for svg.", valueName: "first-last"))
  var span: String?

  @Flag(help: "With promela: also a monitor process that fails where a property does not hold.")
  var monitor = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let finder = try Subject.Finder(display)
    let subject = try finder.anything(file)
    let text = to == .promela ? try model(subject) : try pictures(subject)
    if let output { return try write(text, to: output) }
    send(text)
  }

  private func model(_ subject: Subject) throws -> String {
    guard let timeline = subject.session.timeline as? RunTimeline else {
      throw failure("a trace has no model to export; a scenario or a recording has", Status.usage)
    }
    return promela(timeline.run.program, monitor: monitor)
  }

  private func pictures(_ subject: Subject) throws -> String {
    let moments = try moments(subject)
    if to == .svg, moments.count > 1 { throw failure("svg shows one moment; --at chooses it", Status.usage) }
    let printer = Printer(display)
    var parts: [String] = []
    for moment in moments {
      subject.session.show(moment)
      switch to {
      case .text: parts.append(printer.frame(subject.session).plainText())
      case .ansi:
        parts.append(printer.frame(subject.session).ansiText(theme: display.screenTheme, depth: .palette))
      case .svg:
        let scene = subject.session.scene()
        let unit = scene.heading.isRun ? "step" : "line"
        let title = "hmmscope: \(scene.heading.title), \(unit) \(scene.time.now)"
        parts.append(
          printer.frame(subject.session).svg(display.theme == .light ? .light : .dark, title: title.printable))
      case .json: parts.append(subject.session.scene().json(indented: moments.count == 1))
      case .promela: break
      }
    }
    let rule = String(repeating: "─", count: 80)
    switch to {
    case .text, .ansi: return parts.map(\.endingInNewline).joined(separator: rule + "\n")
    default: return parts.map(\.endingInNewline).joined()
    }
  }

  private func moments(_ subject: Subject) throws -> [Int] {
    let timeline = subject.session.timeline
    if let until {
      let reply = subject.session.handle(.command("until \(until)"))
      if reply.isError { throw failure(reply.note, Status.usage) }
      return [subject.session.position]
    }
    guard let span else {
      let reply = subject.session.handle(.goTo(Session.target(at)))
      if reply.isError { throw failure(reply.note, Status.usage) }
      return [subject.session.position]
    }
    let ends = span.split(separator: "-").compactMap { Int($0) }
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw failure("\(span) is no span; write it as 10-20", Status.usage)
    }
    var result: [Int] = []
    var moment: Int? = timeline.first
    while let at = moment, at <= min(ends[1], timeline.last) {
      if at >= ends[0] { result.append(at) }
      moment = timeline.moment(after: at, .forward)
    }
    if result.isEmpty { throw failure("nothing lies in \(span); the last moment is \(timeline.last)", Status.usage) }
    return result
  }

  /// Escapes of a picture must reach standard output as they are: everything in them comes from frames, which hold no
  /// control characters.
  private func send(_ text: String) {
    writeOut(Array(text.utf8))
  }
}

extension String {
  fileprivate var endingInNewline: String { hasSuffix("\n") ? self : self + "\n" }
}
