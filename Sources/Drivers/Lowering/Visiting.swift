extension Sentence {
  /// The statements directly inside, and the expressions.
  var inner: (sentences: [Sentence], expressions: [Expression]) {
    switch kind {
    case .empty, .ellipsis, .commit, .otherwise, .label, .goto, .leave, .proceed: ([], [])
    case .block(let body): (body, [])
    case .declaration(let variables): ([], variables.compactMap(\.value))
    case .expression(let value), .test(let value): ([], [value])
    case .when(let condition, let yes, let no): ([yes] + (no.map { [$0] } ?? []), [condition])
    case .loop(let condition, let body), .doLoop(let body, let condition): ([body], [condition])
    case .count(let first, let condition, let change, let body):
      ((first.map { [$0] } ?? []) + [body], [condition, change].compactMap(\.self))
    case .choice(let value, let body): (body, [value])
    case .result(let value): ([], value.map { [$0] } ?? [])
    }
  }

  /// Shows it and every statement in it, in the order of the text.
  func visit(_ look: (Sentence) -> Void) {
    look(self)
    for sentence in inner.sentences { sentence.visit(look) }
  }
}

extension Expression {
  /// Shows it and every expression in it.
  func visit(_ look: (Expression) -> Void) {
    look(self)
    for part in parts { part.visit(look) }
  }
}

extension Function {
  func visit(_ look: (Sentence) -> Void) {
    for sentence in body { sentence.visit(look) }
  }

  /// The names of all functions that it calls.
  var calls: Set<String> {
    var names: Set<String> = []
    visit { sentence in
      for expression in sentence.inner.expressions {
        expression.visit { part in
          // A function may also be handed on: kref_put(&driver->kref, release).
          guard case .call(let callee, let arguments) = part.kind else { return }
          if case .name(let name) = callee.kind { names.insert(name) }
          guard case .name(let word) = callee.kind, arguments.count == 2 else { return }
          guard word == "kref_put" || FunctionLowering.initialisers[word] != nil else { return }
          if case .name(let name) = arguments[1].plain.kind { names.insert(name) }
        }
      }
    }
    return names
  }

  /// Whether a comment in it stands for a commit.
  var commits: Bool {
    var found = false
    visit { if case .commit = $0.kind { found = true } }
    return found
  }
}
