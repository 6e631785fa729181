import Foundation
import Screen
import Testing

/// Compares a frame with the picture kept under __Snapshots__; SNAPSHOTS=record writes it anew.
func expectSnapshot(
  _ frame: Frame, named name: String, file: StaticString = #filePath, location: SourceLocation = #_sourceLocation
) throws {
  let kept = URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "__Snapshots__/\(name).txt")
  if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" {
    try Data((frame.text + "\n").utf8).write(to: kept)
    return
  }
  let expected = try String(contentsOf: kept, encoding: .utf8)
  guard frame.text + "\n" != expected else { return }
  let pairs = zip(frame.text.split(separator: "\n"), expected.split(separator: "\n"))
  var different: [String] = []
  for (row, lines) in pairs.enumerated() where lines.0 != lines.1 {
    different.append("\(row + 1)\n  drawn \(lines.0)\n  kept  \(lines.1)")
  }
  Issue.record("\(name) differs in row \(different.joined(separator: "\nrow "))", sourceLocation: location)
}
