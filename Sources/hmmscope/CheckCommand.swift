import ArgumentParser
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "check", abstract: "Explore every interleaving of a scenario.")
}
