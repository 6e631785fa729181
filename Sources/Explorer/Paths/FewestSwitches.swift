import Machine

/// Of all shortest ways to a flaw, one with the fewest switches between threads.
///
/// It goes through the layers from the last to the first. A state that lies on a shortest way has, for each thread
/// that can go on there, how many switches the rest takes if that thread does, and how many moves. Ties go to the
/// thread that moved before, then to the lower one, then to the lower alternative, so that the answer does not depend
/// on the order of the search. "All" is all states of the flaw's layer that the search kept.
func fewestSwitches(to flaw: Flaw, depth: Int, _ layers: [RecordedLayer], _ threads: Int) -> [Choice] {
  var rest = [[Onward]](repeating: [], count: depth + 1)
  var later = Ways(count: 0, threads: threads)
  for number in stride(from: depth, through: 0, by: -1) {
    let layer = layers[number]
    var ways = Ways(count: layer.count, threads: threads)
    if number == depth { for state in layer.flawed[flaw] ?? [] { ways.isGoal[state] = true } }
    for state in 0..<layer.count where number < depth {
      for edge in layer.onward[state] {
        ways.consider(state, edge, later.cost(Int(edge.target), Int(edge.thread)), false)
      }
    }
    // Moves within the layer may go round, so what is known is passed on until nothing gets better.
    var hasChanged = !layer.inside.all.isEmpty
    while hasChanged {
      hasChanged = false
      for state in stride(from: layer.count - 1, through: 0, by: -1) where !ways.isGoal[state] {
        for edge in layer.inside[state] {
          let cost = ways.cost(Int(edge.target), Int(edge.thread))
          if ways.consider(state, edge, cost, true) { hasChanged = true }
        }
      }
    }
    rest[number] = ways.kept(later)
    later = ways
  }
  return follow(rest, threads)
}

/// Switches count before moves.
private typealias Cost = UInt64
private let oneSwitch: Cost = 1 << 32

/// The best way on from a state for one thread.
private struct Onward {
  /// What it takes from here, this move included.
  var cost = Cost.max
  var target: UInt32 = 0
  var alternative: UInt16 = 0
  var isInside = false
}

/// The ways on from the states of a layer.
private struct Ways {
  private let threads: Int
  private var onward: [Onward]
  var isGoal: [Bool]
  /// The number of a state among those from which a goal is reached.
  private var numbers: [UInt32] = []

  init(count: Int, threads: Int) {
    self.threads = threads
    onward = Array(repeating: Onward(), count: count * threads)
    isGoal = Array(repeating: false, count: count)
  }

  /// What the rest takes from a state after a thread has moved.
  func cost(_ state: Int, _ last: Int) -> Cost {
    isGoal[state] ? 0 : choose(onward, state, last, threads).cost
  }

  /// Takes a move if it is better than what is known; false if not.
  @discardableResult
  mutating func consider(_ state: Int, _ edge: Edge, _ cost: Cost, _ isInside: Bool) -> Bool {
    let position = state * threads + Int(edge.thread)
    guard cost != .max, cost + 1 < onward[position].cost else { return false }
    onward[position] = Onward(
      cost: cost + 1, target: edge.target, alternative: edge.alternative, isInside: isInside)
    return true
  }

  /// The ways of the states from which a goal is reached, with targets by their numbers among such states.
  mutating func kept(_ later: Ways) -> [Onward] {
    numbers = Array(repeating: .max, count: isGoal.count)
    var count: UInt32 = 0
    for state in isGoal.indices
    where isGoal[state] || (0..<threads).contains(where: { onward[state * threads + $0].cost != .max }) {
      numbers[state] = count
      count += 1
    }
    var result: [Onward] = []
    for state in isGoal.indices where numbers[state] != .max {
      for thread in 0..<threads {
        var way = onward[state * threads + thread]
        if way.cost != .max { way.target = (way.isInside ? numbers : later.numbers)[Int(way.target)] }
        // A goal is the end of its way.
        if isGoal[state] { way = Onward() }
        result.append(way)
      }
    }
    return result
  }
}

/// The thread that goes on best after another one moved, and what it takes from there on, with the switch to it.
private func choose(_ onward: [Onward], _ number: Int, _ last: Int?, _ threads: Int) -> (thread: Int, cost: Cost) {
  var best = (thread: last ?? 0, cost: onward[number * threads + (last ?? 0)].cost)
  for thread in 0..<threads where thread != last {
    let cost = onward[number * threads + thread].cost
    if cost == .max { continue }
    let total = cost + (last == nil ? 0 : oneSwitch)
    if total < best.cost { best = (thread, total) }
  }
  return best
}

private func follow(_ rest: [[Onward]], _ threads: Int) -> [Choice] {
  var path: [Choice] = []
  var last: Int?
  var number = 0
  var layer = 0
  while true {
    let (thread, cost) = choose(rest[layer], number, last, threads)
    // Nothing leads on from a goal.
    if cost == .max { return path }
    let way = rest[layer][number * threads + thread]
    path.append(Choice(thread: thread, alternative: Int(way.alternative)))
    last = thread
    number = Int(way.target)
    if !way.isInside { layer += 1 }
  }
}
