import Replay
import Scripts

/// What a file is, by the ending of its name, or else by what is in it.
enum FileKind: String, CaseIterable {
  case script, scenario, lesson, driver, recording, trace

  /// Nil where neither says it.
  init?(file: String, bytes: [UInt8]) {
    let name = file.split(separator: "/").last ?? ""
    let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) ?? "" : ""
    switch ending.lowercased() {
    case "tape": self = .script
    case "yaml", "yml": self = .scenario
    case "md": self = .lesson
    case "c": self = .driver
    case "jsonl": self = .recording
    default:
      guard let kind = Self.inside(bytes) else { return nil }
      self = kind
    }
  }

  private static func inside(_ bytes: [UInt8]) -> FileKind? {
    if Recording.isRecording(bytes) { return .recording }
    let lines = String(decoding: bytes.prefix(1 << 16), as: UTF8.self).split(separator: "\n").map {
      $0.drop { $0 == " " || $0 == "\t" }
    }
    if lines.contains(where: { $0.hasPrefix("# tracer:") }) { return .trace }
    if lines.contains(where: { $0.hasPrefix("```hmmscope") }) { return .lesson }
    let keys = ["title:", "memory:", "devices:", "threads:", "schedule:", "edition:", "bug:"]
    if lines.contains(where: { line in keys.contains { line.hasPrefix($0) } }) { return .scenario }
    let first = lines.first { !$0.isEmpty && !$0.hasPrefix("#") }
    if let first, Script.beginsCommand(first) { return .script }
    let isC = lines.contains { $0.contains("(") && ($0.hasSuffix("{") || $0.hasSuffix(";") || $0.hasSuffix(")")) }
    return isC && lines.contains { $0.contains("hmm_") } ? .driver : nil
  }
}
