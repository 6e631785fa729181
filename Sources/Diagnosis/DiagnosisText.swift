import Explorer
import Machine
import Replay
import Scene
import Session

extension Diagnosis {
  /// How many rows of a twin are printed.
  private static let twinRows = 14

  /// The counterexample: what is broken, how short it is, who plays a part, the steps, the critical ones, the twins.
  ///
  /// - Parameter isWhole: every step in a row of its own.
  public func text(isWhole: Bool = false) -> [String] {
    var lines = ["✗ \(sentence)"]
    lines.append(
      "  \(violation.path.count) steps, \(violation.length) of them interleaving, "
        + "\(violation.switches) thread switches; "
        + (violation.isShortest
          ? "no way has fewer interleaving steps, and of those none fewer switches"
          : "found by chance, so there may be shorter ways"))
    if !violation.path.isEmpty { lines += castText.map { "  \($0)" } }
    lines.append("  id \(id.text)")
    guard !violation.path.isEmpty else { return lines }
    let timeline = RunTimeline.show(Run(program, violation.path), scenario)
    lines.append("")
    let range = 1..<violation.path.count + 1
    let rows = isWhole ? timeline.account(of: range) : timeline.foldedAccount(of: range, keeping: keptSteps)
    lines += TextTable.lines(rows, marks: marks)
    let sentences = timeline.scene(at: violation.path.count).why.sentences
    lines += sentences.filter { $0.kind == .broken }.map { "  ✗ \($0.text)" }
    if !isWhole, rows.count < violation.path.count {
      lines.append(
        "  calls that ended before another thread ran are one row, and steps that change nothing stand with the next; "
          + "--steps shows each")
    }
    return isAsked ? lines + [""] + criticalText + twinText(timeline) : lines
  }

  /// Steps that stand by themselves.
  private var keptSteps: Set<Int> {
    Set([criticalByOrder, criticalByRule, violation.path.count].compactMap(\.self))
  }

  private var marks: [Int: String] {
    var marks: [Int: String] = [:]
    for step in [criticalByOrder, criticalByRule].compactMap(\.self) { marks[step] = "▾" }
    marks[violation.path.count] = "✗"
    return marks
  }

  // MARK: Threads

  /// Who is needed, who is not, and how that is known.
  var castText: [String] {
    var lines: [String] = []
    let still = names { $0 == .still }
    if !still.isEmpty {
      lines.append("\(list(still)) \(still.count == 1 ? "plays" : "play") no part: it breaks without a step of theirs")
    }
    for (thread, part) in parts.enumerated() {
      let name = program.threads[thread].name
      switch part {
      case .still: continue
      case .none(let steps) where !violation.path.contains(where: { $0.thread == thread }):
        lines.append("\(name) plays no part: without it, it breaks in \(steps) steps too")
      case .none(let steps) where steps <= violation.path.count:
        lines.append("\(name) can be replaced: without it, it breaks in \(steps) steps too, by other threads")
      case .none(let steps): lines.append("\(name) only makes it shorter: without it, it breaks in \(steps) steps")
      case .needed(let states):
        lines.append("\(name) is needed: without it, it breaks in none of \(states) states, and these are all (proved)")
      case .unknown(let states):
        lines.append("\(name): not known whether it is needed; without it, it breaks in none of \(states) states seen")
      }
    }
    return lines
  }

  private func names(_ isMeant: (Part) -> Bool) -> [String] {
    parts.indices.filter { isMeant(parts[$0]) }.map { program.threads[$0].name }
  }

  private func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  // MARK: Critical steps

  private var criticalText: [String] {
    var lines: [String] = []
    switch order {
    case .step(let step, twin: _):
      lines.append(
        "▾ by order: until step \(step), \(label(of: step)); "
          + "before it another order still ends well, after it none does"
      )
    case .noOrder: lines.append("  by order: no order of the threads ends well, not even from the beginning")
    case .unknown(let states): lines.append("  by order: not known; \(states) states were not enough to tell")
    }
    for (name, states, rescue) in saving {
      lines.append(
        "▾ by rule:  until step \(rescue.step), \(label(of: rescue.step)); "
          + "with --fix \(name) none of \(states) states breaks a law"
      )
      if let parting = rescue.parting { lines.append("            the choices part: \(parting)") }
    }
    guard saving.isEmpty else { return lines }
    if rules.isEmpty { return lines + ["  by rule:  no switch of the edition changes anything on this way"] }
    lines.append("  by rule:  no switch alone saves it; tried were \(list(rules.map(\.name)))")
    lines += rules.compactMap(\.words).map { "            \($0)" }
    return lines
  }

  // MARK: Twins

  private func twinText(_ timeline: RunTimeline) -> [String] {
    var lines: [String] = []
    if case .step(let step, twin: let twin) = order {
      let passing = RunTimeline.show(Run(program, twin), scenario)
      lines += [
        "", "  twin that passes, by order: \(prefix(step - 1)), then another choice, to the end in \(twin.count) steps",
      ]
      lines += TextTable.sideBySide(
        timeline.foldedAccount(of: step..<violation.path.count + 1, keeping: keptSteps),
        passing.foldedAccount(of: step..<twin.count + 1, keeping: [step]),
        heads: ("fails", "passes"), rows: Self.twinRows)
    }
    if let (name, _, rescue) = saving.first {
      let passing = RunTimeline.show(Run(rescue.program, rescue.twin), rescue.scenario)
      lines += [
        "",
        "  twin that passes, by rule: the same choices with --fix \(name) as far as they go, "
          + "to the end in \(rescue.twin.count) steps",
      ]
      let from = min(rescue.shared, rescue.twin.count)
      lines += TextTable.sideBySide(
        timeline.foldedAccount(of: rescue.step..<violation.path.count + 1, keeping: keptSteps),
        passing.foldedAccount(of: max(1, from)..<rescue.twin.count + 1, keeping: [from]),
        heads: ("fails", "passes with --fix \(name)"), rows: Self.twinRows)
    }
    return lines
  }

  private func prefix(_ steps: Int) -> String { steps == 0 ? "from the beginning" : "the same steps to \(steps)" }
}

extension RuleTrial {
  /// What is to be said of a switch that does not save it; nil where nothing changes with it.
  var words: String? {
    switch outcome {
    case .saves, .same: nil
    case .leaves(let other, _): "with --fix \(name) this does not break, but \(other)"
    case .unknown(let states): "with --fix \(name) nothing is known after \(states) states"
    }
  }
}
