import Explorer
import Lessons
import Machine
import Replay
import Scenarios
import Scene
import Scripts
import Session

/// A session in the terminal, with a search through every order in the background: what it finds becomes a future.
final class ExploringStage: Stage {
  private let session: Session
  /// Asks questions about the session, where that is wanted.
  private let tutor: Tutor
  private var work: Work?
  /// Where the scenario comes from, if it may change.
  private let source: ScenarioSource?
  /// What the last search has come to, so that the next one can say what has changed.
  private var last: String?
  private var news: Reply?
  private let notes: Transcript

  /// A search under way, and where its result belongs.
  private struct Work {
    let exploring: Exploring
    let timeline: RunTimeline
    let branch: Int
    let moment: Int
  }

  /// - Parameters:
  ///   - finder: where the lessons are, for the words that they show.
  ///   - source: what the session was opened from.
  init(_ subject: Subject, _ finder: Subject.Finder, _ source: ScenarioSource? = nil) {
    session = subject.session
    notes = Transcript(opening: subject.opening)
    if session.position != session.timeline.first { notes.noteBeginning(session.position) }
    self.source = source?.files.isEmpty == false ? source : nil
    tutor = Tutor(session).knowingLessons(of: finder)
  }

  var refresh: Int? { work != nil ? 100 : source != nil ? WatchedFiles.interval : nil }

  var isAtWork: Bool { work != nil }

  func scene() -> Scene {
    finish()
    var scene = tutor.scene()
    scene.exploration = work?.exploring.exploration
    return scene
  }

  func takeNews() -> Reply? {
    finish()
    if let source, source.files.haveChanged() { news = reread(source) }
    defer { news = nil }
    return news
  }

  /// Takes over what a file says now. What cannot be read changes nothing but the note.
  private func reread(_ source: ScenarioSource) -> Reply {
    let messages = Messages()
    do {
      let scenario = try messages.collecting { try source.read() }
      work?.exploring.stop()
      work = nil
      let reply = session.rerun(on: scenario)
      // A script opens the file as it is now; what was chosen before may lead elsewhere.
      notes.noteBeginning(session.position)
      return reply
    } catch {
      return Reply(messages.lines.first ?? "the scenario cannot be read", isError: true)
    }
  }

  var transcript: Transcript? { notes }
  var script: String { notes.text }

  func handle(_ request: Request) -> Reply {
    if case .command(let text) = request, text.hasPrefix("save-script ") {
      return notes.save(to: String(text.dropFirst("save-script ".count)))
    }
    let before = session.position
    let reply = carryOut(request)
    if reply != Tutor.waits { notes.note(request, reply, session, from: before) }
    return reply
  }

  private func carryOut(_ request: Request) -> Reply {
    switch request {
    case .explore: return start(at: session.position, isRepeated: false)
    case .stopExploring: return stop()
    case .command(let text) where text.hasPrefix("fix ") || text.hasPrefix("unfix "):
      let reply = tutor.handle(request)
      // What was asked before the switch was turned is asked again, from the same moment.
      guard !reply.isError, let origin = session.origin else { return reply }
      work?.exploring.stop()
      work = nil
      let again = start(at: origin, isRepeated: true)
      return again.isError ? again : reply
    default: return tutor.handle(request)
    }
  }

  private func start(at moment: Int, isRepeated: Bool) -> Reply {
    guard let timeline = session.timeline as? RunTimeline else {
      return Reply("a trace has happened already: it has one order", isError: true)
    }
    guard work == nil else { return Reply("a search is under way; x ends it", isError: true) }
    if !isRepeated { last = nil }
    session.origin = moment
    let run = timeline.run
    work = Work(
      exploring: Exploring(run.program, from: run.state(moment), at: moment), timeline: timeline,
      branch: run.currentBranch, moment: moment)
    return Reply()
  }

  private func stop() -> Reply {
    guard let work else { return Reply("no search is under way") }
    work.exploring.stop()
    return Reply()
  }

  /// Takes over what a search has come to, if it has ended.
  private func finish() {
    guard let work, let outcome = work.exploring.outcome else { return }
    self.work = nil
    // A switch was turned since: it is the answer to another question.
    guard session.timeline as AnyObject === work.timeline else { return }
    let run = work.timeline.run, before = run.branchList.count
    let here = (branch: run.currentBranch, moment: session.position)
    let (words, branch) = outcome.future(in: session, of: work.timeline, branch: work.branch, after: work.moment)
    notes.noteExploration(
      branch: work.branch, moment: work.moment, here: here,
      future: branch.map { ($0, here.branch == work.branch && here.moment <= work.moment) },
      counts: (before, run.branchList.count))
    news = Reply(words + (last.map { "; before: \($0)" } ?? ""))
    last = brief(outcome)
  }

  private func brief(_ outcome: Exploring.Outcome) -> String? {
    let states = outcome.findings.states
    guard outcome.findings.limit == nil || outcome.violation != nil else { return nil }
    guard outcome.violation != nil else { return "0 of \(states)" }
    return "\(outcome.sentence.prefix { $0 != ":" }) among \(states)"
  }
}
