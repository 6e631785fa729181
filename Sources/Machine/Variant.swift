/// A place of a procedure that has two forms, and a switch that decides which of them stands there.
public struct Variant: Sendable {
  /// The switch.
  public let name: String
  /// Whether the switch is turned: the form that stands here is the changed one.
  public let isChanged: Bool
  /// The form that does not stand here, with the last statement of the one that does.
  public let other: [Statement]
}

/// One of two forms, by a switch; the procedure keeps both, runs the chosen one and can print the other.
///
/// - Parameters:
///   - name: the switch.
///   - isChanged: whether it is turned.
///   - original: the form while it is not.
///   - changed: the form once it is.
public func variant(
  _ name: String, isChanged: Bool, original: [Statement], changed: [Statement]
) -> [Statement] {
  let chosen = isChanged ? changed : original
  let other = isChanged ? original : changed
  if chosen.isEmpty, other.isEmpty { return [] }
  var statements = chosen.isEmpty ? [Statement(.nothing)] : chosen
  for index in statements.indices {
    let isLast = index == statements.count - 1
    statements[index].variants.append(Variant(name: name, isChanged: isChanged, other: isLast ? other : []))
  }
  return statements
}

extension [Statement] {
  /// Without the places where the other form of a variant has something and this one has not.
  var solid: [Statement] { filter { if case .nothing = $0.action { false } else { true } } }

  /// Whether a body needs braces: it has more than one row at its own level.
  var needsBraces: Bool { solid.count > 1 }
}

extension [Statement] {
  /// Every statement of the chosen forms, those inside of others too.
  public func forEachStatement(_ visit: (Statement) -> Void) {
    for statement in self {
      visit(statement)
      switch statement.action {
      case .atomic(let body), .loop(_, let body), .doLoop(let body, _), .count(_, _, _, let body),
        .each(_, _, _, let body):
        body.forEachStatement(visit)
      case .when(_, let yes, let no): (yes + no).forEachStatement(visit)
      default: break
      }
    }
  }
}
