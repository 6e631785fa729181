import Scenarios

/// Where a scenario comes from, so that it can be read again: what the command line says, and the files behind it.
struct ScenarioSource {
  let name: String
  let options: ScenarioOptions
  let finder: Subject.Finder

  /// The files that are not shipped: the scenario's own, and its drivers.
  var files: WatchedFiles { finder.files }

  /// The scenario as the files have it now. What is wrong with them is told, and thrown.
  func read() throws -> Scenario {
    var finder = finder
    try options.apply(to: &finder)
    return try finder.scenarioOnly(name)
  }
}
