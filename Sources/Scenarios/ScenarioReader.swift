import Drivers
import Kernel
import Machine
import Yams

/// What a caller may set instead of what the file says.
public struct ScenarioOverrides: Sendable {
  /// A driver's text for every device, under its file's name.
  public var driver: Scenario.DriverText?
  public var edition: String?
  public var fixes: Set<String> = []
  /// The file's own fixes do not count: `fixes` are all.
  public var hasAllFixes = false
  /// Other drivers in the place of those that the file names, by their names.
  public var replacing: [String: String] = [:]

  public init() {}
}

extension Scenario {
  /// The editions that there are.
  public static let editions = Edition.all.map(\.version)
  /// The bugs that can be cured with `--fix`.
  public static let fixes = Switch.all.map(\.name)

  /// Reads a scenario.
  ///
  /// - Parameters:
  ///   - file: the name for messages; its last part without the ending is the scenario's name.
  ///   - driver: gives the text of a driver by the name in the file; nil if there is none.
  /// - Throws: everything that is wrong, with line and column.
  public static func read(
    _ bytes: [UInt8], file: String, overrides: ScenarioOverrides = ScenarioOverrides(),
    driver: (String) -> [UInt8]?
  ) throws(ScenarioProblem) -> Scenario {
    // A mark of byte order, as some editors write it, says nothing in UTF-8.
    let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw ScenarioProblem(
        file: file, items: [.init(line: 1, column: 1, "this is not text: a scenario is a YAML file in UTF-8")])
    }
    var reader = ScenarioReader(file: file, text: text)
    return try reader.read(overrides, driver)
  }
}

/// Reads the YAML tree of one file and keeps every problem that it meets.
struct ScenarioReader {
  let file: String
  let text: String
  let lines: [String]
  var problems: [ScenarioProblem.Item] = []
  var world = World()
  /// In which address space the labels of pages are looked up now; 0 is the first.
  var space = 0

  init(file: String, text: String) {
    self.file = file
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The name of the file without its folder and its ending.
  var name: String { String((file.split(separator: "/").last ?? "scenario").prefix { $0 != "." }) }

  // MARK: Problems

  mutating func problem(_ node: Node?, _ message: String, hint: String? = nil) {
    problems.append(.init(line: node?.mark?.line ?? 1, column: node?.mark?.column ?? 1, message, hint: hint))
  }

  /// All problems in the order of the file; those of drivers, which name their own files, after them.
  func failure() -> ScenarioProblem {
    let own = problems.filter { $0.line > 0 }.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
    }
    return ScenarioProblem(
      file: file, items: own.map(\.element) + problems.filter { $0.line == 0 }, lines: lines)
  }

  func compose() throws(ScenarioProblem) -> Node {
    if text.utf8.count > 1 << 20 {
      throw ScenarioProblem(
        file: file, items: [.init(line: 1, column: 1, "the file has more than a mebibyte: this is no scenario")])
    }
    do {
      // Without rules for tags: their regular expressions take long, and every value here is read as what it is to be.
      guard let node = try Yams.compose(yaml: text, .basic), case .mapping = node else {
        throw ScenarioProblem(
          file: file,
          items: [.init(line: 1, column: 1, "a scenario is a YAML mapping: title, memory, devices, threads …")])
      }
      return node
    } catch let problem as ScenarioProblem {
      throw problem
    } catch {
      throw ScenarioProblem(file: file, items: [yamlProblem(error)], lines: lines)
    }
  }

  private func yamlProblem(_ error: any Error) -> ScenarioProblem.Item {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      .init(line: mark.line, column: mark.column, "this is not YAML: \(problem)")
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      .init(
        line: context.mark.line, column: context.mark.column, "\(duplicates.joined(separator: ", ")) is there twice")
    case YamlError.reader(let problem, let offset, _, _):
      .init(line: line(at: offset ?? 0), column: 1, "this is not YAML: \(problem)")
    default: .init(line: 1, column: 1, "this is not YAML")
    }
  }

  private func line(at offset: Int) -> Int { text.prefix(offset).count { $0 == "\n" } + 1 }

  // MARK: The tree

  private static let keys = [
    "title", "about", "edition", "fix", "with", "memory", "processes", "devices", "threads", "schedule", "expect",
    "timeouts", "bug",
  ]

  mutating func read(
    _ overrides: ScenarioOverrides, _ driver: (String) -> [UInt8]?
  ) throws(ScenarioProblem) -> Scenario {
    let root = try compose()
    checkKeys(root, Self.keys, in: "a scenario")
    readEdition(root, overrides)
    readMemory(root["memory"], root)
    readProcesses(root["processes"])
    let parts = readDevices(root["devices"], overrides, driver)
    readThreads(root["threads"], root)
    let schedule = readSchedule(root["schedule"])
    let expectation = readExpectation(root["expect"])
    let bug = readBug(root["bug"])
    if let flag = flag(root["timeouts"], "timeouts") { world.hasTimeouts = flag }
    let title = plain(root["title"], "title") ?? name
    let about = plain(root["about"], "about")?.trimmed ?? ""
    guard problems.isEmpty else { throw failure() }
    do {
      _ = try world.setup()
    } catch {
      problem(place(of: error, root), error.description)
      throw failure()
    }
    return Scenario(
      name: name, title: title, about: about, world: world,
      schedule: schedule, expectation: expectation, bug: bug, drivers: parts.texts, loops: parts.loops,
      inferred: parts.inferred, warnings: parts.warnings, extraRecords: parts.records, extraCells: parts.cells,
      text: text)
  }

  /// Where the file says what a world cannot be made of.
  private func place(of error: WorldError, _ root: Node) -> Node {
    let place: Node?
    switch error {
    case .huge(let page):
      let pages = root["memory"]?["pages"]
      let entries = pages?.sequence.map(Array.init) ?? []
      place = entries.indices.contains(page) ? entries[page] : pages
    case .twice("frame", let name):
      let memories = root["devices"]?.mapping?.compactMap { $0.value["memory"]?.mapping } ?? []
      place = memories.flatMap { $0.map(\.key) }.first { $0.string == name }
    case .scattered(let device): place = root["devices"]?[device]?["memory"]
    case .noFork(let process): place = root["processes"]?[process]
    default: place = nil
    }
    return place ?? root["threads"] ?? root
  }

  mutating func checkKeys(_ node: Node, _ known: [String], in what: String) {
    guard let mapping = node.mapping else { return }
    for (key, _) in mapping where !known.contains(key.string ?? "") {
      problem(key, "\(what) has no \"\(key.string ?? "?")\"", hint: "it may have \(known.joined(separator: ", "))")
    }
  }

  /// The pairs of a mapping; what stands there in its place is a problem.
  mutating func pairs(_ node: Node?, _ what: String, example: String) -> [(key: Node, value: Node)] {
    guard let node else { return [] }
    if let mapping = node.mapping { return mapping.map { ($0.key, $0.value) } }
    problem(node, "\(what) is a mapping", hint: "such as \(example)")
    return []
  }

  /// The entries of a list; what stands there in its place is a problem.
  mutating func entries(_ node: Node?, _ what: String, example: String) -> [Node] {
    guard let node else { return [] }
    if let sequence = node.sequence { return Array(sequence) }
    problem(node, "\(what) is a list", hint: "such as \(example)")
    return []
  }

  /// A list of plain texts.
  mutating func texts(_ node: Node?, _ what: String, example: String) -> [String] {
    entries(node, what, example: example).compactMap { entry in
      if entry.string == nil { problem(entry, "\(what) has plain texts", hint: "such as \(example)") }
      return entry.string
    }
  }

  mutating func flag(_ node: Node?, _ what: String) -> Bool? {
    if let node, node.bool == nil { problem(node, "\(what) is true or false") }
    return node?.bool
  }

  private mutating func plain(_ node: Node?, _ what: String) -> String? {
    if let node, node.string == nil { problem(node, "\(what) is a plain text") }
    return node?.string
  }

  private mutating func readEdition(_ root: Node, _ overrides: ScenarioOverrides) {
    var version = overrides.edition ?? plain(root["edition"], "edition") ?? "5.2"
    if !Scenario.editions.contains(version) {
      problem(
        root["edition"], "there is no edition \(version)",
        hint: "there is \(Scenario.editions.joined(separator: ", "))")
      // The rest is read all the same: a driver's names must not be told of an edition that is not there.
      version = Edition.linux5_2.version
    }
    var fixes = overrides.fixes
    let own = texts(root["fix"], "fix", example: "[B1]")
    if !overrides.hasAllFixes { fixes.formUnion(own) }
    for fix in fixes.sorted() where Edition.switches(named: fix).isEmpty {
      problem(root["fix"], "there is no switch \(fix)", hint: "there is \(Scenario.fixes.joined(separator: ", "))")
    }
    let added = texts(root["with"], "with", example: "[H09]")
    let known = Switch.all.filter(\.isAdded).map(\.name)
    for bug in added where !known.contains(bug) {
      problem(
        root["with"], "there is no bug \(bug) that could be put in", hint: "there is \(known.joined(separator: ", "))")
    }
    world.edition = Edition(version: version, fixes: fixes, added: Set(added))
    let foreign = Edition.foreign(version).intersection(world.edition.fixes)
    if let bug = foreign.sorted().first {
      problem(
        root["fix"], "edition \(version) does not have \(bug)",
        hint: "it has \(world.edition.bugs.joined(separator: ", "))")
    }
  }

  // MARK: Small values

  /// The number of a page by its label: the index of its pte in hexadecimal, as the screen has it.
  mutating func page(_ text: some StringProtocol, _ node: Node) -> Int? {
    let window = world.spaces[space]
    let first = window.base >> 12 & 0x1ff
    guard let index = Int(text, radix: 16) else {
      problem(node, "\"\(text)\" is no page", hint: "a page is the index of its pte in hexadecimal, such as 001")
      return nil
    }
    // Without any page, that is what was said already.
    if window.pages.isEmpty, !problems.isEmpty { return nil }
    let page = index - first
    guard window.pages.indices.contains(page) else {
      problem(node, "page \(text) is not in the window, which has \(window.pages.count) pages from \(hex(first))")
      return nil
    }
    return world.firstPages[space] + page
  }

  /// `001` or `000-003`, both ends included.
  mutating func pages(_ text: some StringProtocol, _ node: Node) -> Range<Int>? {
    let ends = text.split(separator: "-", maxSplits: 1)
    guard let first = ends.first, let low = page(first, node) else {
      if ends.isEmpty { problem(node, "pages are missing", hint: "one page is 001, several are 000-003") }
      return nil
    }
    guard ends.count == 2 else { return low..<low + 1 }
    guard let high = page(ends[1], node) else { return nil }
    guard low <= high else {
      problem(node, "\(text) goes backwards")
      return nil
    }
    return low..<high + 1
  }

  func hex(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  mutating func letter(_ text: some StringProtocol, _ node: Node) -> Character? {
    guard text.count == 1, let character = text.first, let code = character.asciiValue, code > 32, code < 127 else {
      problem(node, "\"\(text)\" is no letter", hint: "what a page holds is one ASCII letter")
      return nil
    }
    return character
  }
}

extension String {
  var trimmed: String {
    var text = Substring(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }

  var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
