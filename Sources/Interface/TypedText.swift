import Screen

extension String {
  /// What a key does to a text that is being typed, the same wherever somebody types: a character is added, Backspace
  /// takes one back, Ctrl-w the last word, Ctrl-u all of it.
  ///
  /// - Parameter most: so many bytes at most.
  /// - Returns: whether the key was one of these.
  mutating func type(_ event: Event, most: Int = 400) -> Bool {
    switch event {
    case .key(.backspace), .control("h"): if !isEmpty { removeLast() }
    case .control("u"): removeAll()
    case .control("w"):
      while last == " " { removeLast() }
      while let last, last != " " { removeLast() }
    case .character(let scalar) where scalar.columns > 0:
      if utf8.count < most { unicodeScalars.append(scalar) }
    default: return false
    }
    return true
  }
}
