extension Scenario {
  /// Reads a scenario by name from a tree of files laid out like the shipped one: `Scenarios/NAME.yaml`, or
  /// `Bugs/NAME.yaml` for one about a bug; with the drivers in `Bugs`, `Exercises` and `Drivers`, whose names may stand
  /// without their `.c`.
  ///
  /// - Parameter file: the bytes of a file of the tree by its path; nil if there is none.
  /// - Returns: nil if the tree has no scenario of this name.
  /// - Throws: everything that is wrong with it, with line and column.
  public static func shipped(
    _ name: String, overrides: ScenarioOverrides = ScenarioOverrides(), file: (String) -> [UInt8]?
  ) throws(ScenarioProblem) -> Scenario? {
    guard let bytes = file("Scenarios/\(name).yaml") ?? file("Bugs/\(name).yaml") else { return nil }
    return try read(bytes, file: "\(name).yaml", overrides: overrides) { driver in
      file("Bugs/\(driver)") ?? file("Exercises/\(driver)") ?? file("Drivers/\(driver)") ?? file("Drivers/\(driver).c")
    }
  }
}
