import Machine

/// A program and the choices made so far: everything else is computed from these.
///
/// Step n leads from state n-1 to state n; state 0 is the first. Another choice in the past starts a branch; the old
/// future is kept.
public final class Run {
  public let program: Program
  private var branches: [Branch]
  private var current = 0
  /// The state asked for last, since most questions are about it or its neighbour.
  private var recent: (branch: Int, step: Int, state: [UInt8])

  public init(_ program: Program) {
    self.program = program
    let start = program.initialState()
    branches = [Branch(name: "a", start: start)]
    recent = (0, 0, start)
  }

  /// A run of these choices, as far as they can be made.
  public convenience init(_ program: Program, _ choices: [Choice]) {
    self.init(program)
    for choice in choices { guard append(choice) else { break } }
  }

  /// How many steps the current branch has.
  public var count: Int { branches[current].choices.count }

  /// The choices of the current branch.
  public var choices: [Choice] { branches[current].choices }

  /// The choice that step n was, from 1.
  public func choice(_ step: Int) -> Choice { branches[current].choices[step - 1] }

  /// The state after so many steps of the current branch.
  public func state(_ step: Int) -> [UInt8] {
    precondition((0...count).contains(step), "there is no step \(step)")
    if recent.branch == current, recent.step == step { return recent.state }
    var (at, state) = branches[current].nearest(step)
    if recent.branch == current, recent.step <= step, recent.step > at { (at, state) = (recent.step, recent.state) }
    while at < step {
      at += 1
      state = replayed(state, branches[current].choices[at - 1])
    }
    recent = (current, step, state)
    return state
  }

  /// A step that is known to be possible.
  private func replayed(_ state: [UInt8], _ choice: Choice) -> [UInt8] {
    guard let next = program.move(state, choice) else { preconditionFailure("a recorded step cannot be run") }
    return next
  }

  /// Makes a choice after the last step of the current branch; false if the thread cannot move.
  @discardableResult
  public func append(_ choice: Choice) -> Bool {
    guard let next = program.move(state(count), choice) else { return false }
    branches[current].append(choice, leadingTo: next)
    recent = (current, count, next)
    return true
  }

  /// Makes a choice after a step. Where the recorded future has another one, a branch begins; returns false if the
  /// thread cannot move there.
  @discardableResult
  public func take(_ choice: Choice, after step: Int) -> Bool {
    if step < count, self.choice(step + 1) == choice { return true }
    guard program.move(state(step), choice) != nil else { return false }
    if step < count {
      if let known = branches.firstIndex(where: { branch in
        branch.choices.count > step && branch.choices[step] == choice
          && branch.choices.prefix(step).elementsEqual(choices.prefix(step))
      }) {
        current = known
        return true
      }
      branches.append(Branch(name: Self.name(branches.count), from: branches[current], at: step))
      current = branches.count - 1
    }
    return append(choice)
  }

  /// `a` to `z`, then `b1`, `b2` …
  private static func name(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(97 + index))) : "b\(index - 25)"
  }

  // MARK: Branches

  /// Every branch: its name, where it parts from the one it came from, and its length.
  public var branchList: [(name: String, fork: Int?, length: Int, isCurrent: Bool)] {
    branches.indices.map { (branches[$0].name, branches[$0].fork, branches[$0].choices.count, $0 == current) }
  }

  /// Keeps another future of a branch: its steps up to one, then these choices, as far as they can be made. Shows
  /// nothing. Returns its branch, which is an old one if one goes on so already.
  public func add(_ future: [Choice], to branch: Int, after step: Int) -> Int {
    let wanted = branches[branch].choices.prefix(step) + future
    if let known = branches.firstIndex(where: { $0.choices.starts(with: wanted) }) { return known }
    let shown = current
    branches.append(Branch(name: Self.name(branches.count), from: branches[branch], at: step))
    current = branches.count - 1
    for choice in future { guard append(choice) else { break } }
    defer { current = shown }
    return current
  }

  /// Shows another branch; the step stays if the branch is long enough.
  public func show(branch index: Int) { current = index }

  public var currentBranch: Int { current }

  /// How many first steps two branches share.
  public func common(_ a: Int, _ b: Int) -> Int {
    zip(branches[a].choices, branches[b].choices).prefix { $0 == $1 }.count
  }

  // MARK: Who did what

  /// What a step read and wrote.
  public func touched(_ step: Int) -> Touched {
    var touched = Touched()
    guard step >= 1, step <= count else { return touched }
    _ = program.move(state(step - 1), choice(step), touched: &touched)
    return touched
  }

  /// The last step, at or before this one, that wrote a byte; nil if none did.
  public func lastWriter(of address: Int, at step: Int) -> Int? {
    var block = (step - 1) / Branch.interval
    while block >= 0, step > 0 {
      var (at, state) = branches[current].nearest(block * Branch.interval)
      var found: Int?
      while at < min(step, (block + 1) * Branch.interval) {
        var touched = Touched()
        guard let next = program.move(state, choice(at + 1), touched: &touched) else { break }
        at += 1
        state = next
        if touched.writes.contains(address) { found = at }
      }
      if let found { return found }
      block -= 1
    }
    return nil
  }

  /// The first step after this one, or the last before it, whose state satisfies a condition, within what is known.
  public func search(
    from step: Int, forward: Bool, where holds: (_ step: Int, _ state: [UInt8]) -> Bool
  ) -> Int? {
    if forward {
      var at = step
      var state = state(step)
      while at < count {
        state = replayed(state, choice(at + 1))
        at += 1
        if holds(at, state) { return at }
      }
      return nil
    }
    var at = step - 1
    while at >= 0 {
      // Block by block, so that every state is computed once.
      let first = at / Branch.interval * Branch.interval
      var state = state(first)
      var found = holds(first, state) ? first : nil
      var walk = first
      while walk < at {
        state = replayed(state, choice(walk + 1))
        walk += 1
        if holds(walk, state) { found = walk }
      }
      if let found { return found }
      at = first - 1
    }
    return nil
  }
}
