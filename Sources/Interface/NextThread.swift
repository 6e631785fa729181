import Scene
import Screen

/// The menu of the next step.
extension View {
  var selectedChoice: Int {
    if case .choices(let selected) = overlay { selected } else { 0 }
  }

  mutating func chooseThread(_ scene: Scene) {
    isPlaying = false
    guard scene.heading.isRun else { return show(note: "a trace has happened: its order cannot be chosen") }
    guard !scene.choices.isEmpty else {
      return show(note: "no thread has anything left to do; \(key(.step(.back))) goes back")
    }
    overlay = .choices(selected: scene.choices.firstIndex(where: \.isProposed) ?? 0)
  }

  /// T outside the menu: the only waiting thread, or the menu where there are several.
  mutating func force(_ scene: Scene) -> [Effect] {
    let waiting = Set(scene.choices.filter { !$0.isEnabled }.map(\.thread))
    guard scene.heading.isRun, !waiting.isEmpty else {
      show(note: scene.heading.isRun ? "no thread waits; t chooses among those that can run" : "a trace has happened")
      return []
    }
    if waiting.count == 1, let thread = waiting.first { return ask(.force(thread: thread)) }
    chooseThread(scene)
    overlay = .choices(selected: scene.choices.firstIndex { !$0.isEnabled } ?? 0)
    return []
  }

  /// A key while the menu is open; nil if it means there what it means everywhere.
  mutating func handle(_ event: Event, selected: Int, _ scene: Scene) -> [Effect]? {
    let count = scene.choices.count
    guard count > 0 else {
      overlay = nil
      return nil
    }
    // The scene may have become another one while the menu was open.
    let selected = min(selected, count - 1)
    switch event {
    case .character("j"), .key(.down): overlay = .choices(selected: min(selected + 1, count - 1))
    case .character("k"), .key(.up): overlay = .choices(selected: max(selected - 1, 0))
    case .character(let digit) where ("1"..."9").contains(digit):
      let index = Int(digit.value) - 0x31
      guard index < count else { return [] }
      return take(scene.choices[index], index)
    case .key(.enter): return take(scene.choices[selected], selected)
    case .character("T"):
      overlay = nil
      return ask(.force(thread: scene.choices[selected].thread))
    case .character("e"):
      let choice = scene.choices[selected]
      overlay = .pages(Pages(title: "Why \(choice.thread)", lines: [choice.line, "", choice.effect]))
    case .key(.escape), .character("t"), .character("q"): overlay = nil
    default:
      // A key that does something else leaves the menu.
      if keys.action(of: event) != nil { overlay = nil }
      return nil
    }
    return []
  }

  private mutating func take(_ choice: ThreadChoice, _ index: Int) -> [Effect] {
    guard choice.isEnabled else {
      overlay = .choices(selected: index)
      show(note: "\(choice.thread) cannot run now: \(choice.effect); T forces it")
      return []
    }
    overlay = nil
    return ask(.choose(thread: choice.thread, alternative: choice.alternative))
  }
}
