import ArgumentParser
import Foundation
import Kernel
import Library
import Scenarios
import Lessons

/// What a shell completes: names that ship, and files beside them.
enum Completing {
  static let scenarios = names(["yaml", "yml"]) { scenarioNames }
  static let bugs = names([]) { bugNames }
  static let drivers = names(["c"]) { shipped.names(in: "Drivers") }
  static let scripts = names(["tape", "script"]) { shipped.names(in: "Scripts").map(\.withoutEnding) }
  static let lessons = names(["md"]) {
    shipped.names(in: "Lessons").filter { $0.hasSuffix(".md") }.map { Lesson.identity(ofFile: $0).name }
  }
  /// What `list` tells more of, by the kind that stands before it.
  static let listed = CompletionKind.custom { words, _, prefix in
    let known =
      words.contains("drivers")
      ? shipped.names(in: "Drivers") : words.contains("exercises") ? shipped.names(in: "Exercises") : bugNames
    return known.filter { $0.hasPrefix(prefix) }
  }
  /// What can be opened: scenarios, kernel traces, and files of any kind.
  static let subjects = names(nil) { scenarioNames + shipped.names(in: "Traces") }
  static let editions = CompletionKind.list(Scenario.editions)
  static let switches = CompletionKind.list(Scenario.fixes)

  private static var shipped: Library { Library(folder: nil) }
  private static var bugNames: [String] {
    shipped.names(in: "Bugs").filter { $0.hasSuffix(".yaml") }.map(\.withoutEnding).filter { $0 != "absent" }
  }
  private static var scenarioNames: [String] {
    shipped.names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }.map(\.withoutEnding) + bugNames
  }

  /// - Parameter endings: of the files that are named too; nil for all.
  private static func names(_ endings: [String]?, _ known: @escaping @Sendable () -> [String]) -> CompletionKind {
    .custom { _, _, prefix in
      known().filter { $0.hasPrefix(prefix) } + (endings == [] ? [] : files(prefix, endings))
    }
  }

  /// Files and folders that begin so. A shell splits at blanks: names with blanks are left out.
  private static func files(_ prefix: String, _ endings: [String]?) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return entries.sorted().compactMap { name in
      let path = folder + name
      guard path.hasPrefix(prefix), !name.hasPrefix("."), !name.contains(where: \.isWhitespace) else { return nil }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue { return path + "/" }
      return endings?.contains { name.hasSuffix("." + $0) } ?? true ? path : nil
    }
  }
}
