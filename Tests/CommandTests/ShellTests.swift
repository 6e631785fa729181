import Foundation
import Testing

@Suite("The manual page and what shells complete", .enabled(if: Program.isThere, Program.missing))
struct ShellTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Runs a program of the system to its end; nil where it is not installed.
  private func system(_ program: String, _ arguments: String...) throws -> (status: Int32, output: String)? {
    let paths = ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + program }
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
    let file = scratch.url(UUID().uuidString)
    try Data().write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": scratch.folder.path]
    process.currentDirectoryURL = scratch.folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  /// What bash offers for the last of these words.
  private func bash(_ words: String...) throws -> Set<String> {
    let script = try scratch.file("completion.bash", try Program.run("completions", "bash").output)
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let folder = URL(filePath: Program.path).deletingLastPathComponent().path
    let text = """
      PATH='\(folder)':$PATH
      source '\(script)'
      function=$(complete -p hmmscope | sed -E 's/.* -F ([^ ]+) .*/\\1/')
      COMP_WORDS=(hmmscope \(quoted)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      $function hmmscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try #require(try system("bash", "--norc", "-c", text))
    return Set(result.output.split(separator: "\n").map(String.init))
  }

  @Test("bash completes commands, options and what ships") func completes() throws {
    #expect(try bash("re") == ["replay"])
    #expect(try bash("run", "--the").contains("--theme"))
    #expect(try bash("run", "retry-loop-m") == ["retry-loop-munmap"])
    #expect(try bash("run", "aba", "--theme", "h") == ["high-contrast"])
    #expect(try bash("run", "aba", "--fix", "B2").isSuperset(of: ["B2a", "B2b"]))
    #expect(try bash("run", "aba", "--edition", "") == ["5.1", "5.2", "5.3"])
    #expect(try bash("run", "aba", "--driver", "fault-l") == ["fault-loop.c"])
    #expect(try bash("check", "--bug", "H03") == ["H03"])
    #expect(try bash("lesson", "reap") == ["reaper"])
    #expect(try bash("replay", "contend-d") == ["contend-default.ftrace.txt"])
    #expect(try bash("completions", "") == ["bash", "zsh", "fish"])
  }

  @Test("a file beside the names is completed too") func files() throws {
    _ = try scratch.file("retry-of-mine.yaml", "")
    _ = try scratch.file("retry-of-mine.txt", "")
    #expect(try bash("run", "retry-of") == ["retry-of-mine.yaml"])
  }

  @Test("every shell that is here reads its file", arguments: ["bash", "zsh", "fish"]) func syntax(shell: String) throws
  {
    let printed = try Program.run("completions", shell)
    #expect(printed.status == 0 && printed.output.contains("hmmscope"))
    let file = try scratch.file("completion", printed.output)
    if let result = try system(shell, "-n", file) { #expect(result.status == 0, "\(result.output)") }
  }

  @Test("the manual page is roff without a warning, and has every command and every key") func manual() throws {
    let printed = try Program.run("man")
    #expect(printed.status == 0)
    let isPlain = printed.output.unicodeScalars.allSatisfy(\.isASCII)
    #expect(isPlain)
    let file = try scratch.file("hmmscope.1", printed.output)
    let page: String
    if let result = try system("groff", "-man", "-ww", "-Tutf8", "-P-cbou", file) {
      #expect(result.status == 0 && !result.output.contains("warning"), "\(result.output.prefix(500))")
      page = result.output
    } else {
      page = printed.output.replacing("\\-", with: "-")
    }
    if let result = try system("mandoc", "-T", "lint", "-W", "error", file) {
      #expect(result.status == 0, "\(result.output)")
    }
    for name in ["run", "replay", "check", "lesson", "export", "list", "man", "completions"] {
      #expect(page.contains("hmmscope \(name)"), "\(name)")
    }
    for row in try Program.run("--print-config").lines where row.hasPrefix("  ") && row.contains("# ") {
      let says = row.split(separator: "# ").last.map(String.init) ?? ""
      let words = page.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
      #expect(row.hasPrefix("  #") || words.contains(says), "\(says)")
    }
  }
}
