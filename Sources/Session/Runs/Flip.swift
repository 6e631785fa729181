import Kernel
import Machine
import Replay
import Scenarios
import Scene

/// A run in which a switch was flipped, to go back to.
struct Flip {
  let timeline: RunTimeline
  /// For each of its steps, the step of the run that came of it.
  let places: [Int]
  /// The choices of the run that came of it: as long as they are all that it has, to flip back is to go back.
  let outcome: [Choice]
  /// The moment that was shown, and the one that was shown in its place.
  let shown: (before: Int, after: Int)

  /// Where the choices of the run that came of it part from this one; nil where they are the same.
  var parting: Int? { places.count <= timeline.run.count ? places.last : nil }
}

extension Session {
  /// Whether no switch was flipped since the run was opened, or all were flipped back.
  public var isAsOpened: Bool { flips.isEmpty }

  /// The branches of the run that is shown, each with its edition, and behind them the runs that switches were flipped
  /// in, the newest first: to flip back is to go back to them.
  func withFlips(_ branches: [BranchRow]) -> [BranchRow] {
    guard !flips.isEmpty, let shown = timeline as? RunTimeline else { return branches }
    var rows = branches
    for index in rows.indices { rows[index].name += ", \(shown.heading.edition)" }
    for (index, flip) in flips.enumerated().reversed() {
      rows.append(
        BranchRow(
          name: flip.timeline.heading.edition, fork: index == flips.count - 1 ? flip.parting : nil,
          length: flip.timeline.run.count, isCurrent: false))
    }
    return rows
  }

  /// Turns a switch in the middle of a run: the same choices run again, as far as they go.
  func flip(_ name: String, isFixed: Bool) -> Reply {
    guard let runs = timeline as? RunTimeline, let scenario = runs.scenario else {
      return Reply("a trace has happened already: nothing of it can be mended", isError: true)
    }
    let switches = Edition.switches(named: name)
    guard !switches.isEmpty else {
      return Reply("there is no switch \(name); there is \(Scenario.fixes.joined(separator: ", "))", isError: true)
    }
    var edition = scenario.world.edition
    let own = Edition.mended(edition.version).intersection(switches)
    guard own.count < switches.count else {
      return Reply("edition \(edition.version) does not have \(name): there is nothing to flip", isError: true)
    }
    guard switches.contains(where: { !edition.procedures(changedBy: $0).isEmpty }) else {
      return Reply("\(name) cannot be flipped: \(edition.effect(of: switches[0]))", isError: true)
    }
    let before = edition.fixes
    if isFixed { edition.fixes.formUnion(switches) } else { edition.fixes.subtract(switches) }
    guard edition.fixes != before else {
      return Reply("\(name) is \(isFixed ? "mended already" : "not mended here"): nothing to flip", isError: true)
    }
    if let last = flips.last, last.timeline.scenario?.world.edition == edition, last.outcome == runs.run.choices,
      runs.run.branchList.count == 1
    {
      return goBack(to: last, name, isFixed)
    }
    return rerun(runs, scenario, edition, name, isFixed)
  }

  /// The run that was flipped, as it was, at the step that corresponds.
  private func goBack(to last: Flip, _ name: String, _ isFixed: Bool) -> Reply {
    flips.removeLast()
    func old(_ moment: Int) -> Int {
      guard moment < last.places.last ?? 0 else { return last.places.count - 1 }
      return last.places.lastIndex { $0 <= moment } ?? 0
    }
    let isUnmoved = position == last.shown.after
    change(to: last.timeline) { old($0) }
    if isUnmoved { position = last.shown.before }
    return Reply("\(Self.words(name, isFixed)): back in the run that was")
  }

  private func rerun(
    _ runs: RunTimeline, _ scenario: Scenario, _ edition: Edition, _ name: String, _ isFixed: Bool
  ) -> Reply {
    let switches = edition.fixes.symmetricDifference(scenario.world.edition.fixes), before = position
    do {
      let again = try rerun(runs, on: try scenario.with(edition), switches: switches)
      flips.append(
        Flip(
          timeline: runs, places: again.places, outcome: again.outcome, shown: (before: before, after: position)))
      return Reply("\(Self.words(name, isFixed)): \(again.words)")
    } catch {
      return Reply("it cannot be flipped here: \(error)", isError: true)
    }
  }

  private static func words(_ name: String, _ isFixed: Bool) -> String {
    isFixed ? "\(name) is mended" : "\(name) is as the edition has it"
  }

  /// Shows a scenario whose files have changed in place of the one that is shown, as far as the same choices go.
  public func rerun(on scenario: Scenario) -> Reply {
    guard let runs = timeline as? RunTimeline else {
      return Reply("a trace has happened already: nothing of it changes", isError: true)
    }
    do {
      let again = try rerun(runs, on: scenario, switches: [])
      // There is no way back to runs of a text that is gone.
      flips = []
      return Reply("read again: \(again.words)")
    } catch {
      return Reply("\(error)", isError: true)
    }
  }

  /// Makes the choices of a run again on another form of its scenario, and shows what comes of it.
  ///
  /// - Returns: for each of its steps the new one, all new choices, and how far the old ones went, in words.
  private func rerun(
    _ runs: RunTimeline, on other: Scenario, switches: Set<String>
  ) throws -> (places: [Int], outcome: [Choice], words: String) {
    let again = Rerun(runs.run, on: try RunTimeline.compile(other), switches: switches)
    let new = RunTimeline.timeline(
      again.run, other, seed: runs.heading.seed.map { UInt64($0) }, scheduler: runs.scheduler)
    // Where the choices part, the run goes on by itself.
    if again.parting != nil { new.extend(to: max(new.run.count, RunTimeline.horizon)) }
    let places = again.places, all = runs.run.count
    change(to: new) { places.indices.contains($0) ? places[$0] : places.last ?? 0 }
    let words =
      again.parting.map { "the choices part at step \(places.count) of \(all): \($0)" }
      ?? "the same \(all) choices, run again in \(places.last ?? 0) steps"
    return (places, new.run.choices, words)
  }

  /// Shows another run; what has a step number gets the one that corresponds.
  private func change(to new: RunTimeline, _ place: (Int) -> Int) {
    new.breaks = (timeline as? RunTimeline)?.breaks ?? []
    timeline = new
    position = min(place(position), new.last)
    for index in bookmarks.indices { bookmarks[index].moment = min(place(bookmarks[index].moment), new.last) }
    origin = origin.map { min(place($0), new.last) }
    (earlier, later, trail) = ([], [], Trail())
  }
}
