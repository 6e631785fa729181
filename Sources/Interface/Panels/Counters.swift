import Scene
import Screen

extension Line {
  /// Appends `notifiers 0 ⇒ 1`.
  mutating func append(_ counter: Counter, base: Role) {
    append(counter.name + " ", base)
    if counter.mark == .changed, let before = counter.before {
      append(before + " ⇒ ", base)
      append(counter.value, .changed)
      return
    }
    let role: Role = counter.isCaution ? .caution : counter.isInferred ? .inferred : base
    appendMarked((counter.isInferred ? "~" : "") + counter.value, role)
  }

  /// Appends counters as long as they have room; the last ones are the first to go.
  mutating func append(_ counters: [Counter], between: Int, room: Int, base: Role) {
    for (index, counter) in counters.enumerated() {
      var piece = Line(index == 0 ? "" : String(repeating: " ", count: between))
      piece.append(counter, base: base)
      guard index == 0 || width + piece.width <= room else { return }
      append(piece)
    }
  }
}
