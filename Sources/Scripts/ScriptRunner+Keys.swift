import Scene
import Session

/// What reaches the screen as a terminal would send it, and waiting for what the screen shows.
extension ScriptRunner {
  func press(_ keys: [ScriptKey], _ every: Int?) throws(Problem) {
    let before = session?.position
    for key in keys {
      try asked { try host.press(key) }
      shoot(marker: nil)
      pass(every ?? typingSpeed)
    }
    guard let session, session.position != before else { return say("keys  clock \(Self.seconds(clock))") }
    tellPlace(session, "")
  }

  func click(_ column: Int, _ row: Int, _ button: ScriptButton, _ count: Int) throws(Problem) {
    let before = session?.position
    for _ in 0..<count {
      try asked { try host.click(column: column, row: row, button) }
      shoot(marker: nil)
      pass(typingSpeed)
    }
    guard let session, session.position != before else { return say("mouse  clock \(Self.seconds(clock))") }
    tellPlace(session, "")
  }

  /// Time passes in tenths of a second until the screen shows what is waited for.
  func wait(_ place: WaitPlace, _ wanted: String?, _ limit: Int?) throws(Problem) {
    // A shell's prompt is what tapes wait for by default; nothing here takes longer than a command.
    guard let pattern = wanted ?? waitPattern, let regex = try? Regex(pattern) else {
      return say("wait  clock \(Self.seconds(clock))")
    }
    let start = clock, limit = limit ?? waitTimeout
    while !shows(regex, place) {
      guard clock - start < limit else {
        throw .failed("the screen does not show /\(pattern)/ within \(Self.seconds(limit))")
      }
      pass(min(100, limit - (clock - start)))
      shoot(marker: nil)
    }
    say("wait  clock \(Self.seconds(clock))")
  }

  private func shows(_ regex: Regex<AnyRegexOutput>, _ place: WaitPlace) -> Bool {
    let frame = host.frame()
    switch place {
    case .screen: return frame.firstMatch(of: regex) != nil
    case .line:
      let rows = frame.split(separator: "\n")
      return rows.last { !$0.allSatisfy(\.isWhitespace) }?.firstMatch(of: regex) != nil
    }
  }
}
