import Foundation
import Glibc

/// A file that is written whole or not at all: first beside its place under another name, then renamed.
///
/// Several files that belong together are all written before the first of them gets its name.
struct WholeFile {
  /// Why a file cannot be written, in words.
  struct Problem: Error {
    var path: String
    var reason: String
  }

  private let path: String
  private let beside: String

  /// Writes the bytes beside their place.
  ///
  /// - Throws: a problem, after which nothing is left.
  init(_ bytes: [UInt8], for path: String) throws(Problem) {
    let target = Self.target(path)
    let folder = (target as NSString).deletingLastPathComponent
    self.path = target
    beside = "\(folder.isEmpty ? "." : folder)/.hmmscope-\(getpid())-\(Self.number()).part"
    var old = stat()
    let isThere = stat(target, &old) == 0
    if isThere, old.st_mode & S_IFMT == S_IFDIR { throw Problem(path: path, reason: "it is a folder") }
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      let isFolderMissing = errno == ENOENT
      throw Problem(
        path: path, reason: isFolderMissing ? "there is no folder \(folder)" : String(cString: strerror(errno)))
    }
    if isThere { fchmod(file, old.st_mode & 0o7777) }
    var failed: Int32 = 0
    do throws(Failed) {
      try Self.write(bytes, to: file)
      // A disk that is full may say so only now, or when the file is closed.
      if fsync(file) != 0, errno != EINVAL, errno != EROFS { throw Failed(number: errno) }
    } catch {
      failed = error.number
    }
    if close(file) != 0, failed == 0 { failed = errno }
    guard failed == 0 else {
      unlink(beside)
      throw Problem(path: path, reason: String(cString: strerror(failed)))
    }
  }

  /// Gives the file its name; what was there is gone then.
  func commit() throws(Problem) {
    guard rename(beside, path) == 0 else {
      let reason = String(cString: strerror(errno))
      discard()
      throw Problem(path: path, reason: reason)
    }
  }

  /// Takes it away again.
  func discard() { unlink(beside) }

  /// Writes one file. What is no file but a device or a pipe cannot be replaced: it is written to as it is.
  static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    var old = stat()
    let kind = stat(path, &old) == 0 ? old.st_mode & S_IFMT : S_IFREG
    guard kind != S_IFREG, kind != S_IFDIR else {
      return try WholeFile(bytes, for: path).commit()
    }
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw Problem(path: path, reason: String(cString: strerror(errno))) }
    defer { close(file) }
    do throws(Failed) {
      try write(bytes, to: file)
    } catch {
      throw Problem(path: path, reason: String(cString: strerror(error.number)))
    }
  }

  private struct Failed: Error {
    var number: Int32
  }

  private static func write(_ bytes: [UInt8], to file: Int32) throws(Failed) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failed(number: count < 0 ? errno : EIO) }
      rest = rest.dropFirst(count)
    }
  }

  /// Behind a link is the file that is meant.
  private static func target(_ path: String) -> String {
    guard let full = realpath(path, nil) else { return path }
    defer { free(full) }
    return String(cString: full)
  }

  nonisolated(unsafe) private static var last = 0

  private static func number() -> Int {
    last += 1
    return last
  }
}
