import Explorer
import Foundation
import Glibc
import Kernel
import Library
import Machine
import Scenarios

/// The checker: how fast, in how much memory, how well on two cores.
enum Searching {
  /// A scenario with more than a million states without reduction, which passes: its whole space is searched.
  struct Subject {
    let name: String
    let program: Program
  }

  static let subjects: [Subject] = [
    subject("two-sections"), subject("fork-cow"), subject("two-sections", "two alike") { $0.threads[2] = twin(of: $0) },
  ].compactMap(\.self)

  /// The second thread that drops a page drops the same page as the first.
  private static func twin(of world: World) -> Actor {
    Actor(world.threads[2].name, process: world.threads[1].process, world.threads[1].operations)
  }

  private static func subject(
    _ name: String, _ variant: String? = nil, _ change: (inout World) -> Void = { _ in }
  ) -> Subject? {
    var overrides = ScenarioOverrides()
    overrides.fixes = ["B1"]
    guard var scenario = try? Scenario.shipped(name, overrides: overrides, file: Shipped.files.bytes) else {
      return nil
    }
    change(&scenario.world)
    return (try? scenario.setup()).map {
      Subject(name: name + (variant.map { ", \($0)" } ?? "") + " without B1", program: Program($0))
    }
  }

  static func rows(_ print: (Row) -> Void) {
    for subject in subjects {
      let (findings, cost) = measured(subject.program, Manner())
      let rate = Double(findings.transitions) / cost.cpu
      print(
        Row(
          what: "check \(subject.name), \(findings.states) states", measured: rating(rate),
          wanted: "5 M transitions/s a core: \(ratio(rate / 5e6))"))
      let bytes = Double(cost.memory) / Double(findings.states)
      print(
        Row(
          what: "  memory above what was there", measured: String(format: "%.0f B a state", bytes),
          wanted: "40 B with fingerprints: \(ratio(bytes / 40))"))
      let single = measured(subject.program, Manner(chains: false, symmetry: false))
      let rateOfSingle = Double(single.findings.transitions) / single.cost.cpu
      print(
        Row(
          what: "  no reduction, \(single.findings.states) states", measured: rating(rateOfSingle),
          wanted: "5 M transitions/s a core: \(ratio(rateOfSingle / 5e6))"))
      let whole = measured(subject.program, .plain)
      print(
        Row(
          what: "  no reduction, states kept whole",
          measured: rating(Double(whole.findings.transitions) / whole.cost.cpu), wanted: ""))
    }
    print(cores())
  }

  /// The largest of the subjects on one core and on two: the best of several, as others use the machine too.
  private static func cores() -> Row {
    guard let subject = subjects.max(by: { $0.program.size < $1.program.size }) else {
      return Row(what: "two cores", measured: "not measured", wanted: "1.7 times one")
    }
    func best(_ cores: Int) -> Double {
      (0..<5).map { _ in measured(subject.program, Manner(cores: cores)).cost.wall }.min() ?? 0
    }
    let factor = best(1) / best(2)
    return Row(
      what: "two cores, \(subject.name)", measured: String(format: "%.2f times one", factor),
      wanted: "1.7 times one: \(ratio(factor / 1.7))")
  }

  private static func rating(_ rate: Double) -> String { String(format: "%.2f M transitions/s", rate / 1e6) }
  static func ratio(_ value: Double) -> String { String(format: "%.2f", value) }

  /// What a search takes: seconds of the clock and of this process's cores, and bytes above those held before.
  struct Cost {
    var wall = 0.0
    var cpu = 0.0
    var memory = 0
  }

  static func measured(_ program: Program, _ manner: Manner) -> (findings: Findings, cost: Cost) {
    var cost = Cost()
    let before = resident()
    let cpu = processorSeconds()
    var found: Findings?
    cost.wall = seconds { found = explore(program, Bounds(endsAtFirstFlaw: false), manner) }
    cost.cpu = processorSeconds() - cpu
    guard let found else { fatalError("a search gives findings") }
    // What was freed before and not given back is used again, and then is not seen from outside.
    cost.memory = max(found.memory, peak() - before)
    return (found, cost)
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Bytes that are resident now; the peak is counted from here on.
  private static func resident() -> Int {
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    return status("VmRSS")
  }

  private static func peak() -> Int { status("VmHWM") }

  private static func status(_ name: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) })
    else { return 0 }
    return (Int(line.filter(\.isNumber)) ?? 0) << 10
  }
}
