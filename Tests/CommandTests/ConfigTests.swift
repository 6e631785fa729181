import Foundation
import Testing

@Suite("Keys, theme and defaults from a config file", .enabled(if: Program.isThere, Program.missing))
struct ConfigTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("what --print-config prints is a config file that says the same")
  func printed() throws {
    let usual = try Program.run("--print-config")
    #expect(usual.status == 0 && usual.errors == "")
    let file = try scratch.file("config.yaml", usual.output)
    #expect(try Program.run("--print-config", "--config", file) == usual)
  }

  @Test("the command line wins over the file, and the file over what is usual")
  func order() throws {
    let file = try scratch.file("config.yaml", "theme: light\nmouse: true\nkeys: {step: u}\n")
    let result = try Program.run("--print-config", "--config", file, "--theme", "monochrome", "--no-mouse")
    for part in ["\ntheme: monochrome ", "\nmouse: false ", "\n  step: u "] { #expect(result.output.contains(part)) }
  }

  @Test("the usual place is below XDG_CONFIG_HOME, or .config of the home folder; without it all is as usual")
  func places() throws {
    let usual = try Program.run("--print-config")
    for (variable, path) in [("XDG_CONFIG_HOME", "hmmscope"), ("HOME", ".config/hmmscope")] {
      let home = scratch.url(variable)
      let environment = [variable: home.path]
      #expect(try Program.run("--print-config", environment: environment) == usual)
      let folder = home.appending(path: path)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("size: 80x24\n".utf8).write(to: folder.appending(path: "config.yaml"))
      #expect(try Program.run("--print-config", environment: environment).output.contains("\nsize: 80x24 "))
      let picture = try Program.run("run", "aba", "--text", "--at", "3", environment: environment)
      #expect(picture.lines.first?.count == 80)
    }
  }

  @Test("what is exported does not depend on it")
  func exports() throws {
    let file = try scratch.file("config.yaml", "size: 80x24\nascii: true\ntheme: high-contrast\n")
    let arguments = ["export", "aba", "--to", "ansi", "--at", "3"]
    #expect(try Program.run(arguments + ["--config", file]) == Program.run(arguments))
  }

  @Test("a mistake ends with 65 and its place, a file that is not there with 66")
  func wrong() throws {
    let file = try scratch.file("config.yaml", "theme: dark\ncolour: never\n")
    let result = try Program.run("run", "aba", "--text", "--config", file)
    #expect(result.status == 65 && result.output == "")
    #expect(result.errors.hasPrefix("\(file):2:1: error: nothing is called \"colour\" here"))
    #expect(result.errors.contains("did you mean color?"))
    // What is printed without a run asks for it as well: a lesson, its questions, the first lesson in place of the
    // start screen.
    for arguments in [["lesson", "1", "--text"], ["lesson", "1", "--quiz", "--text"], ["--text"]] {
      let printed = try Program.run(arguments + ["--config", file])
      #expect(printed.status == 65 && printed.output == "" && printed.errors == result.errors)
    }
    #expect(try Program.run("--print-config", "--config", scratch.url("no-such").path).status == 66)
    #expect(try Program.run("--print-config", "--config", scratch.folder.path).status == 66)
  }
}
