import Kernel
import Machine
import Scenarios
import Session

/// What is different between two forms of one scenario: rows of kernel procedures, lines of drivers.
struct BugDifference {
  /// Rows before and behind a difference that are shown with it.
  private static let context = 2

  private let old: Scenario
  private let new: Scenario
  private let programs: (old: Program, new: Program)

  init(_ old: Scenario, _ new: Scenario) throws {
    self.old = old
    self.new = new
    programs = (try RunTimeline.compile(old), try RunTimeline.compile(new))
  }

  /// A block for each procedure and each driver that differs: `-` as it was, `+` as it is mended.
  var text: [String] {
    var blocks: [String] = []
    if old.world.edition != new.world.edition {
      blocks.append("Linux \(old.world.edition.words) → \(new.world.edition.words)")
    }
    let (before, after) = (procedures(programs.old), procedures(programs.new))
    for (name, rows) in before {
      if let other = after.first(where: { $0.name == name })?.rows {
        if let block = Self.block(name, rows, other) { blocks.append(block) }
      }
    }
    // What only one form calls is new with it, or gone.
    for (name, rows) in after where !before.contains(where: { $0.name == name }) {
      if let block = Self.block(name, [], rows) { blocks.append(block) }
    }
    for (name, rows) in before where !after.contains(where: { $0.name == name }) {
      if let block = Self.block(name, rows, []) { blocks.append(block) }
    }
    for (first, second) in zip(old.drivers, new.drivers) where first.text != second.text {
      let name = first.name == second.name ? first.name : "\(first.name) → \(second.name)"
      if let block = Self.block(name, lines(first.text), lines(second.text)) { blocks.append(block) }
    }
    return blocks
  }

  private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  /// The kernel's procedures of a program, and those that stand for it in a driver's place, as their listings.
  private func procedures(_ program: Program) -> [(name: String, rows: [String])] {
    var result: [(name: String, rows: [String])] = []
    for compiled in program.procedures where compiled.procedure.text.isEmpty {
      let place = compiled.procedure.file.isEmpty ? "" : "\(compiled.procedure.file), "
      let parameters = compiled.procedure.parameters.map(\.name).joined(separator: ", ")
      result.append(("\(place)\(compiled.name)(\(parameters))", listing(compiled.procedure)))
    }
    return result
  }

  /// The rows that differ, with a few around them; nil where none does.
  private static func block(_ name: String, _ old: [String], _ new: [String]) -> String? {
    let changes = new.difference(from: old)
    if changes.isEmpty { return nil }
    let (gone, come) = (Set(changes.removals.map(\.offset)), Set(changes.insertions.map(\.offset)))
    var rows: [(sign: String, text: String)] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, gone.contains(left) {
        rows.append(("-", old[left]))
        left += 1
      } else if right < new.count, come.contains(right) {
        rows.append(("+", new[right]))
        right += 1
      } else {
        rows.append((" ", new[right]))
        left += 1
        right += 1
      }
    }
    var result = [name]
    var last = -1
    for index in rows.indices {
      let near = max(0, index - context)...min(rows.count - 1, index + context)
      guard rows[near].contains(where: { $0.sign != " " }) else { continue }
      if last >= 0, index > last + 1 { result.append("    …") }
      result.append("  \(rows[index].sign) \(rows[index].text)")
      last = index
    }
    return result.joined(separator: "\n")
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
