import Screen

/// Frames one after the other as an asciicast: a film of a terminal, for players and web pages.
///
/// Time is the author's own, in whole milliseconds: nothing of a clock gets into the file, so the same frames give the
/// same bytes. At every marker the whole screen is drawn anew, so that a player can begin there.
public struct Cast {
  /// The two formats in use: 2 is read by most tools, 3 is what its makers write today.
  public enum Version: Sendable { case two, three }

  private let columns: Int
  private let rows: Int
  private let title: String
  private let theme: Theme
  private var last: Frame?
  private var events: [Event] = []
  private var pause = 0

  private struct Event {
    /// Milliseconds since the event before.
    var pause: Int
    var code: String
    var text: String
  }

  /// - Parameter theme: how roles look; the colours of the palette of 256 are used.
  public init(columns: Int, rows: Int, title: String, theme: Theme) {
    self.columns = columns
    self.rows = rows
    self.title = title
    self.theme = theme
  }

  /// Lets time pass until the next frame, or after the last one.
  public mutating func wait(milliseconds: Int) { pause += max(0, milliseconds) }

  /// Shows a frame; a marker is a place that players go to, such as `step=24 thread=gpu`.
  public mutating func show(_ frame: Frame, marker: String? = nil) {
    if let last, last.columns != frame.columns || last.rows != frame.rows {
      note("r", "\(frame.columns)x\(frame.rows)")
    }
    if let marker { note("m", marker) }
    let text = marker == nil ? difference(to: frame) : whole(frame)
    if !text.isEmpty { note("o", text) }
    last = frame
  }

  private mutating func note(_ code: String, _ text: String) {
    events.append(Event(pause: pause, code: code, text: text))
    pause = 0
  }

  private func whole(_ frame: Frame) -> String {
    let clear = last == nil ? "\u{1B}[?25l\u{1B}[2J" : "\u{1B}[2J"
    return clear + (0..<frame.rows).map { row(frame, $0) }.joined()
  }

  /// The rows that differ from what is shown.
  private func difference(to frame: Frame) -> String {
    guard let last, last.columns == frame.columns, last.rows == frame.rows else { return whole(frame) }
    return (0..<frame.rows).filter { frame[row: $0] != last[row: $0] }.map { row(frame, $0) }.joined()
  }

  private func row(_ frame: Frame, _ row: Int) -> String {
    "\u{1B}[\(row + 1);1H" + frame.ansiRow(row, theme: theme, depth: .palette)
  }

  /// The file: a header and a line for each event; format 3 ends with an exit status of 0.
  public func text(_ version: Version) -> String {
    var lines: [String] = []
    let name = JSON.quoted(title)
    switch version {
    case .two: lines.append("{\"version\":2,\"width\":\(columns),\"height\":\(rows),\"title\":\(name)}")
    case .three:
      lines.append("{\"version\":3,\"term\":{\"cols\":\(columns),\"rows\":\(rows)},\"title\":\(name)}")
    }
    // What is waited after the last frame shows it for that long: an output of nothing ends it.
    let ending = pause > 0 ? [Event(pause: pause, code: "o", text: "")] : []
    var clock = 0
    for event in events + ending {
      clock += event.pause
      let time = Self.seconds(version == .two ? clock : event.pause)
      lines.append("[\(time), \"\(event.code)\", \(JSON.quoted(event.text))]")
    }
    if version == .three { lines.append("[0.000, \"x\", \"0\"]") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `1.500`: three decimals are all that there is.
  private static func seconds(_ milliseconds: Int) -> String {
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}
