import Diagnosis
import Explorer
import Foundation
import Testing

@Suite("What check prints as JSON")
struct SchemaTests {
  private static var schema: [String: Any] {
    let text = Found.bytes("Formats/check.schema.json") ?? []
    return (try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]) ?? [:]
  }

  private func document(_ found: Found) throws -> [String: Any] {
    let document = CheckDocument(found.scenario, found.program, found.findings, bounds: [], diagnoses: found.diagnoses)
    return try #require(try JSONSerialization.jsonObject(with: Data(document.text().utf8)) as? [String: Any])
  }

  @Test("is as the schema that ships says", arguments: ["aba", "retry-loop", "retry-loop-munmap", "quiet"])
  func valid(_ name: String) throws {
    let problems = SchemaCheck(Self.schema).problems(with: try document(try Found(name, all: true)))
    #expect(problems == [])
  }

  @Test("the schema refuses what it does not name, what is missing and what is of another kind") func refuses() throws {
    var document = try document(try Found("aba"))
    document["extra"] = 1
    document["states"] = "many"
    document["verdict"] = "perhaps"
    document["causes"] = nil
    let problems = SchemaCheck(Self.schema).problems(with: document)
    #expect(
      problems.sorted() == [
        "/causes is missing", "/extra is not known", "/states is no integer",
        "/verdict is none of passes, fails, undecided",
      ])
  }

  @Test("has the critical steps, the twins, the id, the switches and the bounds") func content() throws {
    let found = try Found("aba"), diagnosis = try found.first
    let document = try document(found)
    let violation = try #require((document["violations"] as? [[String: Any]])?.first)
    let critical = try #require(violation["critical"] as? [String: Any])
    #expect((critical["order"] as? [String: Any])?["step"] as? Int == diagnosis.criticalByOrder)
    #expect((critical["rule"] as? [String: Any])?["step"] as? Int == diagnosis.criticalByRule)
    #expect(violation["id"] as? String == diagnosis.id.text)
    let twins = try #require(violation["twins"] as? [String: Any])
    #expect((twins["rule"] as? [String: Any])?["fix"] as? String == "B1")
    #expect((twins["order"] as? [String: Any])?["differsAt"] as? Int == diagnosis.criticalByOrder)
    #expect((violation["path"] as? [Any])?.count == diagnosis.violation.path.count)
    #expect(document["bounds"] as? [String] == [])
  }
}

/// As much of JSON Schema as the shipped schema uses.
struct SchemaCheck {
  let root: [String: Any]

  init(_ root: [String: Any]) { self.root = root }

  func problems(with value: Any) -> [String] { problems(value, root, at: "") }

  private func problems(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.split(separator: "/").last ?? "")
      guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
        return ["\(reference) is not defined"]
      }
      return problems(value, target, at: place)
    }
    if let allowed = schema["enum"] as? [String] {
      return allowed.contains(value as? String ?? "") ? [] : ["\(place) is none of \(allowed.joined(separator: ", "))"]
    }
    if let wanted = schema["const"] {
      return "\(wanted)" == "\(value)" ? [] : ["\(place) is not \(wanted)"]
    }
    switch schema["type"] as? String {
    case "string": return value is String ? [] : ["\(place) is no string"]
    case "integer": return value is Int ? [] : ["\(place) is no integer"]
    case "array":
      guard let entries = value as? [Any], let items = schema["items"] as? [String: Any] else {
        return ["\(place) is no array"]
      }
      return entries.enumerated().flatMap { problems($0.element, items, at: "\(place)/\($0.offset)") }
    case "object": return object(value, schema, at: place)
    default: return ["the schema of \(place) has no type"]
    }
  }

  private func object(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    guard let fields = value as? [String: Any] else { return ["\(place) is no object"] }
    let known = schema["properties"] as? [String: [String: Any]] ?? [:]
    let missing = (schema["required"] as? [String] ?? []).filter { fields[$0] == nil }
    return missing.map { "\(place)/\($0) is missing" }
      + fields.keys.sorted().flatMap { name -> [String] in
        guard let own = known[name], let field = fields[name] else { return ["\(place)/\(name) is not known"] }
        return problems(field, own, at: "\(place)/\(name)")
      }
  }
}
