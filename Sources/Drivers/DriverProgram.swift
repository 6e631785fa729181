import Kernel
import Machine

/// A driver's text, turned into procedures that a scenario can run.
public struct DriverProgram: Sendable {
  /// The file's name without folder and extension.
  public let name: String
  /// The name to print before line and column.
  public let file: String
  /// The text as it was read; it goes into recordings.
  public let text: String
  /// The loop. Its parameters are always the driver and its mm, whatever the text calls them.
  public let entry: Procedure
  /// `sync_cpu_device_pagetables`, if the text has its own.
  public let callback: Procedure?
  /// `release`, if the text has its own.
  public let release: Procedure?
  /// A function for each work item of the text, nil for one that `INIT_WORK` gives its function.
  public let works: [Procedure?]
  /// Which of them have a timer, by their place.
  public let delayed: Set<Int>
  /// A subscriber for each `struct mmu_notifier` of the text, with the functions that an initialiser gives it.
  public let notifiers: [NotifierOps]
  /// `free` and `fault` of the device's memory, if the text has its own.
  public let free: Procedure?
  public let fault: Procedure?
  /// All of them, in the order of the text.
  public let procedures: [Procedure]
  /// Records for what the text itself declares outside of functions; each needs as many rows as `driver` has. A row
  /// belongs to the driver with the same number, and variables outside of structs lie in row 1. And, allocated, records
  /// for the arrays in functions: they need a row for each thread.
  public let records: [RecordType]
  /// Values that these records begin with.
  public let cells: [FirstCell]
  public let warnings: [Diagnostic]
  /// Lines that were understood as steps although they are none: the comment that stands for a commit.
  public let inferredLines: Set<Int>
  /// From the label that the loop goes back to, to its last line.
  public let loop: ClosedRange<Int>?

  /// The warnings, ready to be printed.
  public var findings: Diagnostics { Diagnostics(file: file, lines: entry.text, all: warnings) }

  /// Reads and lowers a text. Fails with all that is wrong with it; warnings alone do not make it fail.
  public static func compile(
    text: String, file: String, environment: Environment
  ) -> Result<DriverProgram, Diagnostics> {
    compile(bytes: Array(text.utf8), file: file, environment: environment)
  }

  /// The same from bytes, which may not be a text at all.
  public static func compile(
    bytes: [UInt8], file: String, environment: Environment
  ) -> Result<DriverProgram, Diagnostics> {
    do {
      let source = try SourceText(bytes, file: file)
      var parser = Parser(source.characters)
      let unit = parser.unit()
      var lowering = UnitLowering(unit: unit, source: source, environment: environment)
      let found = lowering.lower(after: parser.problems)
      let diagnostics = Diagnostics(file: file, lines: source.lines, all: found.problems)
      guard diagnostics.errors.isEmpty, let program = found.program else { return .failure(diagnostics) }
      return .success(program)
    } catch {
      return .failure(error)
    }
  }
}
