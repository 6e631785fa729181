import Machine
import Testing

@testable import Kernel

/// One call of a function of the kernel: where it begins, what it comes to, who holds what then, which cells differ.
struct OneCall: Sendable, CustomTestStringConvertible {
  /// The step of the reference that the row is for, and what is the case there: `SN1 dead`.
  let testDescription: String
  /// What it returns; nil for a call that returns nothing, or does not get there.
  private(set) var returns: Int?
  /// Why the machine stops in it.
  var stops: Fault?
  var held: [String] = []
  /// Cells of the kernel that differ from before the call: `hmm[0].kref 1 ⇒ 2`.
  var changed: [String] = []
  /// Records, or single fields as `migrate_vma.src`, that are looked at besides those of HMM itself.
  var watched: [String] = []
  /// Entries, frames and slots that differ, in words; nil where nobody looks.
  var memory: [String]?
  /// Whether every law has to hold when it is over.
  var isLawful = false
  /// The step before which it is looked at; nil for the end of the call.
  var end: String?
  var world = World.window()
  var cells: @Sendable (inout Setup) -> Void = { _ in }
  /// What goes before the call.
  var before: @Sendable (Core) -> [Statement] = { _ in [] }
  let call: @Sendable (Core) -> [Statement]
  /// What another thread does, where a row makes it move.
  var others: [Kernel.Operation] = [.read(page: 0)]
  /// What happens when the call is about to make a step for the first time; without a name, when it cannot go on.
  var events: [(step: String, happens: @Sendable (Run) -> Void)] = []
  /// Of the choices that it makes, which alternative it takes; those that are not named are the first.
  var choices: [Int] = []

  init(
    _ name: String, returns: Int?, held: [String] = [], changed: [String] = [], _ world: World = .window(),
    fixes: Set<String> = [], cells: @escaping @Sendable (inout Setup) -> Void = { _ in },
    before: @escaping @Sendable (Core) -> [Statement] = { _ in [] },
    call: @escaping @Sendable (Core) -> [Statement]
  ) {
    testDescription = name
    (self.returns, self.held, self.changed, self.world) = (returns, held, changed, world)
    if !fixes.isEmpty { self.world.edition.fixes = fixes }
    (self.cells, self.before, self.call) = (cells, before, call)
  }

  private func with(_ change: (inout OneCall) -> Void) -> OneCall {
    var copy = self
    change(&copy)
    return copy
  }

  /// What it comes to, with mmap_sem still held.
  func comingTo(_ result: Int?, changed: [String]) -> OneCall {
    with { ($0.returns, $0.held, $0.changed) = (result, Self.mmapSem, changed) }
  }
  /// What is held at the end besides.
  func holding(_ locks: String...) -> OneCall { with { $0.held += locks } }
  /// It has given mmap_sem back.
  func droppingMmapSem() -> OneCall {
    with {
      $0.held = []
      $0.changed.insert("mm->mmap_sem.readers 1 ⇒ 0", at: 0)
    }
  }
  func stopping(_ fault: Fault) -> OneCall { with { $0.stops = fault } }
  /// With a bug of another version.
  func adding(_ bug: String) -> OneCall { with { $0.world.edition.added = [bug] } }
  func watching(_ records: String...) -> OneCall { with { $0.watched += records } }
  func watching(_ records: [String]) -> OneCall { with { $0.watched += records } }
  func memory(_ changes: String...) -> OneCall { with { $0.memory = changes } }
  func memory(_ changes: [String]) -> OneCall { with { $0.memory = changes } }
  /// Every law holds when it is over.
  func lawful() -> OneCall { with { $0.isLawful = true } }
  /// It is looked at before this step, and not at its end.
  func until(_ step: String) -> OneCall { with { $0.end = step } }
  func choosing(_ choices: Int...) -> OneCall { with { $0.choices = choices } }
  /// Another thread, which moves only where an event makes it.
  func beside(_ operations: Kernel.Operation...) -> OneCall { with { $0.others = operations } }
  /// Something happens when the call is about to make this step.
  func meanwhile(_ step: String, _ happens: @escaping @Sendable (Run) -> Void) -> OneCall {
    with { $0.events.append((step, happens)) }
  }
  /// Something happens when the call cannot go on.
  func blocked(_ happens: @escaping @Sendable (Run) -> Void) -> OneCall { meanwhile("", happens) }
}
