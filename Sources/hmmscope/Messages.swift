import Foundation
import Synchronization

/// Messages that would go to standard error, collected while a screen is shown: there they would only spoil it.
final class Messages: Sendable {
  private let kept = Mutex<[String]>([])
  @TaskLocal private static var current: Messages?

  /// What was said, line by line.
  var lines: [String] { kept.withLock { $0 } }

  /// Runs something whose messages are kept here.
  func collecting<Value>(_ work: () throws -> Value) rethrows -> Value {
    try Self.$current.withValue(self) { try work() }
  }

  /// Keeps a message where somebody collects; else prints it on standard error.
  static func say(_ text: String) {
    guard let current else {
      FileHandle.standardError.write(Data((text + "\n").utf8))
      return
    }
    current.kept.withLock { $0 += text.split(separator: "\n").map(String.init) }
  }
}
