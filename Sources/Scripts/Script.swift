import Drivers

/// A script that has been read: what to do to a timeline and to the screen, one command a line.
///
/// The form is that of VHS tapes with verbs for the model. Nothing is looked up while reading but the scripts that it
/// names: whether a scenario, a thread or a name of a predicate exists shows when the script runs.
public struct Script: Sendable {
  /// The name that stands before line and column in messages.
  public let file: String
  public let commands: [Command]
  /// What was understood and ignored: one warning for all of it, as it is to be printed.
  public let warnings: [String]

  /// Reads the bytes of a file. Throws every error of the text at once.
  ///
  /// - Parameter sources: where the scripts are that it names; nil where it may name none.
  public init(bytes: [UInt8], file: String = "script", sources: ScriptSources? = nil) throws(Diagnostics) {
    let text = try ScriptText(bytes, file: file)
    try self.init(text, part: text.lines.indices, sources)
  }

  /// Reads a text. Throws every error of the text at once.
  public init(_ text: String, file: String = "script", sources: ScriptSources? = nil) throws(Diagnostics) {
    try self.init(bytes: Array(text.utf8), file: file, sources: sources)
  }

  /// Reads some lines of a larger text, counted from 0, such as a fence of a lesson; messages have the lines of the
  /// whole.
  public init(_ text: String, file: String, part: Range<Int>) throws(Diagnostics) {
    try self.init(ScriptText(Array(text.utf8), file: file), part: part, nil)
  }

  private init(_ text: ScriptText, part: Range<Int>, _ sources: ScriptSources?) throws(Diagnostics) {
    var parser = ScriptParser(file: text.file, sourcing: sources.map { Sourcing($0, from: text.file) })
    try parser.read(text, part)
    var warnings: [String] = []
    if let warning = parser.ignoredWarning {
      let problems = Diagnostics(file: warning.text.file, lines: warning.text.lines, all: [warning.problem])
      warnings = problems.all.map { problems.text($0) }
    }
    self.file = text.file
    self.warnings = warnings
    commands = parser.commands
  }
}
