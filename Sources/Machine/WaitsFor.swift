/// Why a thread does not move, and who could change that.
public struct Wait: Sendable, Equatable {
  public let thread: Int
  public let obstacle: Obstacle
  /// The lock or queue by its name: `hmm->mirrors_sem`; or what the thread waits for in words.
  public let what: String
  /// The threads that hold the lock, or the one that is waited for; empty for a queue, whose waker cannot be told.
  public let holders: [Int]
}

/// Who waits for whom in one state.
public struct WaitsFor: Sendable, Equatable {
  public let waits: [Wait]
  /// Threads that wait for one another in a ring, beginning with the lowest; empty if there is no ring.
  public let cycle: [Int]
  /// `gpu waits for driver->update, which cpu has; …`, the ring first if there is one.
  public let text: String

  /// Nobody waits.
  public static let none = WaitsFor(waits: [], cycle: [], text: "")
}

extension Program {
  /// Whether nobody can move, no fault has stopped the machine, and somebody waits for a lock or sleeps: who only waits
  /// for a condition of the model may wait for ever.
  public func isStuck(_ state: [UInt8]) -> Bool {
    guard state[Layout.faultAddress] == 0, !hasEnded(state), choices(state).isEmpty else { return false }
    return threads.indices.contains {
      switch obstacle(state, $0) {
      case .lock, .sleeps: true
      default: false
      }
    }
  }

  /// Who waits for whom: threads that have neither ended nor can move, in order.
  public func waitsFor(_ state: [UInt8]) -> WaitsFor {
    var waits: [Wait] = []
    for thread in threads.indices {
      guard let obstacle = obstacle(state, thread) else { continue }
      switch obstacle {
      case .ended, .stopped, .rests: continue
      case .lock(let address, _):
        waits.append(
          Wait(thread: thread, obstacle: obstacle, what: lockName(address), holders: holders(state, address, thread)))
      case .sleeps(let address):
        waits.append(Wait(thread: thread, obstacle: obstacle, what: lockName(address), holders: []))
      case .awaits(let reason): waits.append(Wait(thread: thread, obstacle: obstacle, what: reason, holders: []))
      case .joins(let reason, let by):
        waits.append(Wait(thread: thread, obstacle: obstacle, what: reason, holders: by.map { [$0] } ?? []))
      case .nothingToChoose:
        waits.append(Wait(thread: thread, obstacle: obstacle, what: "something to choose", holders: []))
      }
    }
    let cycle = Self.cycle(waits)
    let inCycle = cycle.compactMap { thread in waits.first { $0.thread == thread } }
    let others = waits.filter { !cycle.contains($0.thread) }
    let text = (inCycle + others).map(sentence).joined(separator: "; ")
    return WaitsFor(waits: waits, cycle: cycle, text: text)
  }

  private func sentence(_ wait: Wait) -> String {
    let name = threads[wait.thread].name
    let who = wait.holders.map { threads[$0].name }.joined(separator: " and ")
    switch wait.obstacle {
    case .sleeps: return "\(name) sleeps on \(wait.what)"
    case .lock where !wait.holders.isEmpty:
      return "\(name) waits for \(wait.what), which \(who) \(wait.holders.count > 1 ? "have" : "has")"
    case .joins(_, let by?):
      return
        "\(name) sleeps until \(wait.what), which is up to \(threads[by].name)\(by == wait.thread ? " itself" : "")"
    case .awaits, .joins: return "\(name) waits until \(wait.what)"
    default: return "\(name) waits for \(wait.what)"
    }
  }

  /// A lock's own name, without the part of a semaphore that the byte at this address is.
  private func lockName(_ address: Int) -> String {
    guard let cell = layout.cell(at: address) else { return "a lock behind a NULL pointer" }
    guard cell.field.kind == .rwsem, let dot = cell.name.lastIndex(of: ".") else { return cell.name }
    return String(cell.name[..<dot])
  }

  private func holders(_ state: [UInt8], _ address: Int, _ waiter: Int) -> [Int] {
    guard let cell = layout.cell(at: address) else { return [] }
    var holders: [Int] = []
    if state[address] != 0 { holders.append(Int(state[address]) - 1) }
    if cell.field.kind == .rwsem {
      holders += threads.indices.filter { $0 != waiter && state[address + 1] >> UInt8($0) & 1 != 0 }
    }
    return holders
  }

  /// The first ring of threads that wait for one another.
  private static func cycle(_ waits: [Wait]) -> [Int] {
    func follow(_ path: [Int]) -> [Int]? {
      guard let wait = waits.first(where: { $0.thread == path[path.count - 1] }) else { return nil }
      for holder in wait.holders {
        if holder == path[0] { return path }
        if path.contains(holder) { continue }
        if let ring = follow(path + [holder]) { return ring }
      }
      return nil
    }
    for wait in waits { if let ring = follow([wait.thread]) { return ring } }
    return []
  }
}
