import Scene
import Session

/// A question about the next step, made from the state: its choices, and which one the machine says is right.
public struct Prediction: Equatable, Sendable {
  /// The step that it is about.
  public var step: Int
  public var text: ProseBlock
  public var choices: [ProseBlock]
  /// From 0.
  public var right: Int
}

/// Makes questions from the state of a run. The same run, moment and seed give the same question.
struct PredictionMaker {
  private let now: Scene
  private let then: Scene
  private var dice: Dice

  /// A question about the step that follows a moment; nil where nothing follows, or nothing is worth asking.
  static func question(_ timeline: any Timeline, at moment: Int, seed: UInt64) -> Prediction? {
    guard let next = timeline.moment(after: moment, .forward) else { return nil }
    let now = timeline.scene(at: moment), then = timeline.scene(at: next)
    guard now.heading.isRun else { return nil }
    var maker = PredictionMaker(now: now, then: then, dice: Dice(seed, moment))
    return maker.make(step: next)
  }

  private init(now: Scene, then: Scene, dice: Dice) {
    (self.now, self.then, self.dice) = (now, then, dice)
  }

  /// A question in the making: the right answer and wrong ones.
  private struct Draft {
    var text: [ProseSpan]
    var right: ProseBlock
    var wrong: [ProseBlock]
  }

  private mutating func make(step: Int) -> Prediction? {
    guard let mover = now.choices.first(where: \.isProposed),
      then.threads.contains(where: { $0.ran && $0.name == mover.thread })
    else { return nil }
    var drafts = values(mover) + [check(mover), waits(mover)].compactMap { $0 }
    // Of a line there is one to ask about nearly everywhere: it must not hide the rest.
    if drafts.isEmpty, let line = line(mover) { drafts = [line] }
    guard !drafts.isEmpty else { return nil }
    let draft = drafts[dice.roll(drafts.count)]
    var wrong = draft.wrong.filter { $0 != draft.right }
    wrong = wrong.indices.filter { wrong.firstIndex(of: wrong[$0]) == $0 }.map { wrong[$0] }
    guard !wrong.isEmpty else { return nil }
    dice.shuffle(&wrong)
    var choices = [draft.right] + wrong.prefix(3)
    dice.shuffle(&choices)
    guard let right = choices.firstIndex(of: draft.right) else { return nil }
    let text = ProseBlock(.paragraph, Self.runs(mover) + draft.text)
    return Prediction(step: step, text: text, choices: choices, right: right)
  }

  /// `gpu is about to run line 21 if (!range.valid) {. `
  private static func runs(_ mover: ThreadChoice) -> [ProseSpan] {
    [ProseSpan("\(mover.thread) is about to run "), ProseSpan(mover.line, .code), ProseSpan(". ")]
  }

  private static func words(_ text: String) -> ProseBlock { ProseBlock(.paragraph, [ProseSpan(text)]) }

  // MARK: Values

  /// What a cell will hold that the step writes or looks at.
  private func values(_ mover: ThreadChoice) -> [Draft] {
    var drafts: [Draft] = []
    for counter in then.ranges.counters where counter.mark == .changed {
      guard let before = counter.before else { continue }
      var wrong = [before]
      if let number = Int(before) { wrong += ["\(number + 1)", number > 0 ? "\(number - 1)" : "\(number + 2)"] }
      if Int(before) == nil { wrong.append(before == "no" ? "yes" : "no") }
      drafts.append(draft(counter.name, counter.value, wrong))
    }
    for range in then.ranges.ranges where range.before != nil {
      let all: [Validity] = [.valid, .invalid, .notRegistered]
      let text = [ProseSpan("What will range \(range.label) be then?")]
      drafts.append(
        Draft(text: text, right: Self.words(range.validity.text), wrong: all.map { Self.words($0.text) }))
    }
    drafts += entries(then.cpu, now.cpu, "the pte of page") + entries(then.device, now.device, "the device pte of page")
    return drafts
  }

  private func entries(_ table: Table, _ old: Table, _ what: String) -> [Draft] {
    table.entries.filter { $0.mark == .changed && $0.before != nil }.map { entry in
      let others = (old.entries + table.entries).map(\.value.text) + ["none"]
      return draft("\(what) \(entry.label)", entry.value.text, others)
    }
  }

  private func draft(_ name: String, _ right: String, _ wrong: [String]) -> Draft {
    Draft(
      text: [ProseSpan("What will "), ProseSpan(name, .code), ProseSpan(" be then?")], right: Self.words(right),
      wrong: wrong.map(Self.words))
  }

  // MARK: Threads

  /// Who cannot go on after the step.
  private func waits(_ mover: ThreadChoice) -> Draft? {
    func waiting(_ scene: Scene) -> Set<String> { Set(scene.threads.filter { $0.state == .waits }.map(\.name)) }
    guard waiting(now) != waiting(then), now.threads.count > 1 else { return nil }
    func named(_ names: Set<String>) -> ProseBlock {
      Self.words(names.isEmpty ? "none" : names.sorted().joined(separator: " and "))
    }
    let wrong = [[], waiting(now), Set(now.threads.map(\.name))] + now.threads.map { [$0.name] }
    return Draft(
      text: [ProseSpan("Which threads are blocked then?")], right: named(waiting(then)), wrong: wrong.map(named))
  }

  // MARK: Lines

  private func row(_ scene: Scene) -> ListingRow? { scene.driver.rows.first { $0.isNext || $0.waits } }

  /// Whether the driver's own test says that the range may still be used.
  private func check(_ mover: ThreadChoice) -> Draft? {
    guard let row = row(now), row.isNext, mover.line.hasPrefix("line \(row.label) "), row.text.contains("if ("),
      row.text.contains("valid"), let value = then.driver.rows.first(where: { $0.label == row.label })?.value,
      value.contains("valid = ")
    else { return nil }
    let passes = value.hasSuffix("true")
    return Draft(
      text: [ProseSpan("Will the check pass?")],
      right: Self.words(passes ? "yes: what was read may be used" : "no: the round is lost"),
      wrong: [Self.words(passes ? "no: the round is lost" : "yes: what was read may be used")])
  }

  /// Which line of the driver's text follows.
  private func line(_ mover: ThreadChoice) -> Draft? {
    guard let row = row(now), mover.line.hasPrefix("line \(row.label) "), row.text.contains("if ("),
      let next = self.row(then), next.label != row.label,
      then.threads.contains(where: { $0.ran && $0.name == mover.thread })
    else { return nil }
    let rows = now.driver.rows.filter { row in
      row.text.contains { $0.isLetter } && row.label != self.row(now)?.label
    }
    func named(_ row: ListingRow) -> ProseBlock {
      ProseBlock(.paragraph, [ProseSpan("line \(row.label) "), ProseSpan(Self.bare(row.text), .code)])
    }
    guard let place = rows.firstIndex(where: { $0.label == next.label }) else { return nil }
    let near = rows[max(0, place - 4)..<min(rows.count, place + 5)].filter { $0.label != next.label }
    return Draft(text: [ProseSpan("Which line of it comes next?")], right: named(next), wrong: near.map(named))
  }

  private static func bare(_ text: String) -> String { String(text.drop { $0 == " " }) }
}

/// Numbers from a seed, the same everywhere.
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64, _ moment: Int) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(truncatingIfNeeded: moment)
  }

  /// From 0 to one less than this.
  mutating func roll(_ sides: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, sides)))
  }

  mutating func shuffle<Element>(_ list: inout [Element]) {
    for index in list.indices.dropFirst().reversed() { list.swapAt(index, roll(index + 1)) }
  }
}
