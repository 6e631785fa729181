import ArgumentParser

/// `hmmscope man`: the manual page, for `man -l` or a folder of manual pages.
struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: "Print the manual page, as roff.",
    discussion: """
      hmmscope man | man -l -     reads it
      hmmscope man > hmmscope.1   keeps it, for /usr/local/share/man/man1
      """)

  func run() throws {
    output(try ManPage().text)
  }
}

/// `hmmscope completions`: what a shell needs to complete words.
struct CompletionsCommand: ParsableCommand {
  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print what a shell needs to complete commands, options and names.",
    discussion: """
      bash   hmmscope completions bash > ~/.local/share/bash-completion/completions/hmmscope
      zsh    hmmscope completions zsh > ~/.zsh/completion/_hmmscope, a folder in fpath
      fish   hmmscope completions fish > ~/.config/fish/completions/hmmscope.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    output(Hmmscope.completionScript(for: kind))
  }
}
