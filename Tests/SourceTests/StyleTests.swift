import Testing

@Suite("What every source keeps to")
struct StyleTests {
  private static let widest = 120

  @Test("no line is longer than 120 characters", arguments: Tree.swiftFiles)
  func lineLength(path: String) throws {
    for (index, line) in try Tree.lines(path).enumerated() where line.count > Self.widest {
      Issue.record("\(path):\(index + 1): \(line.count) characters")
    }
  }

  @Test("a file says what it is for before its code goes on for long", arguments: Tree.swiftFiles)
  func purpose(path: String) throws {
    // `Type+Aspect.swift` goes on with what another file has begun, and its name says with what.
    guard path.hasPrefix("Sources/"), !path.contains("+") else { return }
    let code = try Tree.lines(path).map { $0.drop { $0 == " " } }.filter { line in
      !line.isEmpty && !line.hasPrefix("import ") && !line.hasPrefix("public import ") && !line.hasPrefix("#")
    }
    #expect(code.prefix(8).contains { $0.hasPrefix("//") }, "\(path): no comment near its beginning")
  }

  @Test("nothing is left over, and nothing names a machine", arguments: allTexts)
  func leftovers(path: String) throws {
    for (index, line) in try Tree.lines(path).enumerated() {
      for word in Self.words where line.contains(word) {
        Issue.record("\(path):\(index + 1): \(word)")
      }
    }
  }

  private static let allTexts =
    Tree.swiftFiles + ["Package.swift"]
    + Tree.files(in: "Assets").filter { !$0.hasPrefix("Traces/") }.map { "Assets/\($0)" }

  /// Put together here, so that this file does not have them.
  private static let words = [
    "TO" + "DO", "FIX" + "ME", "X" + "XX", "/wo" + "rk/", "/tm" + "p/w", "/ho" + "me/", "/ro" + "ot/",
  ]

  @Test("the top level holds what it should and nothing else")
  func topLevel() {
    let allowed: Set<String> = ["Package.swift", "Package.resolved", "Sources", "Tests", "Assets", "README.md"]
    let found = Set(Tree.entries(in: ""))
    #expect(found.subtracting(allowed) == [])
    #expect(found.isSuperset(of: ["Package.swift", "Sources", "Tests", "Assets"]))
  }

  @Test("every folder of sources is a target, and every target of tests has a test")
  func folders() throws {
    let manifest = try Tree.lines("Package.swift").joined(separator: "\n")
    for folder in Tree.entries(in: "Sources") + Tree.entries(in: "Tests") where folder != "README.md" {
      #expect(manifest.contains("\"\(folder)\""), "\(folder) is no target")
    }
    for folder in Tree.entries(in: "Tests") {
      #expect(Tree.files(in: "Tests/\(folder)").contains { $0.hasSuffix(".swift") }, "Tests/\(folder) is empty")
    }
  }
}
