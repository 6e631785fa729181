import Kernel

extension Scenario {
  /// The same scenario in another edition, or with other switches: read again, since a driver's text means what the
  /// edition makes of it.
  public func with(_ edition: Edition) throws(ScenarioProblem) -> Scenario {
    var overrides = ScenarioOverrides()
    overrides.edition = edition.version
    overrides.fixes = edition.fixes
    overrides.hasAllFixes = true
    // One driver for all devices, perhaps another one than the file names.
    overrides.driver = drivers.count == 1 ? drivers.first : nil
    var scenario = try Scenario.read(Array(text.utf8), file: "\(name).yaml", overrides: overrides) { wanted in
      drivers.first { $0.name == wanted }.map { Array($0.text.utf8) }
    }
    scenario.world.hasTimeouts = world.hasTimeouts
    return scenario
  }
}
