import Foundation
import Testing

@Suite("A file that changes", .enabled(if: Needed.isThere, Needed.missing), .serialized)
struct RereadingTests {
  private static let assets = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Assets")

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: assets.appending(path: path), encoding: .utf8)
  }

  @Test("is checked again by check --watch, also where it could not be read in between") func watch() throws {
    let screen = try Screen(columns: 100, rows: 30)
    try screen.write(try Self.text("Exercises/no-test.c"), to: "mine.c")
    try screen.start("check own-loop --driver mine.c --quick --watch", until: "waiting for mine.c to change")
    #expect(try screen.text().contains("fails: own-loop"))
    try screen.write("int mirror(\n", to: "mine.c")
    try screen.wait(for: "mine.c:2:1")
    try screen.write(try Self.text("Exercises/works.c"), to: "mine.c")
    try screen.wait(for: "passes: own-loop")
    try screen.press("C-c")
    try screen.wait(for: "ready>")
  }

  @Test("has its run again on the screen, and what is wrong with it is a note") func run() throws {
    let screen = try Screen(columns: 120, rows: 36)
    try screen.write(try Self.text("Exercises/no-test.c"), to: "mine.c")
    try screen.start("run own-loop --driver mine.c --no-animation", until: "step 0")
    try screen.press("s", "s", "s", "s")
    try screen.wait(for: "step 4 ")
    try screen.write("int mirror(\n", to: "mine.c")
    try screen.wait(for: "mine.c:2:1")
    #expect(try screen.text().contains("step 4 "))
    try screen.write(try Self.text("Exercises/works.c"), to: "mine.c")
    try screen.wait(for: "read again: ")
    #expect(try screen.text().contains("step 4 "))
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("is what a lesson asks for: it lies there at first, and each text that is saved is answered") func lesson()
    throws
  {
    let state = FileManager.default.temporaryDirectory.appending(path: "hmmscope-state-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: state) }
    let kept = state.appending(path: "hmmscope/lessons")
    try FileManager.default.createDirectory(at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
    // As somebody left it who has come to the exercise.
    try Data("own-loop 4 5 0 0 3\n".utf8).write(to: kept)
    let screen = try Screen(columns: 100, rows: 40, environment: ["XDG_STATE_HOME": state.path])
    try screen.start("lesson own-loop --no-animation", until: "own-loop.c is new in this folder")
    try screen.write(try Self.text("Exercises/no-test.c"), to: "own-loop.c")
    try screen.wait(for: "own-loop.c: ✗ I12")
    try screen.wait(for: "The device maps what nobody has found valid")
    try screen.write("int mirror(\n", to: "own-loop.c")
    try screen.wait(for: "own-loop.c: ✗ error")
    try screen.press(".")
    try screen.wait(for: "own-loop.c does not pass yet")
    try screen.write(try Self.text("Exercises/works.c"), to: "own-loop.c")
    try screen.wait(for: "own-loop.c: ✓ passes")
    try screen.press("PageDown")
    try screen.wait(for: "Stop 5 of 5")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }
}
