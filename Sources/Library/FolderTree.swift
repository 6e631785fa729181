import Glibc

/// A tree on the disk, read anew whenever it is asked.
struct FolderTree: Source {
  let root: String

  /// Deeper than any tree of ours: a link that leads back to its own folder ends here.
  private static let depthMost = 8

  var isThere: Bool { Self.kind(root) == .folder }

  func paths() -> [String] {
    var found: [String] = []
    collect("", depth: 0, into: &found)
    return found
  }

  private func collect(_ folder: String, depth: Int, into found: inout [String]) {
    guard depth < Self.depthMost, let stream = opendir("\(root)/\(folder)") else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = Self.name(of: entry)
      // As the build does: what an editor or a file manager hides is no asset.
      guard !name.hasPrefix(".") else { continue }
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      switch Self.kind("\(root)/\(path)") {
      case .file: found.append(path)
      case .folder: collect(path, depth: depth + 1, into: &found)
      case .other: break
      }
    }
  }

  func bytes(_ path: String) -> [UInt8]? {
    let full = "\(root)/\(path)"
    // Only a plain file is read: a pipe would wait for somebody to write.
    guard Self.kind(full) == .file, let file = fopen(full, "rb") else { return nil }
    defer { fclose(file) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      result.append(contentsOf: chunk[..<count])
    }
    return ferror(file) == 0 ? result : nil
  }

  private enum Kind { case file, folder, other }

  private static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
    }
  }
}
