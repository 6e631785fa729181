import Foundation
import Testing

@Suite("The list of bugs that Linux really had", .enabled(if: Program.isThere, Program.missing))
struct BugTests {
  @Test("The list has a line each: id, title, kernels, what is seen, how long") func list() throws {
    let result = try Program.run("list", "bugs")
    #expect(result.status == 0 && result.errors == "")
    let first = try #require(result.lines.first { $0.hasPrefix("  H01 ") })
    for part in ["the flag that comes back true", "5.2 → 5.5", "I1, ", " steps, ", " states"] {
      #expect(first.contains(part), "\(part)")
    }
    #expect(result.lines.contains { $0.hasPrefix("  H16 ") && $0.contains("a negative control") })
    #expect(
      result.lines.contains { $0.hasPrefix("  H29 ") && $0.contains("interval notifiers: waits for edition 6.1") })
    #expect(result.lines.allSatisfy { $0.count < 220 })
  }

  @Test("One with its facts and its page; one without a page with what it is about") func one() throws {
    let page = try Program.run("list", "bugs", "H01")
    #expect(page.status == 0 && page.lines[0] == "H01: the flag that comes back true")
    #expect(page.lines[1] == "Linux 5.2 → 5.5; commit 04ec32fbc2b2, a22dd506400d")
    #expect(page.output.contains("## The shortest interleaving"))
    #expect(try Program.run("list", "bugs", "H45").output.contains("munmap runs in between"))
    #expect(try Program.run("list", "bugs", "H29").output.contains("cannot be shown here: interval notifiers"))
  }

  @Test("The difference is what a switch changes, or what another driver does") func difference() throws {
    let kernel = try Program.run("list", "bugs", "--diff", "H03")
    #expect(kernel.status == 0 && kernel.lines[1] == "Linux 5.2 → 5.2 without B2a, B2c")
    #expect(kernel.lines.contains { $0.hasPrefix("mm/hmm.c, hmm_invalidate_range_start(") })
    #expect(kernel.lines.contains { $0.hasPrefix("  + ") && $0.contains("notifiers--;") })
    let driver = try Program.run("list", "bugs", "--diff", "H45")
    #expect(driver.lines.contains("H45.c → H45-fixed.c"))
    #expect(driver.lines.contains { $0.hasPrefix("  - ") } && driver.lines.contains { $0.hasPrefix("  + ") })
    #expect(try Program.run("list", "bugs", "--diff", "H16").status == 64)
  }

  @Test("A check of one shows both forms, with 1 when it is found and 0 for a negative control") func check() throws {
    let found = try Program.run("check", "--bug", "H05")
    #expect(found.status == 1 && found.lines[0] == "H05: one condition, two codes, two states of mmap_sem")
    #expect(found.output.contains("\nthis is the bug: it breaks LOCK"))
    #expect(found.output.contains("\nmended: passes: H05, Linux 5.2 without B1, H05\n"))
    let control = try Program.run("check", "--bug", "H15")
    #expect(control.status == 0 && control.output.contains("\na negative control, and nothing is reported"))
    struct Document: Decodable {
      struct Part: Decodable { var verdict: String }
      var bug: String
      var found: Part
      var mended: Part
    }
    let json = try Program.run("check", "--bug", "H05", "--format", "json")
    let document = try JSONDecoder().decode(Document.self, from: Data(json.output.utf8))
    #expect(json.status == 1 && document.bug == "H05")
    #expect(document.found.verdict == "fails" && document.mended.verdict == "passes")
  }

  @Test("What cannot be shown, or is not there, or does not fit, is said") func wrong() throws {
    let absent = try Program.run("check", "--bug", "H29")
    #expect(absent.status == 66 && absent.errors.contains("interval notifiers"))
    let unknown = try Program.run("check", "--bug", "H99")
    #expect(unknown.status == 66 && unknown.errors == "hmmscope: there is no bug H99; hmmscope list bugs names them\n")
    #expect(try Program.run("check", "--bug", "H01", "--fix", "B1").status == 64)
    #expect(try Program.run("check").status == 64)
    #expect(try Program.run("list", "switches", "H01").status == 64)
  }

  @Test("Every command on a page ends as the page says", arguments: ["H01", "H02", "H03", "H05", "H08"])
  func commands(_ id: String) throws {
    let page = try String(contentsOf: Program.root.appending(path: "Assets/Bugs/\(id).md"), encoding: .utf8)
    let lines = page.split(separator: "\n").filter { $0.hasPrefix("hmmscope ") }
    #expect(lines.count >= 3)
    for line in lines {
      let parts = line.split(separator: "#")
      let words = parts[0].split(separator: " ").dropFirst().map(String.init)
      let status = try #require(Int32(parts[1].trimmingCharacters(in: .whitespaces)), "\(line)")
      #expect(try Program.run(words).status == status, "\(line)")
    }
  }
}
