import Screen
import Scripts

/// Keys as a script writes them, and as a terminal reports them.
extension Event {
  init(_ key: ScriptKey) {
    switch key {
    case .character(let scalar): self = .character(scalar)
    case .control(let scalar): self = .control(scalar)
    case .alt(let scalar): self = .alt(scalar)
    case .key(let name): self = .key(Key(name))
    case .altKey(let name): self = .altKey(Key(name))
    }
  }
}

extension Transcript.Press {
  /// Nil for what nobody has pressed.
  init?(_ event: Event) {
    switch event {
    case .character(let scalar): self = .key(.character(scalar))
    case .control(let scalar): self = .key(.control(scalar))
    case .alt(let scalar): self = .key(.alt(scalar))
    case .key(let key): self = .key(.key(ScriptKey.Name(key)))
    case .altKey(let key): self = .key(.altKey(ScriptKey.Name(key)))
    case .mouse(let column, let row, let button):
      guard let button = ScriptButton.allCases.first(where: { Button($0) == button }) else { return nil }
      self = .mouse(column: column + 1, row: row + 1, button)
    case .resize: return nil
    }
  }
}

extension Button {
  init(_ button: ScriptButton) {
    switch button {
    case .left: self = .left
    case .right: self = .right
    case .wheelUp: self = .wheelUp
    case .wheelDown: self = .wheelDown
    }
  }
}

extension Key {
  init(_ name: ScriptKey.Name) {
    switch name {
    case .function(let number): self = .function(number)
    default: self = ScriptKey.Name.pairs.first { $0.name == name }?.key ?? .escape
    }
  }
}

extension ScriptKey.Name {
  init(_ key: Key) {
    switch key {
    case .function(let number): self = .function(number)
    default: self = Self.pairs.first { $0.key == key }?.name ?? .escape
    }
  }

  fileprivate static let pairs: [(name: ScriptKey.Name, key: Key)] = [
    (.up, .up), (.down, .down), (.left, .left), (.right, .right), (.home, .home), (.end, .end), (.pageUp, .pageUp),
    (.pageDown, .pageDown), (.insert, .insert), (.delete, .delete), (.backspace, .backspace), (.enter, .enter),
    (.escape, .escape), (.tab, .tab), (.shiftTab, .shiftTab),
  ]
}
