import Glibc

/// Files that something was read from, and whether one of them has changed since.
///
/// They are looked at now and then: that is the same on every file system, and for every way an editor saves.
final class WatchedFiles {
  /// Milliseconds between two looks.
  static let interval = 300

  /// What tells one content of a file from another: an editor writes it anew, or puts another file in its place.
  private struct Stamp: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }
  private var stamps: [String: Stamp] = [:]

  /// Nothing was read from the disk.
  var isEmpty: Bool { stamps.isEmpty }

  /// `mine.c`, or several with commas.
  var names: String { stamps.keys.sorted().joined(separator: ", ") }

  /// Keeps how a file is just before it is read; nothing where there is no such file.
  func note(_ path: String) { stamps[path] = Self.stamp(path) }

  /// Whether a file is another one than when it was read. A file that is gone has not changed: editors take one away
  /// before they put the new one in its place.
  func haveChanged() -> Bool {
    stamps.contains { path, stamp in Self.stamp(path).map { $0 != stamp } ?? false }
  }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Stamp(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }
}
