import Foundation
import Scene
import Session
import Testing
import Trace

@Suite("Scenes of any recording")
struct TracesEverywhereTests {
  private static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["HMMSCOPE_TRACES"].map { URL(fileURLWithPath: $0) }
    let folder = named ?? Shipped.root.deletingLastPathComponent().appendingPathComponent("shared/traces/linux-6.1")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  private func everyText(_ scene: Scene) -> [String] {
    scene.why.sentences.map(\.text) + scene.threads.map(\.name) + scene.traceLines.map(\.text)
      + scene.evidence.map(\.claim) + scene.cpu.entries.map(\.label) + scene.driver.rows.map(\.value)
      + [scene.heading.title, scene.heading.stamp, scene.why.title, scene.time.summary]
  }

  private func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) }
  }

  @Test(
    "Every recording by tracer nop can be walked, and any other is refused",
    .enabled(if: folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"))
  func all() throws {
    let folder = try #require(Self.folder)
    var opened = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where name.contains(".ftrace.") {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      let isNop = bytes.starts(with: Array("# tracer: nop\n".utf8))
      let timeline = try? TraceTimeline(bytes, name: name)
      #expect((timeline != nil) == isNop, "\(name)")
      guard let timeline else { continue }
      opened += 1
      for line in stride(from: timeline.first, through: timeline.last, by: 101) {
        let scene = timeline.scene(at: line)
        #expect(everyText(scene).allSatisfy(isPrintable), "\(name):\(line)")
        #expect(scene.time.window.contains(scene.time.now))
      }
      _ = timeline.scene(at: timeline.last)
    }
    #expect(opened == 43)
  }

  @Test("A task name that would move the cursor is shown, not obeyed")
  func names() throws {
    let text = """
      # tracer: nop
      #
         \u{1b}[2J\u{1b}[1;1Hxyz-42     [000] .....     9.000001: tracing_mark_write: \u{1b}]0;title\u{7}
             two\nlines-43     [000] .....     9.000002: sys_munmap -> 0x0

      """
    let timeline = try TraceTimeline(Array(text.utf8), name: "bad\u{1b}[31m.txt")
    #expect(timeline.trace.count == 2)
    for line in [3, 4] {
      #expect(everyText(timeline.scene(at: line)).allSatisfy(isPrintable))
    }
    #expect(timeline.scene(at: 4).threads.map(\.label) == ["42", "43"])
    #expect(isPrintable(timeline.text(at: 3)))
  }

  @Test("A recording that is cut off anywhere still has scenes, or says why not")
  func cutOff() throws {
    let file = Shipped.root.appendingPathComponent("Assets/Traces/snapshot.ftrace.txt")
    let bytes = [UInt8](try Data(contentsOf: file))
    for end in stride(from: 0, to: bytes.count, by: 331) {
      guard let timeline = try? TraceTimeline(Array(bytes[..<end]), name: "cut.txt") else { continue }
      let scene = timeline.scene(at: timeline.last)
      #expect(scene.heading.note.contains("cut off") || bytes[end - 1] == 0x0a)
      #expect(timeline.moment(after: timeline.last, .forward) == nil)
    }
  }
}
