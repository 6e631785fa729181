/// An expression as it was written. Predicates are expressions too: one grammar everywhere.
public struct Expression: Sendable, Hashable {
  public indirect enum Kind: Sendable, Hashable {
    case number(Int)
    case name(String)
    case text(String)
    /// `...` in the place of a value.
    case ellipsis
    /// `owner.name`, or `owner->name` with an arrow.
    case member(Expression, String, isArrow: Bool)
    case element(Expression, Expression)
    case call(Expression, [Expression])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case conditional(Expression, Expression, Expression)
    /// With an operator, `target op= value`.
    case assign(BinaryOperator?, Expression, Expression)
    /// `++` and `--`: by how much, and whether the value is the one before.
    case step(Expression, Int, isPostfix: Bool)
    case cast(TypeName, Expression)
    case sizeof
    /// `{ .member = value, value }`
    case initialiser([Field])
  }

  /// One element of an initialiser; without a name or an index if it is known by its place.
  public struct Field: Sendable, Hashable {
    public let name: String?
    public let index: Expression?
    public let value: Expression
  }

  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

public enum UnaryOperator: String, Sendable, Hashable {
  case not = "!"
  case minus = "-"
  case plus = "+"
  case complement = "~"
  case address = "&"
  case dereference = "*"
}

public enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case add = "+"
  case subtract = "-"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case bitAnd = "&"
  case bitXor = "^"
  case bitOr = "|"
  case and = "&&"
  case or = "||"

  /// C's order: what binds stronger has the higher number.
  var strength: Int {
    switch self {
    case .multiply, .divide, .remainder: 10
    case .add, .subtract: 9
    case .shiftLeft, .shiftRight: 8
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 7
    case .equal, .notEqual: 6
    case .bitAnd: 5
    case .bitXor: 4
    case .bitOr: 3
    case .and: 2
    case .or: 1
    }
  }
}

/// A type as it was written: `const struct hmm_range *` is the struct `hmm_range` with one pointer.
public struct TypeName: Sendable, Hashable {
  public let name: String
  public let isStruct: Bool
  public let pointers: Int

  public init(_ name: String, isStruct: Bool, pointers: Int) {
    self.name = name
    self.isStruct = isStruct
    self.pointers = pointers
  }

  /// As C would write it.
  public var text: String {
    (isStruct ? "struct " : "") + name + (pointers > 0 ? " " + String(repeating: "*", count: pointers) : "")
  }
}
