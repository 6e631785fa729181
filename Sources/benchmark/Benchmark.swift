import Foundation

/// Measures what the design promises, and prints a row each: what it is, what was measured, what was asked for.
///
/// `swift run -c release benchmark`; the program itself is looked for beside this one.
@main
enum Benchmark {
  static func main() {
    print(row("what", "measured", "asked for"))
    let rows: [() -> [Row]] = [FirstFrame.rows, Interpreting.rows, Seeking.rows, Searching.rows, Indexing.rows]
    for measure in rows { for result in measure() { print(row(result.what, result.measured, result.wanted)) } }
  }

  static func row(_ a: String, _ b: String, _ c: String) -> String {
    a.padding(toLength: 56, withPad: " ", startingAt: 0) + b.padding(toLength: 34, withPad: " ", startingAt: 0) + c
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
