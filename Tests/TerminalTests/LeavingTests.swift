import Glibc
import Testing

@Suite("Leaving the terminal as it was", .enabled(if: Needed.isThere, Needed.missing), .serialized)
struct LeavingTests {
  @Test("Ctrl-Z gives the shell back, fg the picture") func stop() throws {
    let screen = try Screen()
    try screen.start("run quiet --no-animation")
    try screen.press("s")
    let printed = try screen.picture("quiet", at: 1)
    try screen.wait { $0 == printed }
    try screen.press("C-z")
    try screen.wait { $0.contains("ready>") && !$0.contains("CPU page table") }
    try screen.type("echo $((6 * 7)) here")
    try screen.wait(for: "\n42 here")
    try screen.type("fg")
    try screen.wait { $0 == printed }
    try screen.press("s")
    try screen.wait(for: "step 2 of")
    try screen.press("q")
    try screen.wait { $0.contains("ready>") && !$0.contains("CPU page table") }
  }

  @Test("Ctrl-C says that the next one quits, and that one does") func interrupt() throws {
    let screen = try Screen()
    try screen.start("run quiet --no-animation")
    try screen.press("C-c")
    try screen.wait(for: "Ctrl-c again quits")
    try screen.press("C-c")
    try screen.wait { $0.contains("\nstatus 0") || $0.contains("\nstatus 130") }
  }

  @Test("A signal that ends the program restores the terminal", arguments: [SIGTERM, SIGHUP, SIGSEGV])
  func signals(_ signal: Int32) throws {
    let screen = try Screen()
    let number = try screen.startWithNumber("run quiet --no-animation")
    kill(number, signal)
    let text = try screen.wait(for: "status \(128 + signal)")
    #expect(!text.contains("CPU page table"))
    try screen.expectSameModes()
  }

  @Test("Quitting leaves the modes as they were") func quit() throws {
    let screen = try Screen()
    _ = try screen.startWithNumber("run quiet --mouse")
    try screen.press("q")
    try screen.wait(for: "status 0")
    try screen.expectSameModes()
  }
}

@Suite("Terminals of other kinds", .enabled(if: Needed.isThere, Needed.missing), .serialized)
struct KindsTests {
  @Test("Where the picture stays behind, the shell goes on in an empty row") func noOtherScreen() throws {
    let screen = try Screen(environment: ["TERM": "vt100"])
    _ = try screen.startWithNumber("run quiet --no-animation")
    try screen.press("q")
    let text = try screen.wait(for: "status 0")
    #expect(text.contains("CPU page table") && text.split(separator: "\n").contains("status 0"))
  }

  @Test("NO_COLOR sends no colour, and without it there is some") func colour() throws {
    func colours(_ screen: Screen) throws -> Set<Int> {
      var numbers: Set<Int> = []
      for part in try screen.text(escapes: true).split(separator: "\u{1b}[") {
        guard let end = part.firstIndex(of: "m") else { continue }
        let codes = part[..<end].split(separator: ";").compactMap { Int($0) }
        numbers.formUnion(codes.filter { (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0) })
      }
      return numbers
    }
    let plain = try Screen(environment: ["NO_COLOR": "1"])
    try plain.start("run aba --at fail --no-animation", until: "✗ I1 I11")
    #expect(try colours(plain) == [])
    let coloured = try Screen()
    try coloured.start("run aba --at fail --no-animation", until: "✗ I1 I11")
    #expect(try !colours(coloured).isEmpty)
  }

  @Test("A locale without UTF-8 gets ASCII", arguments: ["C", "POSIX"]) func ascii(_ locale: String) throws {
    let screen = try Screen(environment: ["LANG": locale, "LC_ALL": locale])
    let text = try screen.start("run aba --at fail --no-animation", until: "I1 I11")
    #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(text.contains("CPU page table"))
  }

  @Test("A terminal that can only print gets text") func dumb() throws {
    let screen = try Screen(environment: ["TERM": "dumb"])
    try screen.type("\(screen.program) run quiet > /dev/null; \(screen.program) run quiet --size 80x24; echo status $?")
    let text = try screen.wait(for: "status 0")
    #expect(text.contains("All threads have finished."))
  }

  @Test("A terminal that nobody knows is told, with what to do") func unknown() throws {
    let screen = try Screen(environment: ["TERM": "no-such-terminal"])
    try screen.type("\(screen.program) run quiet; echo status $?")
    let text = try screen.wait(for: "status 64")
    #expect(text.contains("--text prints the screen instead"))
  }

  @Test("Data comes through a pipe, keys from the terminal") func pipe() throws {
    let screen = try Screen()
    try screen.type("\(screen.program) run aba --at end --text --record r.jsonl > /dev/null 2>&1; clear")
    try screen.type("cat r.jsonl | \(screen.program) replay - --no-animation; echo status $?")
    try screen.wait(for: "step 0")
    try screen.press("s")
    try screen.wait(for: "step 1 of")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }
}
