import Testing

/// Which modules a module may import: the picture of the design. What is not here may not be imported.
private let arrows: [String: Set<String>] = [
  "Machine": [],
  "Kernel": ["Machine"],
  "Spelling": [],
  "Drivers": ["Machine", "Kernel", "Spelling"],
  "Scenarios": ["Machine", "Kernel", "Drivers", "Spelling", "Yams"],
  "Replay": ["Machine", "Foundation"],
  "Explorer": ["CMemory", "Machine"],
  "Trace": [],
  "Scene": [],
  "Session": ["Machine", "Kernel", "Drivers", "Scenarios", "Replay", "Trace", "Scene", "Spelling"],
  "Diagnosis": ["Machine", "Kernel", "Scenarios", "Replay", "Explorer", "Session", "Scene", "Foundation"],
  "Scripts": ["Drivers", "Session", "Scene", "Spelling"],
  "Lessons": ["Drivers", "Session", "Scripts", "Scene", "Spelling"],
  "Screen": [],
  "Interface": ["Scene", "Screen", "Spelling"],
  "Settings": ["Drivers", "Interface", "Screen", "Spelling", "Yams"],
  "Export": ["Scene", "Screen"],
  "Terminal": ["CNCurses", "CTerminalGuard", "Screen", "Glibc"],
  "Library": ["Glibc"],
  "EmbedAssets": ["Foundation", "PackagePlugin"],
  "EmbedAssetsTool": ["Foundation"],
]

/// Where everything comes together.
private let tops: Set<String> = ["hmmscope", "benchmark"]

/// Part of the language: threads that share memory need them.
private let language: Set<String> = ["Synchronization", "Dispatch"]

@Suite("The arrows between modules")
struct ArrowTests {
  /// The modules that a file imports, with their lines.
  private func imports(_ path: String) throws -> [(line: Int, module: String)] {
    try Tree.lines(path).enumerated().compactMap { index, line in
      var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      while let first = words.first, first.hasPrefix("@") || Self.levels.contains(String(first)) { words.removeFirst() }
      guard words.first == "import", words.count > 1 else { return nil }
      // `import struct Foundation.URL` names a declaration.
      let named = Self.kinds.contains(String(words[1])) && words.count > 2 ? words[2] : words[1]
      return (index + 1, String(named.prefix { $0 != "." }))
    }
  }

  private static let levels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]

  private static let sources = Tree.files(in: "Sources").filter { $0.hasSuffix(".swift") }

  @Test("no module imports what the picture does not allow", arguments: sources)
  func allowed(path: String) throws {
    let module = String(path.prefix { $0 != "/" })
    guard !tops.contains(module) else { return }
    guard let allowed = arrows[module]?.union(language) else {
      Issue.record("\(module) is not in the picture")
      return
    }
    for (line, name) in try imports("Sources/\(path)") {
      #expect(allowed.contains(name), "Sources/\(path):\(line): \(module) may not import \(name)")
    }
  }

  @Test("only the terminal knows curses, only the command line its arguments")
  func alone() throws {
    for path in Self.sources {
      let module = String(path.prefix { $0 != "/" })
      for (line, name) in try imports("Sources/\(path)") {
        let owner = [
          "CNCurses": "Terminal", "CTerminalGuard": "Terminal", "CMemory": "Explorer", "ArgumentParser": "hmmscope",
        ][name]
        #expect(owner == nil || owner == module, "Sources/\(path):\(line): \(name) is for \(owner ?? "")")
      }
    }
  }

  @Test("the manifest asks for no more than the picture allows")
  func manifest() throws {
    // A target begins with its name; what follows until the next one is its own.
    let lines = try Tree.lines("Package.swift").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let text = lines.joined(separator: "\n").replacing(".plugin(name", with: ".target(name")
    for part in text.split(separator: "arget(").dropFirst() {
      let strings = part.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      guard let name = strings.first, let allowed = arrows[name] else { continue }
      for other in strings.dropFirst() where arrows[other] != nil && !other.hasPrefix("EmbedAssets") {
        #expect(allowed.contains(other), "\(name) may not depend on \(other)")
      }
    }
  }

  @Test("the arrows make no circle")
  func noCircle() {
    var left = arrows
    while !left.isEmpty {
      let free = left.filter { $0.value.isDisjoint(with: left.keys) }.keys
      #expect(!free.isEmpty, "a circle among \(left.keys.sorted())")
      if free.isEmpty { return }
      for name in free { left[name] = nil }
    }
  }
}
