import ArgumentParser
import Foundation
import Interface
import Settings

/// The manual page: commands and options from what the parser knows of itself, keys and typed commands from the tables
/// that the program looks them up in.
struct ManPage {
  private let tool: Tool.Command

  init() throws {
    tool = try JSONDecoder().decode(Tool.self, from: Data(Hmmscope._dumpHelp().utf8)).command
  }

  var text: String {
    let sections = [
      header, commands, common, keys, typed, config, environment, status,
    ]
    return sections.flatMap(\.self).joined(separator: "\n")
  }

  // MARK: Sections

  private var header: [String] {
    let version = Hmmscope.configuration.version.split(separator: " ").last ?? ""
    return [
      ".TH HMMSCOPE 1 \"\" \"hmmscope \(version)\" \"User Commands\"",
      ".SH NAME", roff("hmmscope - step through how Linux lets a device share a process's page tables"),
      ".SH SYNOPSIS", ".B hmmscope", ".RI [ command ]", ".RI [ options ]",
      ".SH DESCRIPTION", roff(tool.abstract ?? ""), ".PP",
      roff("Without a command it opens the start screen; without a terminal it prints the first lesson as text."),
    ]
  }

  private var commands: [String] {
    let commands = (tool.subcommands ?? []).filter { $0.isShown && $0.commandName != "help" }
    let shared = Set(shared.map(\.label))
    return [".SH COMMANDS"]
      + commands.flatMap { command in
        let own = command.shown.filter { !shared.contains($0.label) }
        let places = own.filter { $0.kind == "positional" }.map(\.form).joined(separator: " ")
        return [
          ".SS " + roff("hmmscope \(command.commandName)" + (places.isEmpty ? "" : " " + places)),
          roff(command.abstract ?? ""),
        ]
          + prose(command.discussion ?? "") + own.flatMap(argument)
      }
  }

  private var common: [String] {
    [".SH COMMON OPTIONS", roff("Commands that show something have these as well.")] + shared.flatMap(argument)
  }

  /// What most commands have: it is told once.
  private var shared: [Tool.Argument] {
    let lists = (tool.subcommands ?? []).map(\.shown)
    guard let start = (tool.subcommands ?? []).first(where: { $0.commandName == "start" }) else { return [] }
    return start.shown.filter { argument in lists.count { $0.contains(argument) } > 4 }
  }

  private var keys: [String] {
    let note = "They work while something is shown; ? lists those that do where one is. A config file gives others."
    return [".SH KEYS", roff(note)]
      + KeyTable.standard.settable.flatMap { group, bindings in
        [".SS " + roff(group)]
          + bindings.flatMap { binding in
            [".TP", ".B " + roff(binding.keys.joined(separator: " ")), roff(binding.says)]
          }
      }
  }

  private var typed: [String] {
    [".SH TYPED COMMANDS", roff("After a colon, and in the list that Ctrl-p opens. Tab completes.")]
      + KeyTable.commands.flatMap { command in
        [
          ".TP", ".B " + roff(":" + command.name),
          roff([command.arguments, command.text].filter { !$0.isEmpty }.joined(separator: ": ")),
        ]
      }
  }

  private var config: [String] {
    [
      ".SH CONFIG FILE",
      roff("Keys, theme and defaults, in YAML; hmmscope --print-config prints them all, with what each one means."),
    ] + verbatim("theme: light\nmouse: true\nkeys:\n  step: [s, Right]\n  watch: u")
  }

  private var environment: [String] {
    let variables = [
      ("XDG_CONFIG_HOME", "the folder of hmmscope/config.yaml; ~/.config without it"),
      ("XDG_STATE_HOME", "the folder in which progress in the lessons is kept; ~/.local/state without it"),
      ("NO_COLOR", "where it is not empty, no colours, unless --color always says otherwise"),
      ("TERM", "the type of the terminal; dumb means text"),
      ("LC_ALL, LC_CTYPE, LANG", "where they do not say UTF-8, ASCII stands for lines and glyphs"),
    ]
    return [".SH ENVIRONMENT"] + variables.flatMap { [".TP", ".B " + roff($0.0), roff($0.1)] }
  }

  private var status: [String] {
    let discussion = Hmmscope.configuration.discussion
    guard let start = discussion.range(of: "Exit status: ") else { return [] }
    let rest = discussion[start.upperBound...].replacing("\n", with: " ")
    return [".SH EXIT STATUS"]
      + rest.split(separator: ", ").flatMap { part -> [String] in
        let words = part.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return [] }
        return [".TP", ".B " + roff(words[0]), roff(words[1].hasSuffix(".") ? String(words[1].dropLast()) : words[1])]
      }
  }

  // MARK: Pieces

  private func argument(_ argument: Tool.Argument) -> [String] {
    var text = argument.abstract ?? ""
    if let value = argument.defaultValue, !value.isEmpty { text += " (\(value), if it is not given)" }
    return [".TP", ".B " + roff(argument.label), roff(text)]
  }

  /// Paragraphs; those with columns stay as they are.
  private func prose(_ text: String) -> [String] {
    text.split(separator: "\n\n").flatMap { part in
      part.contains("   ") ? verbatim(String(part)) : part.isEmpty ? [] : [".PP", roff(String(part))]
    }
  }

  private func verbatim(_ text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    return [".PP", ".nf"] + text.split(separator: "\n", omittingEmptySubsequences: false).map { roff(String($0)) }
      + [".fi"]
  }

  /// A line that means itself: no request, no escape, and dashes that can be copied.
  private func roff(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": line += "\\e"
      case "-": line += "\\-"
      case "\n": line += " "
      case _ where scalar.isASCII: line.unicodeScalars.append(scalar)
      default: line += "\\[u" + hex(scalar.value) + "]"
      }
    }
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}

/// Four digits at least, as roff names a character.
private func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// What the parser says of itself.
private struct Tool: Decodable {
  var command: Command

  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?

    var isShown: Bool { shouldDisplay ?? true }
    var shown: [Argument] {
      (arguments ?? []).filter {
        ($0.shouldDisplay ?? true) && !["help", "version"].contains($0.names?.last?.name ?? "")
      }
    }
  }

  struct Argument: Decodable, Equatable {
    var kind: String
    var shouldDisplay: Bool?
    var isOptional: Bool?
    var isRepeating: Bool?
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?

    struct Name: Decodable, Equatable {
      var kind: String
      var name: String
      var written: String { (kind == "short" || kind == "longWithSingleDash" ? "-" : "--") + name }
    }

    /// `-o, --output FILE`; of what stands at a place its form.
    var label: String {
      guard kind != "positional" else { return form }
      let names = (names ?? []).map(\.written).joined(separator: ", ")
      return kind == "flag" ? names : names + " " + (valueName ?? "").uppercased()
    }

    var form: String {
      let name = (valueName ?? "").uppercased()
      return isOptional ?? false ? "[\(name)]" : name
    }
  }
}
