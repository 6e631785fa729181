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
}

extension Session {
  /// Whether no switch was flipped since the run was opened, or all were flipped back.
  public var isAsOpened: Bool { flips.isEmpty }

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
    let other: Scenario
    let new: RunTimeline
    let again: Rerun
    let switches = edition.fixes.symmetricDifference(scenario.world.edition.fixes)
    do {
      other = try scenario.with(edition)
      again = Rerun(runs.run, on: try RunTimeline.compile(other), switches: switches)
      new = RunTimeline.timeline(
        again.run, other, seed: runs.heading.seed.map { UInt64($0) }, scheduler: runs.scheduler)
    } catch {
      return Reply("it cannot be flipped here: \(error)", isError: true)
    }
    // Where the choices part, the run goes on by itself.
    if again.parting != nil { new.extend(to: max(new.run.count, RunTimeline.horizon)) }
    let places = again.places, before = position, all = runs.run.count
    change(to: new) { places.indices.contains($0) ? places[$0] : places.last ?? 0 }
    flips.append(
      Flip(timeline: runs, places: places, outcome: new.run.choices, shown: (before: before, after: position)))
    let done = places.count - 1, last = places.last ?? 0
    guard let parting = again.parting else {
      return Reply("\(Self.words(name, isFixed)): the same \(all) choices, run again in \(last) steps")
    }
    return Reply("\(Self.words(name, isFixed)): the choices part at step \(done + 1) of \(all): \(parting)")
  }

  private static func words(_ name: String, _ isFixed: Bool) -> String {
    isFixed ? "\(name) is mended" : "\(name) is as the edition has it"
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
