/// A comment, with the marks that open and close it taken away.
struct Comment: Sendable, Hashable {
  let text: String
  let span: Span
}

/// The smallest piece of a text that means something.
struct Token: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case name(String)
    case number(Int)
    case text(String)
    case mark(String)
    /// A line that begins with `#`, whole.
    case directive(String)
    case end
  }

  let kind: Kind
  let span: Span
  /// The comments between the token before and this one.
  let comments: [Comment]

  func `is`(_ mark: String) -> Bool { kind == .mark(mark) }

  func isWord(_ word: String) -> Bool { kind == .name(word) }

  /// As an error message names it.
  var described: String {
    switch kind {
    case .name(let name): "'\(name.prefix(40))'"
    case .number(let number): "\(number)"
    case .text: "a string"
    case .mark(let mark): "'\(mark)'"
    case .directive: "a line that begins with #"
    case .end: "the end of the text"
    }
  }
}

/// Words that can't be names.
let keywords: Set<String> = [
  "break", "case", "const", "continue", "default", "do", "else", "enum", "for", "goto", "if", "return", "sizeof",
  "static", "struct", "switch", "typedef", "union", "volatile", "while", "inline", "extern", "unsigned", "signed",
  "void", "int", "long", "short", "char", "bool", "float", "double",
]
