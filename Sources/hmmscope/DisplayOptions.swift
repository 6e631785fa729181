import ArgumentParser
import Foundation
import Screen

/// How pictures are shown; the same for every command that shows some.
struct DisplayOptions: ParsableArguments {
  @Flag(name: .long, help: "No terminal: print every step and the last screen, or with --at that screen.")
  var text = false

  @Option(name: .long, help: "The size of a printed screen.")
  var size: Size?

  @Flag(name: .long, help: "ASCII instead of box lines and glyphs.")
  var ascii = false

  @Option(name: .long, help: "auto, always or never; NO_COLOR means never.")
  var color: ColorChoice = .auto

  @Option(name: .long, help: "auto, dark or light: the background of the terminal.")
  var theme: ThemeChoice = .auto

  @Flag(name: .long, help: "A large, calm layout for a projector; P turns it on and off.")
  var present = false

  @Flag(name: .long, help: "Nothing moves between two steps.")
  var noAnimation = false

  @Flag(name: .long, help: "Take the mouse: click a thread, a cell, the scrubber.")
  var mouse = false

  @Option(name: .long, help: ArgumentHelp("Read scenarios, drivers and traces from this folder.", valueName: "folder"))
  var assets: String?

  /// Whether a person can be shown a screen and asked for keys.
  var isInteractive: Bool { !text && isatty(STDOUT_FILENO) == 1 && !isDumb }

  private var isDumb: Bool { ["", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"] ?? "") }

  /// ASCII was asked for, or a terminal's locale is not UTF-8. What goes to a file does not depend on the locale.
  var usesASCII: Bool {
    if ascii || !isInteractive { return ascii }
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"].nonEmpty ?? environment["LC_CTYPE"].nonEmpty ?? environment["LANG"].nonEmpty
    let name = (locale ?? "C").lowercased()
    return !(name.contains("utf-8") || name.contains("utf8"))
  }

  /// How roles look.
  var screenTheme: Theme {
    let background: Background =
      switch theme {
      case .auto: .unknown
      case .dark: .dark
      case .light: .light
      }
    return Theme(background, usesColour: usesColor)
  }

  /// Whether colours may be used on the terminal.
  var usesColor: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto: (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }
  }
}

extension Optional where Wrapped == String {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }
enum ThemeChoice: String, ExpressibleByArgument, CaseIterable { case auto, dark, light }

/// `120x36`: columns and rows.
struct Size: ExpressibleByArgument, Equatable {
  var columns: Int
  var rows: Int

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  init?(argument: String) {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]), (1...1000).contains(columns),
      (1...1000).contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }

  var defaultValueDescription: String { "\(columns)x\(rows)" }
  static var allValueStrings: [String] { ["COLUMNSxROWS"] }
}
