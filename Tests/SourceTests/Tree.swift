import Foundation

/// The folder of the package, found from where this file lies.
enum Tree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The files below a folder of the package, as paths from that folder, sorted; hidden ones are left out.
  static func files(in folder: String) -> [String] {
    let top = root.appending(path: folder)
    let found = FileManager.default.enumerator(
      at: top, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .map { String($0.path.dropFirst(top.path.count + 1)) }.sorted()
  }

  /// The Swift files below `Sources` and `Tests`, as paths from the package.
  static let swiftFiles = ["Sources", "Tests"].flatMap { folder in
    files(in: folder).filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }

  /// What lies directly in a folder of the package; hidden things are left out.
  static func entries(in folder: String) -> [String] {
    let found = try? FileManager.default.contentsOfDirectory(
      at: root.appending(path: folder), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    return (found ?? []).map(\.lastPathComponent).sorted()
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  static func lines(_ path: String) throws -> [String] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }
}
