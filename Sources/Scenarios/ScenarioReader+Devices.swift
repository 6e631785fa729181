import Drivers
import Kernel
import Machine
import Yams

extension ScenarioReader {
  /// What the drivers' texts come to besides the world.
  struct DriverParts {
    var texts: [Scenario.DriverText] = []
    var loops: [String: ClosedRange<Int>] = [:]
    var inferred: [String: Set<Int>] = [:]
    var warnings: [String] = []
    var records: [RecordType] = []
    var cells: [FirstCell] = []
  }

  mutating func readDevices(
    _ node: Node?, _ overrides: ScenarioOverrides, _ driver: (String) -> [UInt8]?
  ) -> DriverParts {
    let before = problems
    let parts = readDevices(node, overrides, driver, Environment.linux(world.edition))
    guard world.devices.contains(where: { !$0.notifiers.isEmpty }) else { return parts }
    // Where one driver subscribes itself, all meet the notifier core that walks a list.
    problems = before
    world.devices = []
    return readDevices(node, overrides, driver, Environment.linux(world.edition.withSubscribers))
  }

  private mutating func readDevices(
    _ node: Node?, _ overrides: ScenarioOverrides, _ driver: (String) -> [UInt8]?, _ environment: Environment
  ) -> DriverParts {
    var parts = DriverParts()
    var compiled: [String: DriverProgram] = [:]
    for (key, value) in pairs(node, "devices", example: "gpu: {driver: retry-loop.c}") {
      var device = Device(key.string ?? "")
      checkKeys(value, ["driver", "window", "mirror", "memory", "process"], in: "a device")
      if let process = value["process"] { device.process = self.process(process) }
      space = (world.mm(of: device.process) ?? 1) - 1
      defer { space = 0 }
      if let window = value["window"] { device.window = pages(window.string ?? "", window) }
      if let mirror = value["mirror"] {
        switch mirror.string {
        case "registered": device.isRegistered = true
        case "none": device.isRegistered = false
        default: problem(mirror, "mirror is registered or none")
        }
      }
      if let program = program(value, overrides, driver, environment, &compiled, &parts) {
        device.entry = program.entry
        device.callback = program.callback
        device.release = program.release
        device.works = program.works
        device.delayed = program.delayed
        device.notifiers = program.notifiers
        device.free = program.free
        device.fault = program.fault
      }
      world.devices.append(device)
    }
    limit(node, "devices", world.devices.count, World.mostDevices)
    return parts
  }

  private mutating func program(
    _ node: Node, _ overrides: ScenarioOverrides, _ driver: (String) -> [UInt8]?, _ environment: Environment,
    _ compiled: inout [String: DriverProgram], _ parts: inout DriverParts
  ) -> DriverProgram? {
    let name: String
    let bytes: [UInt8]
    if let override = overrides.driver {
      name = override.name
      bytes = Array(override.text.utf8)
    } else {
      guard let written = node["driver"]?.string else {
        problem(node, "the device's driver is missing", hint: "driver: retry-loop.c")
        return nil
      }
      let given = overrides.replacing[written] ?? written
      guard let found = driver(given) else {
        problem(
          node["driver"], "there is no driver \(given)", hint: "hmmscope list drivers names those that are shipped")
        return nil
      }
      name = given
      bytes = found
    }
    if let known = compiled[name] { return known }
    switch DriverProgram.compile(bytes: bytes, file: name, environment: environment) {
    case .failure(let problems):
      self.problems.append(
        .init(line: 0, column: 0, "\(problems.description)\nhmmscope: \(problems.summary), nothing was run"))
      return nil
    case .success(let program):
      // A device whose driver asks for addresses has them; a scenario may say that this can fail.
      if world.dma == nil, program.text.contains("hmm_range_dma_map") { world.dma = .works }
      for record in program.records where parts.records.contains(where: { $0.name == record.name }) {
        problem(
          node["driver"], "two drivers both declare \(record.name)", hint: "rename it in one of them")
      }
      compiled[name] = program
      parts.texts.append(.init(name: name, text: program.text))
      if let loop = program.loop { parts.loops[program.entry.name] = loop }
      if !program.inferredLines.isEmpty { parts.inferred[program.entry.name] = program.inferredLines }
      let lines = program.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let report = Diagnostics(file: name, lines: lines, all: program.warnings)
      parts.warnings += program.warnings.map { report.text($0) }
      parts.records += program.records
      parts.cells += program.cells
      return program
    }
  }
}
