import Foundation
import Scene
import Scripts

extension Transcript {
  /// Writes the script; a file that is there already is replaced only if it is such a script too.
  func save(to name: String) -> Reply {
    let path = name.trimmingCharacters(in: .whitespaces)
    guard !path.isEmpty else { return Reply("save-script needs the name of a file", isError: true) }
    if FileManager.default.fileExists(atPath: path),
      FileHandle(forReadingAtPath: path).map({ !$0.begins(with: Self.firstLine) }) ?? true
    {
      return Reply("\(path) is there already, and no script of a session: another name", isError: true)
    }
    do {
      try WholeFile.write(Array(text.utf8), to: path)
    } catch {
      return Reply("\(path) cannot be written: \(error.reason)", isError: true)
    }
    return Reply("written to \(path); hmmscope replay --script \(path) ends here")
  }
}

extension FileHandle {
  fileprivate func begins(with text: String) -> Bool {
    (try? read(upToCount: text.utf8.count)) == Data(text.utf8)
  }
}
