import Foundation
import Glibc

/// Measures what the design promises, and prints a row each as it comes: what it is, what was measured, what was asked
/// for, with the ratio of the two where it is said.
///
/// `swift run -c release benchmark [GROUP…]`; the program itself is looked for beside this one.
@main
enum Benchmark {
  private static let groups: [(name: String, measure: @Sendable ((Row) -> Void) -> Void)] = [
    ("frames", { FirstFrame.rows().forEach($0) }), ("steps", { Interpreting.rows().forEach($0) }),
    ("seeking", { Seeking.rows().forEach($0) }), ("checker", Searching.rows), ("bugs", Headliners.rows),
    ("traces", { Indexing.rows().forEach($0) }), ("spin", SpinRace.rows),
  ]

  static func main() {
    let wanted = Array(CommandLine.arguments.dropFirst())
    if let unknown = wanted.first(where: { name in !groups.contains { $0.name == name } }) {
      FileHandle.standardError.write(
        Data("there is no group \(unknown); there are \(groups.map(\.name).joined(separator: ", "))\n".utf8))
      exit(64)
    }
    show(row("what", "measured", "asked for"))
    for group in groups where wanted.isEmpty || wanted.contains(group.name) {
      group.measure { show(row($0.what, $0.measured, $0.wanted)) }
    }
  }

  private static func show(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  private static func row(_ a: String, _ b: String, _ c: String) -> String {
    a.padding(toLength: max(60, a.count + 1), withPad: " ", startingAt: 0)
      + b.padding(toLength: max(34, b.count + 1), withPad: " ", startingAt: 0) + c
  }
}
/// One line of the table.
struct Row {
  var what: String
  var measured: String
  var wanted: String
}

/// Seconds that a piece of work takes.
func seconds(_ work: () -> Void) -> Double {
  let clock = ContinuousClock()
  let time = clock.measure(work)
  return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
}

func milliseconds(_ value: Double) -> String { String(format: "%.2f ms", value * 1000) }

/// The middle and the extremes of several measurements, in milliseconds.
func spread(_ values: [Double]) -> String {
  let sorted = values.sorted()
  guard let low = sorted.first, let high = sorted.last else { return "not measured" }
  return String(
    format: "%.1f ms (%.1f to %.1f)", sorted[sorted.count / 2] * 1000, low * 1000, high * 1000)
}

extension [Double] {
  /// The one in the middle.
  var middle: Double? { sorted().dropFirst(count / 2).first }
}
