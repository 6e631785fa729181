import Drivers
import Foundation
import Settings

/// Where the person keeps keys, theme and defaults.
struct ConfigFile {
  /// The file that the command line names; nil for the usual one.
  let path: String?

  /// `$XDG_CONFIG_HOME/hmmscope/config.yaml`, or below `~/.config`; nil where there is no home.
  static func usual(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/hmmscope/config.yaml"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/hmmscope/config.yaml"
  }

  /// What it says; without the usual file everything is as usual. A file that was named must be there.
  func settings() throws -> Settings {
    guard let file = path ?? Self.usual() else { return Settings() }
    guard let bytes = try read(file) else {
      guard path != nil else { return Settings() }
      throw failure("there is no config file \(file)", Status.noInput)
    }
    do {
      return try Settings(bytes, file: file)
    } catch {
      complain(error.description)
      throw Status.badData
    }
  }
}
