/// A statement as it was written.
struct Sentence: Sendable {
  indirect enum Kind: Sendable {
    case empty
    /// `...` where a statement may stand.
    case ellipsis
    /// A comment that says to use the pfns to update the device page table.
    case commit
    case block([Sentence])
    case declaration([Variable])
    case expression(Expression)
    case when(Expression, Sentence, Sentence?)
    case loop(Expression, Sentence)
    case doLoop(Sentence, Expression)
    case count(Sentence?, Expression?, Expression?, Sentence)
    case choice(Expression, [Sentence])
    case test(Expression)
    case otherwise
    case label(String)
    case goto(String)
    case leave
    case proceed
    case result(Expression?)
  }

  let kind: Kind
  let span: Span

  init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// A variable, a parameter or a member of a struct.
struct Variable: Sendable {
  let type: TypeName
  let name: String
  /// The length of an array.
  let length: Expression?
  let isArray: Bool
  let value: Expression?
  let span: Span
}

/// A function with its body.
struct Function: Sendable {
  let name: String
  let span: Span
  let parameters: [Variable]
  /// `...` stands for the parameters.
  let isOpen: Bool
  let returnsVoid: Bool
  let body: [Sentence]
  /// From its first line to the one of its closing brace.
  let lines: ClosedRange<Int>
}

/// `struct name { … };`
struct StructType: Sendable {
  let name: String
  let span: Span
  let members: [Variable]
}

/// A name for a number: from `#define` or an enum.
struct NamedNumber: Sendable {
  let name: String
  let value: Expression
  let span: Span
}

/// All that stands in a text.
struct Unit: Sendable {
  var functions: [Function] = []
  /// Declared without a body.
  var prototypes: Set<String> = []
  var variables: [Variable] = []
  var structs: [StructType] = []
  var numbers: [NamedNumber] = []
}
