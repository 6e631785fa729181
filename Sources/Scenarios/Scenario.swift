import Drivers
import Kernel
import Machine

/// A scenario as its file says it: what there is, what the threads do, in which order, and what should come of it.
public struct Scenario: Sendable {
  /// The name of its file without the ending.
  public var name: String
  public var title: String
  /// A sentence or two: what it shows.
  public var about: String
  public var world: World
  public var schedule: [ScheduleEntry]
  public var expectation: Expectation
  /// The bug of Linux that it shows, if it is about one.
  public var bug: Bug?
  /// The drivers' texts, for recordings and for the panel.
  public var drivers: [DriverText]
  /// Lines of drivers' loops, and lines whose meaning was concluded, by the procedure's name.
  public var loops: [String: ClosedRange<Int>]
  public var inferred: [String: Set<Int>]
  /// What the drivers' texts were warned about.
  public var warnings: [String]
  /// Records that drivers' own variables need, with their first values.
  public var extraRecords: [RecordType]
  public var extraCells: [FirstCell]
  /// The file itself.
  public var text: String

  /// The text of a driver under its name.
  public struct DriverText: Equatable, Sendable {
    public var name: String
    public var text: String

    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// What a scenario should end in.
  public struct Expectation: Equatable, Sendable {
    /// The invariants that its schedule breaks; empty: none.
    public var broken: [String] = []
    /// What a check of every interleaving finds even with B1 mended: laws, or what everybody calls such a bug. Empty:
    /// its driver claims to be right.
    public var check: [String] = []
    /// Predicates that hold at the end of the schedule.
    public var end: [String] = []
    /// Some order must bring the driver to map what it has read: a text without such a line will not do.
    public var commits = false

    public init() {}
  }

  /// The machine's beginning.
  public func setup() throws(WorldError) -> Setup {
    var setup = try world.setup()
    for record in extraRecords where !setup.records.contains(where: { $0.name == record.name }) {
      setup.records.append(record)
      // What lies on a driver's stack: a row for each thread. Anything else: one for each device.
      setup.rows[record.name] = record.isAllocated ? setup.threads.count : max(1, world.devices.count)
    }
    setup.cells += extraCells
    Laws.ask(aboutLocksIn: extraRecords, &setup)
    return setup
  }
}
