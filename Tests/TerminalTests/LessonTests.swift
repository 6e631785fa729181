import Foundation
import Testing

@Suite("A lesson in a real terminal", .enabled(if: Needed.isThere, Needed.missing), .serialized)
struct LessonTests {
  /// A folder for what is kept, with a lesson of four stops and a question in it: those that ship may change.
  private static func state() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hmmscope-state-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(lesson.utf8).write(to: folder.appending(path: "mine.md"))
    return folder
  }

  private static let lesson = """
    # Mine

    About it.

    ```hmmscope
    Scenario retry-loop
    ```

    ## One

    Nothing has happened.

    ```hmmscope
    Look driver
    ```

    ## Two

    Both are read.

    ```hmmscope
    Until gpu.line == 20
    Look ranges
    ```

    ### Question: What then?

    - `range.valid`: it is valid
    - `!range.valid`: it is not

    ```hmmscope
    Until gpu.line == 22
    ```

    ## Three

    More is to come.

    ## Four

    The end.

    """

  @Test("goes from stop to stop and back, asks, answers, and is continued where it was left") func stops() throws {
    let state = try Self.state()
    defer { try? FileManager.default.removeItem(at: state) }
    let screen = try Screen(columns: 80, rows: 24, environment: ["XDG_STATE_HOME": state.path])
    let file = state.appending(path: "mine.md").path
    try screen.start("lesson \(file) --no-animation", until: "stop 1 of")
    let first = try screen.wait(for: "Stop 1 of")
    try screen.press("PageDown")
    try screen.wait(for: "Stop 2 of")
    try screen.press("PageUp")
    try screen.wait { $0 == first }
    // A person may wander off, and comes back with one key.
    try screen.press("s", "s")
    try screen.wait(for: "back to the stop")
    try screen.press("PageUp")
    try screen.wait { $0 == first }
    try screen.press("PageDown", "PageDown")
    try screen.wait(for: "Question 1 of")
    try screen.wait(for: "of ?")
    try screen.press("1")
    try screen.wait { $0.contains("Right: ") || $0.contains("Not so: ") }
    try screen.press("PageDown")
    try screen.wait(for: "Stop 3 of")
    try screen.press("q")
    try screen.wait(for: "status 0")
    let kept = try String(contentsOf: state.appending(path: "hmmscope/lessons"), encoding: .utf8)
    #expect(kept.hasPrefix("mine 3 "))
    try screen.start("lesson \(file) --no-animation", until: "Stop 3 of")
  }

  @Test("goes on without keeping progress where that cannot be written, and says so once") func unwritable() throws {
    let state = try Self.state()
    defer { try? FileManager.default.removeItem(at: state) }
    let screen = try Screen(columns: 80, rows: 24, environment: ["XDG_STATE_HOME": "/dev/null"])
    try screen.start("lesson \(state.appending(path: "mine.md").path) --no-animation", until: "Stop 1 of")
    try screen.press("PageDown")
    try screen.wait(for: "progress is not kept")
    try screen.press("PageDown")
    try screen.wait { $0.contains("Question 1 of") && !$0.contains("progress is not kept") }
  }

  @Test("is chosen on the start screen, which comes back when it is left") func start() throws {
    let state = try Self.state()
    defer { try? FileManager.default.removeItem(at: state) }
    let screen = try Screen(columns: 120, rows: 36, environment: ["XDG_STATE_HOME": state.path])
    try screen.start("", until: "New here?")
    try screen.press("r", "e", "t", "r", "y", "-")
    try screen.wait(for: "find retry-_")
    try screen.press("Enter")
    try screen.wait(for: "Stop 1 of")
    // A stop may have more to say than there is room for: then the key reads on first.
    var shown = try screen.wait(for: "Stop 1 of")
    while shown.contains("Stop 1 of") {
      let before = shown
      try screen.press("PageDown")
      shown = try screen.wait { $0 != before }
    }
    try screen.wait(for: "Stop 2 of")
    try screen.press("Escape")
    try screen.wait(for: "find retry-_")
    try screen.press("Escape")
    // How far the lesson was read stands in its row.
    try screen.wait { $0.contains("► ") && $0.contains(" 2/") && !$0.contains("find retry-_") }
    try screen.press("Tab", "Enter")
    try screen.wait(for: "Device page table")
    try screen.press("q")
    // Who has begun a lesson is not new here.
    try screen.wait { $0.contains("A trace of your own?") && !$0.contains("New here?") }
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("F1 names the lesson in which a word comes up, and j and Enter ask about a word of the prose") func words()
    throws
  {
    let state = try Self.state()
    defer { try? FileManager.default.removeItem(at: state) }
    let screen = try Screen(columns: 80, rows: 24, environment: ["XDG_STATE_HOME": state.path])
    try screen.start("lesson 3", until: "Stop 1 of 8")
    try screen.press("F1")
    try screen.wait(for: "Words of this screen")
    try screen.press("h", "m", "m")
    try screen.wait { $0.contains("find hmm_") && $0.contains("Lesson: 1, What a device wants") }
    try screen.press("Escape")
    try screen.wait { !$0.contains("Words of this screen") }
    try screen.press("Tab", "j", "Enter")
    try screen.wait { $0.contains("Words of this screen") && $0.contains("the program of a device") }
    try screen.press("Escape")
    try screen.wait { !$0.contains("Words of this screen") }
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("questions are asked before the steps of any run") func predictions() throws {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.start("run retry-loop --no-animation", until: "step 0")
    try screen.press("Q")
    try screen.wait(for: "questions before steps")
    try screen.press(".")
    try screen.wait(for: "Question 1")
    try screen.press("1")
    try screen.wait { $0.contains("Right: ") || $0.contains("Not so: ") }
    try screen.press("Q")
    try screen.wait(for: "of 1 were right")
  }
}
