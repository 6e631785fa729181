import ArgumentParser

/// The program: without a command it opens the retry loop.
@main
struct Hmmscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hmmscope",
    abstract: "Steps through how Linux lets a device share a process's page tables, forwards and back.",
    discussion: """
      Without a command it opens the retry loop; without a terminal it prints it as text.

      Exit status: 0 fine, 1 a property or an expectation failed, 4 a bound was hit, 5 the replay diverged,
      64 wrong usage, 65 the input cannot be read as what it is, 66 no such input, 74 the output cannot be written,
      130 interrupted.
      """,
    version: "hmmscope 0.1.0",
    subcommands: [
      RunCommand.self, ReplayCommand.self, CheckCommand.self, LessonCommand.self, ExportCommand.self, ListCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
