import Scene
import Screen

/// The whole length in the lower border: now, stops, bookmarks, numbers.
enum Scrubber {
  /// Below the lanes: a step stands under its column.
  static func drawUnderLanes(_ time: Time, on frame: inout Frame, column: Int, row: Int, columns: Int) {
    let prefix = TimeLanes.prefix(time)
    let scale = TimeScale(time, columns: columns - prefix)
    var rail = Rail(columns: columns)
    rail.put(now: time.now, at: prefix + scale.column(of: time.now))
    for stop in time.stops where (scale.start...max(scale.start, scale.end)).contains(stop.step) {
      guard let glyph = glyph(stop.kind, hasLanes: true) else { continue }
      rail.put(glyph.text, at: prefix + scale.column(of: stop.step), as: glyph.role)
    }
    let every = interval(scale)
    var number = (scale.start + every - 1) / every * every
    while number <= scale.end {
      if number > 0 {
        let text = String(number)
        rail.putNumber(text, at: prefix + scale.column(of: number) - text.count + 1)
      }
      number += every
    }
    rail.draw(on: &frame, column: column, row: row)
  }

  /// The steps between two numbers: 10, 20, 50, 100 …, as many as keep them apart.
  private static func interval(_ scale: TimeScale) -> Int {
    let room = (String(max(1, scale.end)).count + 2) * scale.stride
    var power = 10
    while power < 1_000_000_000 {
      for every in [power, 2 * power, 5 * power] where every >= room { return every }
      power *= 10
    }
    return power
  }

  /// Without lanes: the whole run on one row, with what else has happened.
  static func drawWhole(_ time: Time, on frame: inout Frame, column: Int, row: Int, columns: Int) {
    guard columns > 1 else { return }
    let length = max(1, time.last - time.first)
    func place(_ step: Int) -> Int { ((step - time.first) * (columns - 1) * 2 + length) / (2 * length) }
    var rail = Rail(columns: columns)
    rail.put(now: time.now, at: place(time.now))
    // Where there is no room for all, the rarer marks win; ends of sections, the commonest, may be left out.
    let stops = time.stops.filter { (time.first...max(time.first, time.last)).contains($0.step) }
    let ends = stops.count { $0.kind == .sectionClose }
    for rank in 0...(ends > columns / 6 ? 2 : 3) {
      for stop in stops where Self.rank(stop.kind) == rank {
        guard let glyph = glyph(stop.kind, hasLanes: false) else { continue }
        rail.put(glyph.text, at: place(stop.step), as: glyph.role)
      }
    }
    rail.draw(on: &frame, column: column, row: row)
  }

  private static func rank(_ kind: Stop.Kind) -> Int {
    switch kind {
    case .stop, .bookmark, .gap, .broken: 0
    case .committed: 1
    case .retry: 2
    case .sectionClose: 3
    }
  }

  private static func glyph(_ kind: Stop.Kind, hasLanes: Bool) -> (text: String, role: Role)? {
    switch kind {
    case .stop: ("▾", .caution)
    case .bookmark(let name):
      name.unicodeScalars.first.map { (String(Character($0)), Role.key) }
    case .gap: ("╎", .caution)
    case .retry: hasLanes ? nil : ("↻", .caution)
    case .sectionClose: hasLanes ? nil : ("]", .caution)
    case .committed: hasLanes ? nil : ("✓", .holds)
    case .broken: hasLanes ? nil : ("✗", .broken)
    }
  }
}

/// A row in which nothing is written twice.
private struct Rail {
  var cells: [Cell?]

  init(columns: Int) { cells = Array(repeating: nil, count: max(0, columns)) }

  mutating func put(_ text: String, at column: Int, as role: Role) {
    let line = Line(text, role)
    guard column >= 0, column + line.width <= cells.count else { return }
    guard (column..<column + line.width).allSatisfy({ cells[$0] == nil }) else { return }
    for (offset, cell) in line.cells.enumerated() { cells[column + offset] = cell }
  }

  /// Now, with its number behind it; before it where the edge is near.
  mutating func put(now: Int, at column: Int) {
    guard !cells.isEmpty else { return }
    let number = String(now), column = min(max(0, column), cells.count - 1)
    if column + 1 + number.count <= cells.count {
      put("▴" + number, at: column, as: .now)
    } else {
      put("▴", at: column, as: .now)
      put(number, at: column - number.count, as: .now)
    }
  }

  /// A number must not touch a neighbour, or it would read as another one.
  mutating func putNumber(_ text: String, at column: Int) {
    guard column > 0, column + text.count < cells.count else { return }
    guard (column - 1...column + text.count).allSatisfy({ cells[$0] == nil }) else { return }
    put(text, at: column, as: .quiet)
  }

  func draw(on frame: inout Frame, column: Int, row: Int) {
    for (offset, cell) in cells.enumerated() {
      if let cell { frame[column + offset, row] = cell }
    }
  }
}
