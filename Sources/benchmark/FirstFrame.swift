import Foundation
import Glibc

/// The program as a person meets it: on a terminal of its own, from its exec to the first whole screen, and from a key
/// to the next one. Measured from outside of the process.
enum FirstFrame {
  static func rows() -> [Row] {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "hmmscope").path
    guard FileManager.default.isExecutableFile(atPath: program) else {
      return [Row(what: "exec to first frame", measured: "no \(program)", wanted: "25 ms")]
    }
    var starts: [Double] = []
    var runs: [Double] = []
    var keys: [Double] = []
    var bytes: [Int] = []
    for _ in 0..<15 {
      guard let start = Pseudo(program, columns: 200, rows: 60) else { break }
      starts.append(start.untilQuiet().time)
      start.end()
      let run = ["run", "retry-loop", "--no-animation"]
      guard let terminal = Pseudo(program, run, columns: 200, rows: 60) else { break }
      runs.append(terminal.untilQuiet().time)
      for _ in 0..<20 {
        let answer = terminal.press("s")
        keys.append(answer.time)
        bytes.append(answer.bytes)
      }
      terminal.end()
    }
    let slowest = slowestScenario(program)
    let sorted = keys.sorted()
    let worst = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
    let most = bytes.sorted()
    return [
      Row(what: "exec to the start screen, 200x60", measured: spread(starts), wanted: "25 ms" + peers()),
      Row(what: "exec to the first frame of a run", measured: spread(runs), wanted: "25 ms"),
      Row(
        what: "the same of the slowest shipped scenario" + (slowest.map { ", \($0.name)" } ?? ""),
        measured: slowest.map { spread($0.times) } ?? "not measured", wanted: "30 ms"),
      Row(what: "key to drawn frame, 99th percentile", measured: milliseconds(worst), wanted: "8 ms"),
      Row(
        what: "bytes sent for a step, middle and most",
        measured: most.isEmpty ? "not measured" : "\(most[most.count / 2]), \(most[most.count - 1])", wanted: "2048"),
    ]
  }
}

extension FirstFrame {
  /// The shipped scenario whose first frame takes longest in the middle of several starts.
  private static func slowestScenario(_ program: String) -> (name: String, times: [Double])? {
    Shipped.scenarios.map { name in
      let times = (0..<7).compactMap { _ -> Double? in
        guard let terminal = Pseudo(program, ["run", name, "--no-animation"], columns: 200, rows: 60) else {
          return nil
        }
        defer { terminal.end() }
        return terminal.untilQuiet().time
      }
      return (name, times)
    }.max { ($0.times.middle ?? 0) < ($1.times.middle ?? 0) }
  }

  /// The same of other programs of the terminal, where they are installed.
  private static func peers() -> String {
    let known = [["less", "/etc/services"], ["htop"], ["tig"], ["vim", "-R", "/etc/services"]]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    var found: [String] = []
    for command in known {
      guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(command[0])") })
      else { continue }
      let times = (0..<7).compactMap { _ -> Double? in
        guard
          let terminal = Pseudo(
            "\(folder)/\(command[0])", Array(command.dropFirst()), columns: 200, rows: 60)
        else { return nil }
        defer { terminal.end() }
        return terminal.untilQuiet().time
      }
      if let middle = times.middle {
        found.append(String(format: "\(command[0]) %.0f", middle * 1000))
      }
    }
    return found.isEmpty ? "" : "; here: " + found.joined(separator: ", ")
  }
}

/// A program on a pseudo-terminal.
private final class Pseudo {
  private let master: Int32
  private var process: pid_t = 0
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int16 = 0x80
  private let started: ContinuousClock.Instant

  init?(_ program: String, _ options: [String] = ["--no-animation"], columns: UInt16, rows: UInt16) {
    // Glibc's names for this are hidden from Swift: the device itself is asked.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var isLocked: Int32 = 0
    var number: UInt32 = 0
    guard master >= 0, ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0
    else { return nil }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for file in 0...2 { posix_spawn_file_actions_addopen(&actions, Int32(file), name, O_RDWR, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setflags(&attributes, Self.newSession)
    let environment = ["TERM=xterm-256color", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"]
    var variables = environment.map { strdup($0) } + [nil]
    var arguments = ([program] + options).map { strdup($0) } + [nil]
    started = ContinuousClock.now
    let status = posix_spawn(&process, program, &actions, &attributes, &arguments, &variables)
    for pointer in variables + arguments { free(pointer) }
    guard status == 0 else { return nil }
  }

  /// Reads until nothing has come for 60 ms; the time is that of the last byte.
  func untilQuiet(from start: ContinuousClock.Instant? = nil) -> (time: Double, bytes: Int) {
    var last = ContinuousClock.now
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var poll = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, count == 0 ? 2000 : 60) > 0 else { break }
      let got = read(master, &buffer, buffer.count)
      if got <= 0 { break }
      count += got
      last = ContinuousClock.now
    }
    let time = last - (start ?? started)
    return (Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18, count)
  }

  func press(_ key: String) -> (time: Double, bytes: Int) {
    let start = ContinuousClock.now
    _ = key.withCString { write(master, $0, 1) }
    return untilQuiet(from: start)
  }

  func end() {
    _ = press("q")
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(master)
  }
}
