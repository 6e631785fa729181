import ArgumentParser
import Foundation
import Glibc

/// How the program ends when it cannot do what was asked.
enum Status {
  static let failed = ExitCode(1)
  static let bound = ExitCode(4)
  static let diverged = ExitCode(5)
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let unwritten = ExitCode(74)
  static let interrupted = ExitCode(130)
}

/// Prints one message for the person on standard error and gives the status to throw.
func failure(_ message: String, _ status: ExitCode) -> ExitCode {
  Messages.say("hmmscope: " + message.printable)
  return status
}

/// Prints on standard error as it stands: messages that carry their own file and line.
func complain(_ message: String) {
  Messages.say(message.printable)
}

extension String {
  /// The text without what a terminal would obey: control bytes of files are shown, not sent.
  var printable: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
      result.append(isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}

/// Writes a file whole or not at all: beside its place first, then renamed.
func write(_ text: String, to path: String) throws {
  do {
    try WholeFile.write(Array(text.utf8), to: path)
  } catch {
    throw failure("\(path) cannot be written: \(error.reason)", Status.unwritten)
  }
}

/// The bytes of a file, or of standard input for `-`; nil if there is no such file.
func read(_ path: String) throws -> [UInt8]? {
  if path == "-" { return try bytes(STDIN_FILENO, "standard input") }
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
  guard !isFolder.boolValue else { throw failure("\(path) is a folder, not a file", Status.noInput) }
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else {
    throw failure("\(path) cannot be read: \(String(cString: strerror(errno)))", Status.noInput)
  }
  defer { close(file) }
  return try bytes(file, path)
}

/// Everything that a file descriptor has to give.
private func bytes(_ file: Int32, _ name: String) throws -> [UInt8] {
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = Glibc.read(file, &buffer, buffer.count)
    if count == 0 { return result }
    if count > 0 {
      result += buffer[..<count]
    } else if errno != EINTR {
      throw failure("\(name) cannot be read: \(String(cString: strerror(errno)))", Status.noInput)
    }
  }
}
