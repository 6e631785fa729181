import Drivers

/// A predicate as it was typed, ready to be asked at any moment: one grammar for breaks, `Until`, `Expect` and watches.
public struct Condition: Sendable {
  public let text: String
  private let expression: Expression

  /// An expression of the driver dialect; an error says where it cannot be read.
  public init(_ text: String) throws(Refusal) {
    self.text = text
    do {
      expression = try parseExpression(text)
    } catch {
      throw Refusal(error.errors.first.map { "column \($0.span.start.column): \($0.message)" } ?? "\(error)")
    }
  }

  /// The names that it asks for.
  public var names: [String] { expression.names }

  /// What it comes to; nil where something that it depends on is unknown.
  public func value(_ timeline: any Timeline, at moment: Int) -> Int? {
    expression.evaluate { name in
      switch timeline.value(of: name, at: moment) {
      case .number(let number): number
      case .unknown, nil: nil
      }
    }
  }

  /// Whether it holds; unknown does not.
  public func holds(_ timeline: any Timeline, at moment: Int) -> Bool { (value(timeline, at: moment) ?? 0) != 0 }

  /// The first name that the timeline has never heard of; nil if all are known.
  public func unknownName(_ timeline: any Timeline, at moment: Int) -> String? {
    names.first { timeline.value(of: $0, at: moment) == nil }
  }

  /// The names with their values, for a message: `hmm->notifiers = 1`.
  public func values(_ timeline: any Timeline, at moment: Int) -> String {
    names.map { name in
      switch timeline.value(of: name, at: moment) {
      case .number(let number): "\(name) = \(number)"
      default: "\(name) = unknown"
      }
    }.joined(separator: ", ")
  }
}
