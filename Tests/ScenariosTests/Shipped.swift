import Kernel
import Library
import Machine
import Scenarios
import Session
import Testing

/// The scenarios that ship, and texts that go wrong.
enum Shipped {
  static let files = Library()
  static let names = files.names(in: "Scenarios").map { String($0.prefix { $0 != "." }) }

  static func scenario(_ name: String, _ overrides: ScenarioOverrides = ScenarioOverrides()) throws -> Scenario {
    try #require(try Scenario.shipped(name, overrides: overrides, file: files.bytes))
  }

  /// Reads a text as `a.yaml`, with the drivers that ship.
  static func read(_ bytes: [UInt8]) throws(ScenarioProblem) -> Scenario {
    try Scenario.read(bytes, file: "a.yaml") { files.bytes("Drivers/\($0)") }
  }
}

/// A text that a reader must refuse, made from a good one by changing one place of it.
struct Wrong: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// `LINE:COLUMN message = hint`, in the order of the file.
  let expected: [String]

  init(_ name: String, _ place: String?, _ change: String, _ expected: [String]) {
    self.name = name
    text = place.map { Self.good.replacing($0, with: change) } ?? change
    self.expected = expected
  }

  var testDescription: String { name }

  var problems: [String] {
    do {
      _ = try Shipped.read(Array(text.utf8))
      return ["fine"]
    } catch {
      return error.items.map { "\($0.line):\($0.column) \($0.message)" + ($0.hint.map { " = \($0)" } ?? "") }
    }
  }

  static let memory = """
    memory:
      pages: [1a0 rw, none]
      vmas: [000-001 rw]
      frames: {1a0: app A}
      swap: {3: free}

    """
  static let good = """
    title: a page
    edition: "5.2"
    \(memory)devices:
      gpu: {driver: retry-loop.c}
    threads:
      gpu: mirror
      app: munmap 000-001
    schedule:
      - gpu end
    expect:
      end: ["retries == 0"]

    """
  static let keys =
    "it may have title, about, edition, fix, with, memory, processes, devices, threads, schedule, expect, timeouts, bug"
  static let forms = "it can " + Scenario.operations.joined(separator: ", ")
  static let pageForms =
    "none, swap SLOT, FRAME rw or ro, and before FRAME rw: huge, protnone, migration, private, devmap, pud; "
    + "special, poison"
  static let fixes = "there is " + Scenario.fixes.joined(separator: ", ")
  static let laws = "there is " + Laws.described(.linux5_2).map(\.name).joined(separator: ", ")
  static let findings = laws + ", " + Laws.others.map(\.name).joined(separator: ", ")
}
