import Foundation
import Kernel
import Lessons
import Library
import Scenarios
import Scene
import Session
import Trace

/// The lists of the start screen. They are made from names and first lines: nothing is opened, so that the screen is
/// there at once; what an item shows is read when it is looked at.
struct StartLists {
  let finder: Subject.Finder
  private var shipped: Library { finder.shipped }

  func scene() -> StartScene {
    var scene = StartScene()
    scene.editions = Edition.all.map(\.version)
    scene.lists = [lessons(), scenarios(), bugs(), drivers(), recordings()]
    return scene
  }

  // MARK: Lists

  private func lessons() -> StartList {
    let progress = LessonProgress.read()
    let files = LessonFiles(finder: finder).files
    var done = 0
    let items = files.map { file in
      let identity = Lesson.identity(ofFile: file)
      let heading = LessonHeading(scanning: shipped.text("Lessons/\(file)") ?? "")
      let state = progress.lessons[identity.name]
      if state?.isDone ?? false { done += 1 }
      let number = identity.number.map { ($0 < 10 ? " " : "") + "\($0) " } ?? ""
      let stops = state.map { $0.isDone ? "\($0.right)/\(heading.questions) right" : "at \($0.stop)/\(heading.stops)" }
      return StartItem(
        id: file, mark: state.map { $0.isDone ? "✓" : "►" } ?? "", name: number + heading.title,
        detail: stops ?? "\(heading.stops)")
    }
    return StartList(.lessons, title: "Lessons", count: "\(done) of \(files.count) done", items: items)
  }

  private func scenarios() -> StartList {
    let names = shipped.names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }
    let items = names.map { file in
      let heading = ScenarioHeading(scanning: shipped.text("Scenarios/\(file)") ?? "")
      return StartItem(
        id: file.withoutEnding, mark: heading.broken.isEmpty ? "" : "✗", name: heading.title, detail: heading.edition)
    }
    let breaking = items.count { !$0.mark.isEmpty }
    return StartList(.scenarios, title: "Scenarios", count: "\(items.count), \(breaking) break", items: items)
  }

  /// Those that can be played; without any, the switches.
  private func bugs() -> StartList {
    let names = shipped.names(in: "Bugs").filter { $0.hasSuffix(".yaml") }
    var items = names.map { file in
      let heading = ScenarioHeading(scanning: shipped.text("Bugs/\(file)") ?? "")
      return StartItem(
        id: file.withoutEnding, name: "\(file.withoutEnding) \(heading.title)",
        detail: heading.fixed.isEmpty ? heading.edition : "to \(heading.fixed)")
    }
    if items.isEmpty {
      items = Switch.all.map { StartItem(id: $0.name, name: "\($0.name) \($0.sentence)") }
    }
    return StartList(.bugs, title: "Bugs", count: "\(items.count)", items: items)
  }

  private func drivers() -> StartList {
    let items = shipped.names(in: "Drivers").map { StartItem(id: $0, name: $0) }
    return StartList(.drivers, title: "Drivers", count: "\(items.count)", items: items)
  }

  private func recordings() -> StartList {
    let recent = Recent.read().map { StartItem(id: $0, name: $0, detail: "recent") }
    let names = shipped.names(in: "Traces").map { StartItem(id: $0, name: $0, detail: "trace 6.1") }
    let counts = (recent.isEmpty ? [] : ["\(recent.count) recent"]) + ["\(names.count) shipped"]
    return StartList(
      .recordings, title: "Recordings and kernel traces", count: counts.joined(separator: ", "), items: recent + names)
  }

  // MARK: Previews

  /// What an item shows. A file that cannot be read says so instead.
  func preview(_ choice: StartChoice) -> StartPreview {
    let messages = Messages()
    let found = try? messages.collecting { try read(choice) }
    if let found { return found }
    let text = messages.lines.prefix(6).map { Self.words($0) }
    return StartPreview(title: choice.id, text: text.isEmpty ? [Self.words("it cannot be read")] : text)
  }

  private func read(_ choice: StartChoice) throws -> StartPreview {
    switch choice.kind {
    case .lessons:
      let lesson = try LessonFiles(finder: finder).shipped(choice.id)
      let counts = "\(lesson.stops.count) stops, \(lesson.questionCount) questions"
      let name = lesson.number.map { "Lesson \($0) ── " } ?? ""
      return StartPreview(title: name + lesson.title, text: [lesson.preview, Self.words(counts)])
    case .scenarios: return scenario(try finder.scenarioOnly(choice.id), "run \(choice.id)")
    case .bugs:
      if let known = Switch.all.first(where: { $0.name == choice.id }) {
        return StartPreview(title: known.name, text: [Self.words(known.sentence), Self.words(known.mended)])
      }
      return scenario(try finder.scenarioOnly(choice.id), "run \(choice.id)")
    case .drivers:
      let text = shipped.text("Drivers/\(choice.id)") ?? ""
      let comment = text.split(separator: "\n").first.map { $0.drop { "/* ".contains($0) } } ?? ""
      let users = scenarios(with: choice.id)
      let shown = users.isEmpty ? "" : "Enter shows it in \(users[0])."
      return StartPreview(
        title: choice.id,
        text: [Self.words(String(comment)), Self.words(shown)] + [
          Self.words("hmmscope run SCENARIO --driver FILE runs yours.")
        ])
    case .recordings:
      let subject = try finder.anything(choice.id)
      let scene = subject.session.scene()
      if let trace = subject.trace?.trace {
        let counts = "\(trace.count) events, \(trace.counts.busy) times -EBUSY, \(trace.counts.readRetry) retries"
        return StartPreview(title: choice.id, text: [Self.words(scene.heading.edition), Self.words(counts)])
      }
      return StartPreview(
        title: scene.heading.title, text: [Self.words(scene.heading.edition), Self.words("\(scene.time.last) steps")])
    }
  }

  private func scenario(_ scenario: Scenario, _ command: String) -> StartPreview {
    let threads = scenario.world.threads.map(\.name).joined(separator: " ")
    let broken = scenario.expectation.broken
    let facts =
      "Linux \(scenario.world.edition.words)    threads \(threads)"
      + (broken.isEmpty ? "" : "    breaks \(broken.joined(separator: " "))")
    return StartPreview(title: scenario.name, text: [Self.words(scenario.about), Self.words(facts)])
  }

  private static func words(_ text: String) -> ProseBlock { ProseBlock(.paragraph, [ProseSpan(text)]) }

  /// The scenarios in which a driver drives a device.
  func scenarios(with driver: String) -> [String] {
    shipped.names(in: "Scenarios").filter { file in
      (shipped.text("Scenarios/\(file)") ?? "").contains("driver: \(driver)")
    }.map(\.withoutEnding)
  }
}
