import Kernel
import Yams

extension ScenarioReader {
  private static let bugKeys = [
    "existed", "fixed", "commit", "rule", "breaks", "steps", "states", "mended", "mended states",
  ]

  mutating func readBug(_ node: Node?) -> Bug? {
    guard let node else { return nil }
    guard node.mapping != nil else {
      problem(node, "bug is a mapping", hint: "it has \(Self.bugKeys.joined(separator: ", "))")
      return nil
    }
    checkKeys(node, Self.bugKeys, in: "a bug")
    var bug = Bug()
    bug.existed = needed("existed", node)
    bug.fixed = needed("fixed", node)
    bug.rule = needed("rule", node)
    bug.breaks = needed("breaks", node)
    bug.commit = node["commit"]?.string
    bug.steps = count("steps", node)
    bug.states = count("states", node)
    bug.mendedStates = count("mended states", node)
    bug.mended = node["mended"].map { readMended($0) }
    if bug.isControl, bug.mended != nil {
      problem(node["mended"], "a bug that breaks nothing needs no mending")
    } else if !bug.isControl, bug.mended == nil {
      problem(node, "how the bug is mended is missing", hint: "mended: {fix: [B1]}, or an edition, or drivers")
    }
    return bug
  }

  private mutating func needed(_ key: String, _ node: Node) -> String {
    guard let text = node[key]?.string, !text.isEmpty else {
      problem(node[key] ?? node, "\(key) is missing, a plain text")
      return ""
    }
    return text
  }

  private mutating func count(_ key: String, _ node: Node) -> Int? {
    guard let value = node[key] else { return nil }
    guard let number = value.int, number >= 0 else {
      problem(value, "\(key) is a number")
      return nil
    }
    return number
  }

  private mutating func readMended(_ node: Node) -> Bug.Mended {
    var mended = Bug.Mended()
    checkKeys(node, ["fix", "edition", "drivers"], in: "a bug that is mended")
    mended.fixes = texts(node["fix"], "fix", example: "[B1]")
    for fix in mended.fixes where Edition.switches(named: fix).isEmpty {
      problem(node["fix"], "there is no switch \(fix)", hint: "there is \(Scenario.fixes.joined(separator: ", "))")
    }
    mended.edition = node["edition"]?.string
    for (key, value) in pairs(node["drivers"], "drivers", example: "{wrong.c: right.c}") {
      mended.drivers[key.string ?? ""] = value.string ?? ""
    }
    return mended
  }

  mutating func bugSummary() throws(ScenarioProblem) -> BugSummary? {
    let root = try compose()
    guard let bug = readBug(root["bug"]) else { return nil }
    if !problems.isEmpty { throw failure() }
    return BugSummary(
      id: name, title: root["title"]?.string ?? name, about: root["about"]?.string?.trimmed ?? "", bug: bug)
  }

  mutating func absentBugs() throws(ScenarioProblem) -> [AbsentBug] {
    let root = try compose()
    let absent = pairs(root, "the list", example: "H29: {title: …, kernels: …, why: …}").map { key, value in
      checkKeys(value, ["title", "kernels", "why"], in: "a bug that is not here")
      return AbsentBug(
        id: key.string ?? "", title: needed("title", value), kernels: needed("kernels", value),
        why: needed("why", value))
    }
    if !problems.isEmpty { throw failure() }
    return absent
  }
}
