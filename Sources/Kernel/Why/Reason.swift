/// Why a step of the kernel is there, and what it did with which values.
public struct Reason: Sendable, Equatable {
  /// One to three short sentences: what happened.
  public var text: String
  /// What else is to be known.
  public var more: [String]
  /// A few words for the smallest screens, at most 38 columns.
  public var short: String
  /// The function that the step is a part of, its file and version.
  public var source: String
}

/// The hand-written words for the steps that the reference names.
public enum Reasons {
  /// Why a step was made; nil for one that has no words of its own.
  ///
  /// - Parameters:
  ///   - name: the name of the step, `IS4`.
  ///   - procedure: the procedure that it is in.
  ///   - text: its first row, as it is printed.
  public static func reason(step name: String?, in procedure: String, text: String, _ glance: some Glance) -> Reason? {
    guard let name, let words = words(name, text), let said = words.says(glance) else { return nil }
    let (thread, source) = (glance.thread, "\(procedure), \(words.file), Linux 5.2")
    let separator = said.text.hasPrefix(",") ? "" : ": "
    return Reason(
      text: "\(thread), \(name)\(separator)\(said.text)", more: said.more, short: cut("\(thread): \(said.short)"),
      source: source)
  }

  /// What a thread's next step will do, in a few words; nil for one that has no words of its own.
  public static func intention(step name: String?, text: String, _ glance: some Glance) -> String? {
    guard let name else { return nil }
    return words(name, text)?.will(glance)
  }

  /// Whether a step has words of its own.
  public static func words(for name: String, text: String) -> Bool { words(name, text) != nil }

  /// Several rows may have one name; what a row begins with tells them apart.
  static func words(_ name: String, _ text: String) -> StepWords? {
    let first = text.prefix { $0.isLetter || $0.isNumber || "_->".contains($0) }
    return all["\(name) \(first)"] ?? all[name]
  }

  static func cut(_ text: String) -> String { text.count <= 38 ? text : text.prefix(37) + "⋯" }

  /// By the name of the step.
  static let all: [String: StepWords] = parts.reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// Names of steps that have words in two tables: one of them would never be said.
  public static var doubled: [String] {
    Dictionary(grouping: parts.flatMap(\.keys)) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }

  private static let parts: [[String: StepWords]] = [
    registering,
    waiting,
    snapshot,
    walking,
    startOfSection,
    endOfSection,
    teardown,
    life,
    mirroring,
    notifying,
    subscribing,
    device,
    unmapping,
    reclaiming,
    touching,
    splitting,
    working,
    migrating,
    merging,
    collapsing,
    protecting,
    moving,
    filing,
    reaping,
    before,
    beforeSections,
    registeringMirror,
    faulting,
    appearing,
    copying,
    copyingHuge,
    forking,
    tables,
    rangeFaults,
    oldCalls,
    dma,
    migratingVma,
    movingPages,
    deviceMemory,
  ]
}

/// What can be said of one step.
struct StepWords: Sendable {
  typealias Said = (text: String, more: [String], short: String)

  let file: String
  /// What it did; nil where there is nothing to say.
  let says: @Sendable (any Glance) -> Said?
  /// What it is about to do.
  let will: @Sendable (any Glance) -> String?

  init(
    _ file: String = "mm/hmm.c", will: @escaping @Sendable (any Glance) -> String? = { _ in nil },
    says: @escaping @Sendable (any Glance) -> Said?
  ) {
    self.file = file
    self.says = says
    self.will = will
  }

  /// Words without values.
  init(_ file: String, _ intention: String, short: String, _ text: String) {
    self.init(file, will: { _ in intention }, says: { _ in (text, [], short) })
  }

  /// Words of a test: what it found, and what it decided; in a sentence and in a few words.
  init(
    _ file: String = "mm/hmm.c", tests what: String, yes: @escaping @Sendable (any Glance) -> (String, String),
    no: @escaping @Sendable (any Glance) -> (String, String)
  ) {
    self.init(file, will: { _ in what }) { glance in
      guard let isTaken = glance.isTaken else { return nil }
      let said = isTaken ? yes(glance) : no(glance)
      return (said.0, [], said.1)
    }
  }

  /// Words without values, of mm/hmm.c.
  init(_ intention: String, short: String, _ text: String) { self.init("mm/hmm.c", intention, short: short, text) }
}
