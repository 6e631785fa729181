import Machine

/// Of all shortest ways to a flaw, one with the fewest switches between threads.
///
/// The second pass: it goes through the layers of a search from the last to the first. A state that lies on a shortest
/// way is kept with, for each thread that can go on there, how many switches the rest takes if that thread does. Ties
/// go to the thread that moved before, then to the lower one, then to the lower alternative, so that the answer does
/// not depend on the order of the search. "All" is all states of the flaw's layer that the search kept.
func fewestSwitches(
  to flaw: Flaw, depth: Int, _ table: borrowing StateTable, _ layers: [Int], _ moves: borrowing Moves
) -> (path: [Choice], switches: Int) {
  func range(_ layer: Int) -> Range<Int> {
    layers[layer]..<(layer + 1 < layers.count ? layers[layer + 1] : table.count)
  }
  var later = StateTable(size: table.size)
  for index in range(depth) where Judge.has(flaw, table.state(index), moves) { _ = later.insert(table.state(index)) }
  var rest = [[Onward]](repeating: [], count: depth)
  // How many switches the rest of the way takes from each state of the later layer, by the thread that came there.
  var costs = [UInt32](repeating: 0, count: later.count * moves.threads)

  for layer in stride(from: depth - 1, through: 0, by: -1) {
    var here = StateTable(size: table.size)
    var onward: [Onward] = []
    for index in range(layer) {
      let state = table.state(index)
      if moves.hasStopped(state) { continue }
      var number = -1
      for thread in 0..<moves.threads {
        let counter = moves.counter(state, thread)
        for alternative in 0..<moves.alternatives(counter) {
          guard moves.move(state, thread: thread, alternative: alternative) else { continue }
          guard let target = later.find(moves.next) else { continue }
          if number < 0 {
            number = here.insert(state)!
            onward.append(contentsOf: repeatElement(Onward(), count: moves.threads))
          }
          let cost = costs[target * moves.threads + thread]
          let position = number * moves.threads + thread
          if cost < onward[position].switches {
            onward[position] = Onward(
              switches: cost, target: UInt32(target), alternative: UInt16(alternative))
          }
        }
      }
    }
    costs = []
    costs.reserveCapacity(onward.count)
    for number in 0..<here.count {
      for last in 0..<moves.threads {
        costs.append(choose(onward, number, last, moves.threads).switches)
      }
    }
    rest[layer] = onward
    later = here
  }
  return follow(rest, moves.threads)
}

/// The best way on from a state for one thread.
private struct Onward {
  /// Switches after this move.
  var switches = UInt32.max
  var target: UInt32 = 0
  var alternative: UInt16 = 0
}

/// The thread that goes on best after another one moved, and the switches from there on, with the one to it.
private func choose(_ onward: [Onward], _ number: Int, _ last: Int?, _ threads: Int) -> (thread: Int, switches: UInt32)
{
  var best = (thread: last ?? 0, switches: onward[number * threads + (last ?? 0)].switches)
  for thread in 0..<threads where thread != last {
    let switches = onward[number * threads + thread].switches
    if switches == .max { continue }
    let total = switches + (last == nil ? 0 : 1)
    if total < best.switches { best = (thread, total) }
  }
  return best
}

private func follow(_ rest: [[Onward]], _ threads: Int) -> (path: [Choice], switches: Int) {
  var path: [Choice] = []
  var last: Int?
  var number = 0
  var switches = 0
  for onward in rest {
    let (thread, _) = choose(onward, number, last, threads)
    if let last, last != thread { switches += 1 }
    let move = onward[number * threads + thread]
    path.append(Choice(thread: thread, alternative: Int(move.alternative)))
    last = thread
    number = Int(move.target)
  }
  return (path, switches)
}
