import Library
import Machine
import Replay
import Scenarios
import Scene
import Session
import Testing

/// A shipped scenario in a session, and places in it by the names of steps.
struct Play {
  let session: Session
  let timeline: RunTimeline

  init(_ name: String, seed: UInt64? = nil) throws { try self.init(try Play.scenario(name), seed: seed) }

  init(_ scenario: Scenario, seed: UInt64? = nil) throws {
    timeline = try RunTimeline.open(scenario, seed: seed)
    session = Session(timeline)
  }

  static let files = Library()
  static let names = files.names(in: "Scenarios").map { String($0.prefix { $0 != "." }) }

  static func scenario(_ name: String) throws -> Scenario {
    try #require(try Scenario.shipped(name, file: files.bytes))
  }

  /// The moment after the nth step of this name that a thread took.
  func after(_ thread: String, _ step: String, _ nth: Int = 1) throws -> Int {
    let run = timeline.run
    let index = try #require(run.program.threads.firstIndex { $0.name == thread })
    let moments = (1...run.count).filter { moment in
      guard run.choice(moment).thread == index else { return false }
      return run.program.nextStep(run.state(moment - 1), index).map { run.program.isNamed($0, step) } ?? false
    }
    return try #require(moments.dropFirst(nth - 1).first, "\(thread) takes \(step) only \(moments.count) times")
  }

  /// Sends a request; its note, with `!` before an error.
  @discardableResult
  func ask(_ request: Request) -> String {
    let reply = session.handle(request)
    return (reply.isError ? "! " : "") + reply.note
  }

  var position: Int { session.position }

  @discardableResult
  func at(_ moment: Int) -> Play {
    session.show(moment)
    return self
  }
}

extension Scene {
  /// What the left half of a screen says, a short line each: `cpu 001 none => 1a0 rw`.
  var facts: [String] {
    var lines: [String] = []
    for (name, table) in [("cpu", cpu), ("device", device)] {
      lines += table.entries.map { "\(name) \($0.words)" }
    }
    lines += ranges.counters.map { "\($0.name) \($0.before.map { "\($0) => " } ?? "")\($0.value)" }
    for range in ranges.ranges {
      lines.append("\(range.label) \(range.before.map { "\($0.text) => " } ?? "")\(range.validity.text)")
      if !range.waiters.isEmpty { lines.append("\(range.label) sleepers \(range.waiters.joined(separator: ", "))") }
      if range.wakes > 0 { lines.append("\(range.label) wakes \(range.wakes)") }
      lines += range.pfns.map { "pfns \($0.words)" }
    }
    for section in notifiers.open {
      lines.append("\(section.thread) \(section.event) \(section.address)")
      lines += section.phases.map { "\($0.name) \($0.state)" }
    }
    lines += locks.map { lock in
      let holders = ([lock.mode] + lock.holders).filter { !$0.isEmpty }.joined(separator: " ")
      let wanted = lock.waiters.isEmpty ? "" : ", wanted by \(lock.waiters.joined(separator: " "))"
      return "\(lock.name) \(lock.holders.isEmpty ? "free" : holders)\(wanted)"
    }
    lines += frames.map { frame in
      "\(frame.label) \(frame.owner) \(frame.cpu.isEmpty ? "no" : frame.cpu) "
        + "\(frame.device.isEmpty ? "no" : frame.device) \(frame.data)"
    }
    lines += threads.map { "\($0.name) \($0.state)" }
    return lines
  }
}

extension Entry {
  var words: String {
    func text(_ value: EntryValue, _ isStale: Bool) -> String {
      value.kind == .unwritten ? "-" : isStale ? "(\(value.text))" : value.text
    }
    let old = before.map { text($0, wasStale) + " => " } ?? ""
    return "\(label) \(old)\(text(value, isStale))\(isBroken ? " broken" : "")"
  }
}
