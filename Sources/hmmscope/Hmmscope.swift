import ArgumentParser

/// The program: without a command it opens the start screen.
@main
struct Hmmscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hmmscope",
    abstract: "Steps through how Linux lets a device share a process's page tables, forwards and back.",
    discussion: """
      Without a command it opens the start screen; without a terminal it prints the first lesson as text.

      Exit status: 0 fine, 1 a property or an expectation failed, 4 a bound was hit, 5 the replay diverged,
      64 wrong usage, 65 the input cannot be read as what it is, 66 no such input, 74 the output cannot be written,
      130 interrupted.
      """,
    version: "hmmscope 0.1.0",
    subcommands: [
      StartCommand.self, RunCommand.self, ReplayCommand.self, CheckCommand.self, LessonCommand.self, ExportCommand.self,
      ValidateCommand.self, ListCommand.self, ManCommand.self, CompletionsCommand.self,
    ],
    defaultSubcommand: StartCommand.self)
}
