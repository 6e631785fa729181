import Foundation
import Testing

@Suite("Handouts, films and moving pictures", .enabled(if: Program.isThere, Program.missing))
struct HandoutTests {
  /// What each is made of.
  static let exports: [[String]] = [
    ["aba", "--to", "svg", "--at", "fail"], ["aba", "--to", "svg", "--span", "90-111", "--size", "80x24"],
    ["aba", "--to", "cast", "--size", "80x24"], ["aba", "--to", "cast3", "--span", "3-9"],
    ["aba", "--to", "markdown"], ["contend-default", "--to", "markdown", "--span", "2460-2470"],
    ["retry-loop", "--to", "markdown", "--lesson"], ["5", "--to", "cast", "--size", "80x24"],
    ["retry-loop", "--lesson", "--to", "svg", "--theme", "light"],
  ]

  /// Every file of a folder, by its path.
  private func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      files[path] = try? Data(contentsOf: folder.appending(path: path))
    }
    return files
  }

  @Test("the same input gives the same bytes", arguments: exports)
  func same(_ arguments: [String]) throws {
    var found: [[String: Data]] = []
    for _ in 1...2 {
      let scratch = try Scratch()
      let result = try Program.run(["export"] + arguments + ["-o", "out"], folder: scratch.folder)
      #expect(result.status == 0 && result.output == "" && result.errors == "")
      found.append(try files(scratch.folder))
    }
    #expect(found[0] == found[1])
    #expect(!found[0].isEmpty)
    #expect(!found[0].keys.contains { $0.contains(".part") })
  }

  @Test("a handout's links lead to pictures that are there, and every picture is linked", arguments: exports)
  func links(_ arguments: [String]) throws {
    guard arguments.contains("markdown") else { return }
    let scratch = try Scratch()
    let name = "my hand-out.md"
    #expect(try Program.run(["export"] + arguments + ["-o", name], folder: scratch.folder).status == 0)
    let text = try String(contentsOf: scratch.url(name), encoding: .utf8)
    let links = text.matches(of: /\]\(([^)]*)\)/).map { String($0.1).removingPercentEncoding ?? "" }
    let files = try files(scratch.folder)
    #expect(Set(links) == Set(files.keys).subtracting([name, "my hand-out-pictures"]))
    #expect(links.count == Set(links).count && links.count > 2)
    #expect(text.hasPrefix("# ") && !text.contains("\n\n\n") && text.hasSuffix("\n"))
  }

  @Test("a lesson's handout asks first and answers at its end, and keeps the speaker's notes to itself")
  func lesson() throws {
    let scratch = try Scratch()
    #expect(try Program.run("export", "5", "--to", "markdown", "-o", "a.md", folder: scratch.folder).status == 0)
    let text = try String(contentsOf: scratch.url("a.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "\n## Answers\n")
    #expect(parts.count == 2)
    let questions = parts[0].matches(of: /\n### Question (\d+)\n/).map { String($0.1) }
    let answers = (parts.last ?? "").matches(of: /\n### Answer (\d+)\n/).map { String($0.1) }
    #expect(questions == answers && questions.count >= 3)
    #expect(!text.contains("speaker"))
  }

  @Test("an exercise has what the student begins with")
  func exercise() throws {
    let scratch = try Scratch()
    #expect(try Program.run("export", "19", "--to", "markdown", "-o", "a.md", folder: scratch.folder).status == 0)
    let text = try String(contentsOf: scratch.url("a.md"), encoding: .utf8)
    let file = Program.root.appending(path: "Assets/Exercises/own-loop.c")
    #expect(text.contains("\n```\n\(try String(contentsOf: file, encoding: .utf8))```\n"))
  }

  @Test(
    "pictures are read by an XML parser and drawn by a renderer",
    .enabled(if: Consumer.areThere(.xmllint, .rsvg), Consumer.missing),
    arguments: exports)
  func pictures(_ arguments: [String]) throws {
    let scratch = try Scratch()
    #expect(try Program.run(["export"] + arguments + ["-o", "out.svg"], folder: scratch.folder).status == 0)
    for path in try files(scratch.folder).keys.sorted()
    where path.hasSuffix(".svg") && !arguments.contains("markdown") || path.contains("/") {
      guard !arguments.contains("cast"), !arguments.contains("cast3") else { continue }
      let file = scratch.url(path).path
      let lint = try Consumer.shell("xmllint --noout --nonet \"$1\"", file)
      #expect(lint.status == 0 && lint.output == "", "\(path)")
      let drawn = try Consumer.shell("rsvg-convert \"$1\" -o \"$2\"", file, scratch.url("x.png").path)
      #expect(drawn.status == 0 && drawn.output == "", "\(path)")
      let png = try Data(contentsOf: scratch.url("x.png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47]) && png.count > 10_000, "\(path)")
    }
  }

  @Test(
    "films are played by asciinema to their end",
    .enabled(if: Consumer.areThere(.asciinema), Consumer.missing))
  func films() throws {
    let scratch = try Scratch()
    let file = scratch.url("f.cast").path
    #expect(try Program.run("export", "aba", "--to", "cast", "--size", "80x24", "-o", file).status == 0)
    let played = try Consumer.played(file)
    #expect(played.status == 0)
    #expect(played.output.contains("step 0 of 130") && played.output.contains("step 130 of 130"))
    let lines = try String(contentsOf: URL(filePath: file), encoding: .utf8).split(separator: "\n")
    let markers = lines.filter { $0.contains(", \"m\", ") }
    #expect(markers.count == 131)
    #expect(markers[111] == #"[111.000, "m", "step=111 gpu: retry-loop.c:26 D8"]"#)
  }

  @Test("every line of a film in format 3 is what its readers want")
  func formatThree() throws {
    let result = try Program.run(
      "export", "aba", "--to", "cast3", "--span", "3-5", "--pace", "500ms", "--size", "80x24")
    let lines = result.output.split(separator: "\n")
    let header = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(header["version"] as? Int == 3)
    #expect(header["term"] as? [String: Int] == ["cols": 80, "rows": 24])
    var clock = 0.0
    var markers: [String] = []
    for line in lines.dropFirst() {
      let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
      let pause = try #require(event[0] as? Double), code = try #require(event[1] as? String)
      #expect(event.count == 3 && pause >= 0 && ["o", "m", "x"].contains(code))
      clock += pause
      if code == "m" { markers.append("\(clock) \(event[2])") }
    }
    #expect(markers.map { $0.prefix { $0 != "=" } } == ["0.0 step", "0.5 step", "1.0 step"])
    #expect(lines.last == #"[0.000, "x", "0"]"#)
  }

  // MARK: What cannot be written

  static let forms = ["svg", "cast", "markdown", "json"]

  @Test("into a folder that is not there: a message, and nothing is written", arguments: forms)
  func missingFolder(_ form: String) throws {
    let scratch = try Scratch()
    let result = try Program.run(
      "export", "quiet", "--to", form, "--span", "1-2", "-o", "no/such/out.md", folder: scratch.folder)
    #expect(result.status == 74 && result.output == "")
    #expect(result.errors.contains("cannot be written: there is no folder no/such"))
    #expect(try files(scratch.folder).isEmpty)
  }

  @Test("onto a disk that is full: a message, nothing is left half-written, what was there stays", arguments: forms)
  func full(_ form: String) throws {
    let scratch = try Scratch()
    let old = try scratch.file("out.md", "what was there\n")
    // No file may become longer than a few blocks, as on a disk that is full there.
    let line = "trap '' XFSZ; ulimit -f 4; exec \"$1\" export quiet --to \"$2\" --span 1-40 -o \"$3\""
    let result = try Consumer.shell(line, Program.path, form, old)
    #expect(result.status == 74)
    #expect(result.output.contains("cannot be written: File too large"))
    #expect(try files(scratch.folder) == ["out.md": Data("what was there\n".utf8)])
  }

  @Test("a device is written to and stays what it is")
  func device() throws {
    let result = try Program.run("export", "quiet", "--to", "svg", "-o", "/dev/full")
    #expect(result.status == 74 && result.errors.contains("/dev/full cannot be written: No space left on device"))
    #expect(try Program.run("export", "quiet", "--to", "svg", "-o", "/dev/null").status == 0)
    let types = try ["/dev/full", "/dev/null"].map {
      try FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType
    }
    #expect(types == [.typeCharacterSpecial, .typeCharacterSpecial])
  }

  @Test("a file behind a link is replaced, with its mode, and the link stays")
  func link() throws {
    let scratch = try Scratch()
    let file = try scratch.file("real.svg", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    try FileManager.default.createSymbolicLink(atPath: scratch.url("link.svg").path, withDestinationPath: "real.svg")
    #expect(try Program.run("export", "quiet", "--to", "svg", "-o", "link.svg", folder: scratch.folder).status == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("<svg"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.url("link.svg").path) == "real.svg")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o640)
  }

  @Test("other files in the folder of pictures stay")
  func otherFiles() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(at: scratch.url("a-pictures"), withIntermediateDirectories: false)
    _ = try scratch.file("a-pictures/mine.txt", "mine")
    #expect(try Program.run("export", "quiet", "--to", "markdown", "-o", "a.md", folder: scratch.folder).status == 0)
    #expect(try files(scratch.folder)["a-pictures/mine.txt"] == Data("mine".utf8))
  }

  @Test(
    "what cannot be meant is refused",
    arguments: [
      (["aba", "--to", "markdown"], 64, "say where it is to be written"),
      (["aba", "--to", "svg", "--span", "1-2", "--at", "3"], 64, "one of them is enough"),
      (["5", "--to", "json"], 64, "a lesson is exported as markdown, svg, cast or cast3"),
      (["5", "--to", "svg", "--at", "3"], 64, "a lesson is exported whole"),
      (["aba", "--to", "cast", "--pace", "soon"], 64, "soon"), (["no-such", "--to", "svg"], 66, "no-such"),
      (["contend-default", "--to", "svg", "--span", "1-99999"], 64, "at most 500 fit; --span chooses some"),
      (["no-such", "--lesson", "--to", "svg"], 66, "there is no lesson no-such"),
    ])
  func refused(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let result = try Program.run(["export"] + arguments)
    #expect(result.status == status && result.output == "")
    #expect(result.errors.contains(words))
  }
}
