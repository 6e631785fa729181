import Export
import Foundation
import Scene
import Testing

@Suite("A scene as JSON")
struct JSONTests {
  private var small: Scene {
    var scene = Scene()
    scene.heading.title = "a \"title\"\n\u{1}"
    scene.time.now = 24
    scene.time.window = 3...5
    scene.time.stops = [Stop(4, .bookmark("a"), note: "✓"), Stop(5, .retry)]
    scene.cpu.entries = [
      Entry(
        label: "001", pages: 1...1, value: EntryValue(.swap, "swap 5"), before: EntryValue(.readWrite, "1a1 rw"),
        mark: .changed)
    ]
    return scene
  }

  /// A part of the document, by its path of keys.
  private func part(_ scene: Scene, _ path: String...) throws -> Any? {
    let text = scene.json()
    var value: Any? = try JSONSerialization.jsonObject(with: Data(text.utf8))
    for key in path {
      value = Int(key).flatMap { (value as? [Any])?[$0] } ?? (value as? [String: Any])?[key]
    }
    return value
  }

  @Test("it is one line with the format and the moment in front")
  func envelope() {
    let text = small.json()
    #expect(
      text.hasPrefix("{\"format\":1,\"moment\":24,\"scene\":{\"branches\":[],\"breaks\":[],\"choices\":[],\"cpu\":{"))
    #expect(!text.contains("\n"))
    #expect(text == small.json())
  }

  @Test("values keep their forms: ranges, cases, cases with a value, what is absent, text with controls")
  func forms() throws {
    #expect(try part(small, "scene", "time", "window") as? [Int] == [3, 5])
    #expect(try part(small, "scene", "time", "stops", "0", "kind") as? [String: String] == ["bookmark": "a"])
    #expect(try part(small, "scene", "time", "stops", "1", "kind") as? String == "retry")
    #expect(try part(small, "scene", "cpu", "entries", "0", "before", "kind") as? String == "readWrite")
    #expect(try part(small, "scene", "cpu", "entries", "0", "pages") as? [Int] == [1, 1])
    #expect(try part(small, "scene", "cpu", "entries", "0", "isBroken") as? Bool == false)
    #expect(try part(small, "scene", "heading", "seed") is NSNull)
    #expect(try part(small, "scene", "heading", "title") as? String == "a \"title\"\n\u{1}")
    #expect(small.json().contains("\"a \\\"title\\\"\\n\\u0001\""))
  }

  @Test("with indentation it is the same value")
  func indented() throws {
    let lines = small.json(indented: true).split(separator: "\n")
    #expect(
      lines.prefix(5) == ["{", "  \"format\": 1,", "  \"moment\": 24,", "  \"scene\": {", "    \"branches\": [],"])
    // No text of this scene begins with a blank, so the indentation can be taken away again.
    let flat = lines.map { $0.drop { $0 == " " } }.joined().replacing("\": ", with: "\":")
    #expect(flat == small.json())
  }

  @Test("levels, address spaces, memories and TLBs are in it")
  func memory() throws {
    var scene = small
    let huge = EntryValue(.readWrite, "1a0-1a3 rw 2M")
    scene.cpu.levels = [
      Level(depth: 3, label: "pmd[000]", pages: 0...3, state: .table, before: .entry(huge), mark: .changed)
    ]
    scene.cpu.entries[0].cached = [CachedEntry(cpu: 1, huge, isStale: true)]
    scene.otherSpaces = [scene.cpu]
    scene.frames = [FrameRow(label: "d00", owner: "app", cpu: "", device: "", data: "-")]
    scene.frames[0].memory = "gpu memory"
    scene.frames[0].mappings = [FrameMapping("000", "child")]
    #expect(try part(scene, "scene", "cpu", "levels", "0", "state") as? String == "table")
    #expect(
      try part(scene, "scene", "otherSpaces", "0", "levels", "0", "before", "entry", "text") as? String
        == "1a0-1a3 rw 2M")
    #expect(try part(scene, "scene", "cpu", "entries", "0", "cached", "0", "isStale") as? Bool == true)
    #expect(try part(scene, "scene", "frames", "0", "memory") as? String == "gpu memory")
    #expect(try part(scene, "scene", "frames", "0", "mappings", "0", "owner") as? String == "child")
    #expect(try part(scene, "scene", "otherDevices") as? [String] == [])
  }

  @Test("the keys of a scene are a promise")
  func keys() throws {
    let scene = try #require(try part(small, "scene") as? [String: Any])
    #expect(
      Set(scene.keys).isSuperset(of: [
        "branches", "breaks", "choices", "cpu", "device", "driver", "evidence", "frames", "heading", "history",
        "kernel", "locks", "moves", "notifiers", "otherDevices", "otherSpaces", "ranges", "threads", "time",
        "traceLines", "watches", "why",
      ]))
    let entry = try #require(try part(small, "scene", "cpu", "entries", "0") as? [String: Any])
    #expect(
      Set(entry.keys).isSuperset(of: [
        "before", "cell", "isBroken", "isStale", "label", "mark", "pages", "value", "wasStale",
      ]))
  }
}
