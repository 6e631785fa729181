import Kernel
import Machine
import Replay
import Scenarios
import Scene

/// Why a scenario cannot be opened as a run.
public enum OpeningError: Error, CustomStringConvertible {
  case world(WorldError)
  /// A line of the schedule cannot be carried out; the file and the scenario's text show where.
  case schedule(ScheduleProblem, file: String)
  case divergence(Divergence)

  public var description: String {
    switch self {
    case .world(let error): error.description
    case .schedule(let problem, let file):
      "\(file):\(problem.entry.line):\(problem.entry.column): error: "
        + "schedule \"\(problem.entry.text)\": \(problem.reason)"
    case .divergence(let divergence): divergence.description
    }
  }
}

extension RunTimeline {
  /// How many steps an opened scenario is run ahead at most.
  public static let horizon = 20_000

  /// A scenario as a run: its schedule first, then the steady scheduler to the end; with a seed, a random run.
  ///
  /// - Parameter asFarAsItGoes: a schedule that was written for another driver is left where it cannot be carried out.
  public static func open(
    _ scenario: Scenario, seed: UInt64? = nil, follows schedule: Bool = true, asFarAsItGoes: Bool = false
  ) throws(OpeningError) -> RunTimeline {
    let program = try compile(scenario)
    let run = Run(program)
    var scheduler = Scheduler.steady
    if let seed {
      scheduler = .random(SeededGenerator(seed: seed))
    } else if schedule {
      let choices: [Choice]
      do {
        choices = try program.choices(of: scenario.schedule)
      } catch {
        guard asFarAsItGoes, let end = scenario.schedule.firstIndex(of: error.entry) else {
          throw .schedule(error, file: scenario.name + ".yaml")
        }
        choices = (try? program.choices(of: Array(scenario.schedule[..<end]))) ?? []
      }
      for choice in choices { run.append(choice) }
    }
    let timeline = timeline(run, scenario, seed: seed, scheduler: scheduler)
    timeline.extend(to: max(run.count, horizon))
    return timeline
  }

  /// A scenario with the steps of a recording; with `adopting`, a recording of another model is tried all the same.
  public static func open(
    _ scenario: Scenario, _ recording: Recording, file: String, adopting: Bool = false
  ) throws(OpeningError) -> RunTimeline {
    let program = try compile(scenario)
    do {
      let run =
        adopting ? try recording.steps(on: program, file: file) : try recording.replay(on: program, file: file)
      return timeline(run, scenario, seed: recording.header.seed, scheduler: .steady)
    } catch {
      throw .divergence(error)
    }
  }

  /// The program of a scenario.
  public static func compile(_ scenario: Scenario) throws(OpeningError) -> Program {
    do {
      return Program(try scenario.setup())
    } catch {
      throw .world(error)
    }
  }

  /// A run that somebody else has made, such as a counterexample.
  public static func show(_ run: Run, _ scenario: Scenario) -> RunTimeline {
    timeline(run, scenario, seed: nil, scheduler: .steady)
  }

  static func timeline(
    _ run: Run, _ scenario: Scenario, seed: UInt64?, scheduler: Scheduler
  ) -> RunTimeline {
    var heading = Heading()
    heading.title = scenario.title
    heading.edition =
      "Linux \(scenario.world.edition.words)"
    heading.seed = seed.map { Int(truncatingIfNeeded: $0) }
    let timeline = RunTimeline(
      run, labels: Labels(scenario.world), heading: heading, intro: scenario.about, loops: scenario.loops,
      inferred: scenario.inferred, scheduler: scheduler)
    timeline.scenario = scenario
    return timeline
  }
}

extension Labels {
  /// The names that a world gives its things.
  public init(_ world: World) {
    let windows = zip(world.firstPages, world.spaces).map { first, space in
      Window(process: space.process, base: UInt64(space.base), pages: first..<first + space.pages.count)
    }
    self.init(
      windows: windows, frames: world.frames.map(\.name),
      slots: world.slots.map(\.name), processes: world.processes, devices: world.devices.map(\.name))
  }
}

extension RecordingHeader {
  /// The header of a recording of a scenario.
  public init(_ scenario: Scenario, seed: UInt64?) {
    self.init(
      title: scenario.title, scenario: KeptFile(name: scenario.name, text: scenario.text),
      drivers: scenario.drivers.map { KeptFile(name: $0.name, text: $0.text) },
      edition: scenario.world.edition.version, fixes: scenario.world.edition.fixes.sorted(), seed: seed,
      threads: [], procedures: [:])
  }
}
