import Foundation

/// Spin and a C compiler, run in a folder of their own that is removed afterwards.
struct Spin {
  let spin: URL
  let compiler: URL

  /// What Spin said of a model.
  struct Answer {
    var states: Int
    /// With the one that leads to the first state.
    var transitions: Int
    var errors: Int
    var output: String
  }

  /// nil where Spin or a compiler is not installed; the tests that need it are then skipped.
  static let installed: Spin? = {
    guard let spin = find("spin"), let compiler = find("cc") ?? find("gcc") else { return nil }
    return Spin(spin: spin, compiler: compiler)
  }()

  static let missing = "spin or a C compiler is not installed, so nothing is compared"

  private static func find(_ name: String) -> URL? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }

  /// Explores a model to its end, without any reduction.
  ///
  /// - Parameter arguments: for the verifier; `-E` lets it go on where nobody can move.
  func explore(_ model: String, _ arguments: [String] = ["-E"]) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hmmscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(model.utf8).write(to: folder.appendingPathComponent("model.pml"))
    try run(spin, ["-a", "-o1", "-o2", "-o3", "model.pml"], folder)
    try run(compiler, ["-w", "-O0", "-DNOREDUCE", "-DSAFETY", "-DMEMLIM=4096", "-o", "pan", "pan.c"], folder)
    let output = try run(folder.appendingPathComponent("pan"), ["-m1000000", "-w22", "-n"] + arguments, folder)
    func number(before words: String) -> Int {
      guard let range = output.range(of: words) else { return -1 }
      let digits = output[..<range.lowerBound].reversed().drop { $0 == " " }.prefix { !$0.isWhitespace }
      return Int(Double(String(digits.reversed())) ?? -1)
    }
    let errors = output.range(of: "errors: ").map { output[$0.upperBound...].prefix { $0.isNumber } }
    return Answer(
      states: number(before: " states, stored"), transitions: number(before: " transitions (="),
      errors: errors.flatMap { Int($0) } ?? -1, output: output)
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  @discardableResult
  private func run(_ program: URL, _ arguments: [String], _ folder: URL) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // A file, not a pipe: reading a pipe to its end traps when a signal interrupts it.
    let log = folder.appending(path: "\(program.lastPathComponent).log")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    let output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    guard process.terminationStatus == 0, !output.contains("Error:") else {
      throw Failure(description: "\(program.lastPathComponent): \(output)")
    }
    return output
  }
}
