import ArgumentParser
import Foundation
import Screen
import Settings

/// How pictures are shown; the same for every command that shows some.
struct DisplayOptions: ParsableArguments {
  @Flag(name: .long, help: "No terminal: print every step and the last screen, or with --at that screen.")
  var text = false

  @Option(name: .long, help: "The size of a printed screen.")
  var size: Size?

  @Flag(name: .long, inversion: .prefixedNo, help: "ASCII instead of box lines and glyphs.")
  var ascii: Bool?

  @Option(name: .long, help: "auto, always or never; NO_COLOR means never.")
  var color: ColorChoice?

  @Option(name: .long, help: "auto, dark, light, high-contrast or monochrome; Ctrl-t changes it.")
  var theme: ThemeName?

  @Flag(name: .long, inversion: .prefixedNo, help: "A large, calm layout for a projector; P turns it on and off.")
  var present: Bool?

  @Flag(name: .long, inversion: .prefixedNo, help: "What moves in a step is shown on its way.")
  var animation: Bool?

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Take the mouse: click a thread, a cell, the scrubber; M takes it and leaves it.")
  var mouse: Bool?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read keys, theme and defaults from this file, not from $XDG_CONFIG_HOME/hmmscope/config.yaml.",
      valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Option(
    name: .long, help: ArgumentHelp("Read scenarios, drivers and traces from this folder.", valueName: "folder"),
    completion: .directory)
  var assets: String?

  /// Whether a person can be shown a screen and asked for keys.
  var isInteractive: Bool { !text && isatty(STDOUT_FILENO) == 1 && !isDumb }

  private var isDumb: Bool { ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "") }

  /// A terminal's locale is not UTF-8. What goes to a file does not depend on the locale.
  var needsASCII: Bool {
    guard isInteractive else { return false }
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"].nonEmpty ?? environment["LC_CTYPE"].nonEmpty ?? environment["LANG"].nonEmpty
    let name = (locale ?? "C").lowercased()
    return !(name.contains("utf-8") || name.contains("utf8"))
  }

  /// What holds: the command line, then the config file, then what is usual.
  func settings() throws -> Settings {
    var settings = try ConfigFile(path: config).settings()
    if let theme { settings.theme = theme }
    if let color { settings.color = color }
    if let ascii { settings.ascii = ascii }
    if let animation { settings.animation = animation }
    if let mouse { settings.mouse = mouse }
    if let present { settings.present = present }
    if let size { settings.size = size }
    return settings
  }

  /// How roles look in what is exported: as the command line says, so that the same line gives the same bytes.
  var screenTheme: Theme { Theme(named: theme ?? .auto, usesColour: (color ?? .auto).isUsed) }
}

extension Optional where Wrapped == String {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}

extension ColorChoice {
  /// Whether colours may be used on the terminal.
  var isUsed: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
extension ThemeName: ExpressibleByArgument {}

extension Size: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
  public var defaultValueDescription: String { description }
  public static var allValueStrings: [String] { ["COLUMNSxROWS"] }
}
