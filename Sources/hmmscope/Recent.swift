import Foundation

/// The files of one's own that were opened last, newest first: the start screen offers them again.
enum Recent {
  private static let most = 8

  private static var file: URL? { Progress.file()?.deletingLastPathComponent().appending(path: "recent") }

  /// Those that are still there.
  static func read() -> [String] {
    guard let file, let data = try? Data(contentsOf: file), data.count < 1 << 16 else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init).filter {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  /// Keeps a file at the top of the list. Where it cannot be kept, nothing is said: nobody has asked for it.
  static func add(_ path: String) {
    guard let list = file, FileManager.default.fileExists(atPath: path) else { return }
    let whole = URL(filePath: path).standardizedFileURL.path
    guard !whole.contains("\n") else { return }
    let files = [whole] + read().filter { $0 != whole }
    let text = files.prefix(most).map { $0 + "\n" }.joined()
    try? FileManager.default.createDirectory(at: list.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: list, options: .atomic)
  }
}
