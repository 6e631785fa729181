import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
  @Test("its picture is what the program exports now") func picture() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let kept = folder.deletingLastPathComponent().appending(path: "Assets/Pictures/retry-loop.svg")
    let answer = try Program.run(["export", "retry-loop", "--to", "svg", "--until", "gpu.line == 22"])
    if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" {
      try Data(answer.output.utf8).write(to: kept)
    }
    #expect(answer.status == 0)
    #expect(answer.output == (try String(contentsOf: kept, encoding: .utf8)))
  }
}
