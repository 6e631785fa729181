import Glibc

/// The screen as a text file in the folder where the program was started.
enum ScreenFile {
  /// Why it could not be written.
  struct Problem: Error {
    var text: String
  }

  /// Writes to the first name that is free: what is there already is never overwritten.
  static func write(_ text: String) -> Result<String, Problem> {
    for number in 1...9999 {
      let name = "hmmscope-\(number).txt"
      let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if file < 0 {
        if errno == EEXIST { continue }
        return .failure(Problem(text: "\(name): \(String(cString: strerror(errno)))"))
      }
      defer { close(file) }
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          let reason = String(cString: strerror(errno))
          unlink(name)
          return .failure(Problem(text: "\(name): \(reason)"))
        }
        bytes = bytes.dropFirst(count)
      }
      return .success("./" + name)
    }
    return .failure(Problem(text: "there are 9999 screens here already"))
  }
}

/// Time that only goes forward.
enum Clock {
  static func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
