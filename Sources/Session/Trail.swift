import Scene

/// The moves by call and to a stop, so that the key for the other way takes each of them back exactly: n forward and
/// n back end where they began.
struct Trail {
  enum Kind { case over, out, run }

  private struct Move {
    var kind: Kind
    var direction: Direction
    var from: Int
    var to: Int
  }

  private static let most = 10_000
  private var moves: [Move] = []

  /// Where the last move began that led here from the other side; nil if none of this kind did. Moves made after it
  /// are forgotten.
  mutating func takeBack(_ kind: Kind, _ direction: Direction, at position: Int) -> Int? {
    let index = moves.lastIndex { $0.kind == kind && $0.direction != direction && $0.to == position }
    guard let index else { return nil }
    let from = moves[index].from
    moves.removeSubrange(index...)
    return from
  }

  mutating func add(_ kind: Kind, _ direction: Direction, from: Int, to: Int) {
    guard from != to else { return }
    if moves.count >= Self.most { moves.removeFirst(Self.most / 2) }
    moves.append(Move(kind: kind, direction: direction, from: from, to: to))
  }

  /// Another future: its moments are others.
  mutating func clear() { moves = [] }
}
