/// Where the threads' stacks lie, and how deep they are.
extension Compiler {
  mutating func layOutThreads() {
    precondition(setup.threads.count <= 8, "more than eight threads")
    var next = layout.size
    for thread in setup.threads {
      let root = index[ObjectIdentifier(thread.procedure)]!
      let stack = stackBytes(root, path: [])
      precondition(stack < 500, "the stack of \(thread.name) does not fit")
      threads.append(
        ThreadLayout(name: thread.name, base: next, stack: stack, procedure: root, arguments: thread.arguments))
      next += Program.threadHeader + stack
    }
    size = (next + 7) & ~7
  }

  /// The deepest stack that a procedure can need; a recursion is given room for two more rounds.
  func stackBytes(_ procedure: Int, path: [Int]) -> Int {
    let own = procedures[procedure].locals.count
    if path.filter({ $0 == procedure }).count >= 2 || path.count > 40 { return own }
    var deepest = 0
    for step in outlines[procedure].steps {
      guard case .call(let callee, let arguments, _) = step.action else { continue }
      let callees: [Int]
      switch callee {
      case .procedure(let target): callees = [index[ObjectIdentifier(target)]!]
      case .cell(let place):
        let key = "\(place.record).\(place.field.name)"
        let known = open.contains(key) ? callable : Array(held[key] ?? [])
        callees = known.filter { found[$0].fits(arguments) }
      }
      for target in callees {
        deepest = max(deepest, Program.frameHeader + stackBytes(target, path: path + [procedure]))
      }
    }
    // The frames of callees begin at even places.
    return deepest == 0 ? own : (own + 1) & ~1 + deepest
  }
}
