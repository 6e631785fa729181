import Kernel
import Machine
import Replay
import Scenarios

/// A run as a few letters: which scenario, which model, and only those choices that nobody would have guessed.
///
/// Where it says nothing the thread that ran last goes on while it can, and then the next one does; so a counterexample
/// of a hundred steps and two switches has two choices to tell. What it names must be there already: it holds no text.
public struct ShortID: Equatable, Sendable {
  /// Ten bits of the scenario's name, fifteen of everything that it is run with, fifteen of the procedures it touches.
  let name: UInt64
  let content: UInt64
  let model: UInt64
  /// How many steps it has.
  public let count: Int
  /// Choices that are not the steady ones.
  let forced: [Forced]

  struct Forced: Equatable, Sendable {
    /// Steady steps before it, since the last forced one.
    let gap: Int
    /// Which of the possible choices.
    let index: Int
  }

  /// What an identity of this kind begins with; the digit is its version.
  static let prefix = "hv1"

  /// Names a run of a scenario.
  public init(_ path: [Choice], of scenario: Scenario, on program: Program) {
    var forced: [Forced] = []
    var touched: Set<Int> = []
    var state = program.initialState(), last: Choice?, gap = 0
    for choice in path {
      if let step = program.nextStep(state, choice.thread) { touched.insert(step.procedure) }
      var steady = Scheduler.steady
      if steady.next(program, state, last: last) == choice {
        gap += 1
      } else {
        forced.append(Forced(gap: gap, index: program.choices(state).firstIndex(of: choice) ?? 0))
        gap = 0
      }
      state = program.move(state, choice) ?? state
      last = choice
    }
    name = Self.hash([scenario.name], bits: 10)
    content = Self.hash(Self.texts(of: scenario), bits: 15)
    model = Self.hash(touched.map { Self.identity(program, $0) }.sorted(), bits: 15)
    count = path.count
    self.forced = forced
  }

  private static func identity(_ program: Program, _ procedure: Int) -> String {
    "\(program.procedures[procedure].name) \(program.identity(ofProcedure: procedure))"
  }

  /// Everything that a scenario is run with, drivers and switches included.
  private static func texts(of scenario: Scenario) -> [String] {
    let edition = scenario.world.edition
    return [scenario.text, edition.version] + edition.fixes.sorted()
      + scenario.drivers.flatMap { [$0.name, $0.text] }
  }

  private static func hash(_ texts: [String], bits: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return (hash ^ hash >> 32) & (1 << UInt64(bits) - 1)
  }
}

// MARK: Text

extension ShortID {
  /// `hv1-3k7q-bd02-…`: digits in fours, the last one checks the others.
  public var text: String {
    var writer = DigitWriter()
    writer.write(name, digits: 2)
    writer.write(content, digits: 3)
    writer.write(model, digits: 3)
    writer.write(count)
    for choice in forced {
      writer.write(choice.gap)
      writer.write(choice.index)
    }
    let all = writer.digits + [Base32.check(writer.digits)]
    let groups = stride(from: 0, to: all.count, by: 4).map { Base32.text(Array(all[$0..<min($0 + 4, all.count)])) }
    return ([Self.prefix] + groups).joined(separator: "-")
  }

  /// Whether a text wants to be such an identity.
  public static func isMeant(by text: String) -> Bool {
    text.lowercased().hasPrefix("hv") && text.contains("-") && text.dropFirst(2).first?.isNumber == true
      && text.allSatisfy { $0 == "-" || $0.isLetter || $0.isNumber }
  }

  /// Reads an identity as it was typed: upper case or lower, with its hyphens or without some of them.
  public init(_ text: String) throws(ShortIDError) {
    let parts = text.lowercased().split(separator: "-", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw .shape("an id is \(Self.prefix)- and groups of letters and digits") }
    guard parts[0] == Self.prefix else {
      throw .shape("ids of \(parts[0]) are not known; this program reads \(Self.prefix)")
    }
    var digits: [UInt8] = []
    for character in parts[1] where character != "-" {
      guard let digit = Base32.value(character) else { throw .shape("\(character) is no digit of an id") }
      digits.append(digit)
    }
    guard let check = digits.popLast(), Base32.check(digits) == check else {
      throw .shape("its last letter does not fit the others: it was not copied right")
    }
    var reader = DigitReader(digits)
    guard let name = reader.read(digits: 2), let content = reader.read(digits: 3), let model = reader.read(digits: 3),
      let count = reader.read()
    else { throw .shape("it is too short") }
    var forced: [Forced] = []
    while !reader.isAtEnd {
      guard let gap = reader.read(), let index = reader.read() else { throw .shape("it is too short") }
      forced.append(Forced(gap: gap, index: index))
    }
    (self.name, self.content, self.model, self.count, self.forced) = (name, content, model, count, forced)
  }
}

// MARK: Replay

extension ShortID {
  /// Whether it can be of a scenario of this name.
  public func isOf(scenarioNamed name: String) -> Bool { Self.hash([name], bits: 10) == self.name }

  /// The choices that it stands for.
  ///
  /// - Throws: what differs, if the scenario or the model is not the one that it was made from.
  public func choices(of scenario: Scenario, on program: Program) throws(ShortIDError) -> [Choice] {
    guard isOf(scenarioNamed: scenario.name) else { throw .otherScenario(scenario.name) }
    guard Self.hash(Self.texts(of: scenario), bits: 15) == content else { throw .otherContent(scenario.name) }
    var state = program.initialState(), last: Choice?, choices: [Choice] = []
    var rest = forced[...], gap = 0
    while choices.count < count {
      var choice: Choice?
      if let next = rest.first, next.gap == gap {
        let possible = program.choices(state)
        choice = possible.indices.contains(next.index) ? possible[next.index] : nil
        rest = rest.dropFirst()
        gap = 0
      } else {
        var steady = Scheduler.steady
        choice = steady.next(program, state, last: last)
        gap += 1
      }
      guard let choice, let next = program.move(state, choice) else {
        throw .otherModel(scenario.name, step: choices.count + 1)
      }
      choices.append(choice)
      (state, last) = (next, choice)
    }
    guard ShortID(choices, of: scenario, on: program).model == model else {
      throw .otherModel(scenario.name, step: nil)
    }
    return choices
  }
}

/// Why an identity cannot be replayed.
public enum ShortIDError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It cannot be read; why.
  case shape(String)
  /// It is of a scenario with another name than this.
  case otherScenario(String)
  /// It is of the scenario of this name, with another text, driver, edition or switches.
  case otherContent(String)
  /// The kernel's procedures are not those that it was made with; the step that cannot be made, where there is one.
  case otherModel(String, step: Int?)

  public var description: String {
    switch self {
    case .shape(let reason): reason
    case .otherScenario(let name): "it is of another scenario than \(name)"
    case .otherContent(let name):
      "it is of \(name), but with another text, driver, edition or other switches than here; "
        + "--driver, --edition and --fix say them"
    case .otherModel(let name, let step):
      "it is of \(name), but of another model of the kernel"
        + (step.map { ": step \($0) cannot be made here" } ?? ": a procedure that it runs has changed since")
    }
  }
}
