import Foundation
import Glibc
import Testing

/// What these tests need: tmux, and the built program beside them.
enum Needed {
  static let program: String = {
    if let given = ProcessInfo.processInfo.environment["HMMSCOPE"] { return given }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "hmmscope").path
  }()

  static let tmux: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    .map { "\($0)/tmux" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  static var isThere: Bool { tmux != nil && FileManager.default.isExecutableFile(atPath: program) }
  static let missing: Comment = "tmux or the built program is missing"
}

/// A real terminal with a shell in it, of its own tmux server, seen through its screen.
final class Screen {
  struct Never: Error, CustomStringConvertible {
    var description: String
  }

  private let server = "hmmscope-\(UUID().uuidString)"
  fileprivate let folder: URL
  let program = Needed.program

  init(columns: Int = 120, rows: Int = 36, environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: server)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let settings = "set -g status off\nset -sg escape-time 0\nset -g default-terminal tmux-256color\n"
    try Data(settings.utf8).write(to: folder.appending(path: "tmux.conf"))
    let base = [
      "PATH": "/usr/bin:/bin", "TERM": "tmux-256color", "LANG": "C.UTF-8", "PS1": "ready> ",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    let variables = base.merging(environment) { $1 }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    try tmux(
      ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", folder.path, "env", "-i"] + variables
        + ["/bin/sh", "-i"])
    try wait { $0.contains("ready>") }
  }

  deinit {
    _ = try? tmux(["kill-server"])
    try? FileManager.default.removeItem(at: folder)
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let settings = folder.appending(path: "tmux.conf").path
    return try output(of: [Needed.tmux ?? "", "-u", "-L", server, "-f", settings] + arguments)
  }

  /// Runs a program to its end: what it prints. Neither pipes nor Foundation's Process, which both wait for every
  /// descendant, and a server that was started has no end.
  private func output(of arguments: [String]) throws -> String {
    let file = folder.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, file.path, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // Not those of tests that run beside this one.
    for file: Int32 in 3..<256 { posix_spawn_file_actions_addclose(&actions, file) }
    // The threads that run tests block most signals, and a program that is started inherits that: a server would not
    // see its shells end, and never end itself.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var number: pid_t = 0
    guard posix_spawn(&number, arguments[0], &actions, &attributes, &words, environ) == 0 else {
      throw Never(description: "\(arguments[0]) cannot be started")
    }
    var status: Int32 = 0
    while waitpid(number, &status, 0) < 0, errno == EINTR {}
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  /// Types a line and Enter.
  func type(_ line: String) throws {
    try tmux(["send-keys", "-l", line])
    try tmux(["send-keys", "Enter"])
  }

  /// Presses keys by their names in tmux: `s`, `C-z`, `Escape`.
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  /// Sends bytes as a terminal would.
  func send(_ text: String) throws { try tmux(["send-keys", "-l", text]) }

  func resize(_ columns: Int, _ rows: Int) throws { try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"]) }

  /// The rows as they are, without blanks at their ends and below; with `escapes` as a terminal would be told.
  func text(escapes: Bool = false) throws -> String {
    Self.trimmed(try tmux(["capture-pane", "-p"] + (escapes ? ["-e"] : [])))
  }

  /// Whether the program in it asks the terminal for the mouse.
  func takesMouse() throws -> Bool {
    try tmux(["display-message", "-p", "#{mouse_any_flag}"]).hasPrefix("1")
  }

  private static func trimmed(_ text: String) -> String {
    var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map { row in
      var row = row
      while row.last == " " { row.removeLast() }
      return String(row)
    }
    while rows.last == "" { rows.removeLast() }
    return rows.joined(separator: "\n")
  }

  /// A file in the folder of its shell.
  func file(_ name: String) -> URL { folder.appending(path: name) }

  /// The whole picture of a moment as it is printed without a terminal: what the screen must come to.
  func picture(_ scenario: String, at moment: Int, columns: Int = 120, rows: Int = 36) throws -> String {
    let size = "\(columns)x\(rows)"
    return Self.trimmed(
      try output(of: [program, "export", scenario, "--to", "text", "--at", "\(moment)", "--size", size]))
  }

  /// Looks again and again until the screen is as wanted; gives up after some seconds.
  @discardableResult
  func wait(_ location: SourceLocation = #_sourceLocation, until isWanted: (String) -> Bool) throws -> String {
    var text = ""
    for _ in 0..<1000 {
      text = try self.text()
      if isWanted(text) { return text }
      usleep(10_000)
    }
    Issue.record("the screen never became what was waited for:\n\(text)", sourceLocation: location)
    throw Never(description: "the screen never became what was waited for")
  }

  @discardableResult
  func wait(for part: String, _ location: SourceLocation = #_sourceLocation) throws -> String {
    try wait(location) { $0.contains(part) }
  }

  /// Starts the program and waits for its first picture; its end will be told by `status N`.
  @discardableResult
  func start(_ arguments: String, until part: String = "step 0") throws -> String {
    try type("\(program) \(arguments); echo status $?")
    return try wait(for: part)
  }

  /// The number of the process that a shell became before it became the program.
  func startWithNumber(_ arguments: String) throws -> Int32 {
    try type("stty -a > before; sh -c 'echo $$ > number; exec \(program) \(arguments)'; echo status $?")
    try wait(for: "step 0")
    let text = try String(contentsOf: folder.appending(path: "number"), encoding: .utf8)
    return try #require(Int32(text.filter(\.isNumber)))
  }

  /// Whether the modes of the terminal are as they were before `startWithNumber`.
  func expectSameModes(_ location: SourceLocation = #_sourceLocation) throws {
    try type("clear; stty -a > after; cmp before after && echo the same modes")
    try wait(location) { $0.contains("\nthe same modes") || $0.hasPrefix("the same modes") || $0.contains("differ") }
    #expect(try !text().contains("differ"), sourceLocation: location)
  }
}

extension Screen {
  /// Writes a file into the folder that the shell is in, beside its place and renamed, as editors do.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name), options: .atomic)
  }
}
