import Foundation
import Scene
import Session
import Testing
import Trace

/// The recordings that ship, as the screen uses them.
enum Shipped {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let names = [
    "anon_read", "anon_teardown", "anon_write_child", "contend-default", "double_map", "migrate_fault", "snapshot",
  ]

  static func timeline(_ name: String) throws -> TraceTimeline {
    let file = root.appendingPathComponent("Assets/Traces/\(name).ftrace.txt")
    return try TraceTimeline([UInt8](try Data(contentsOf: file)), name: file.lastPathComponent)
  }
}

@Suite("A retry in a real trace, as the storyboard draws it")
struct TracesStoryboardTests {
  private func rows(_ table: Table) -> [String] {
    table.entries.map { entry in
      let before = entry.before.map { "\($0.text) => " } ?? ""
      return "\(entry.label) \(before)\(entry.value.isInferred ? "~" : "")\(entry.value.kind) \(entry.value.text)"
    }
  }

  @Test("Line 2466: a retry is inferred, and the reader waits")
  func waits() throws {
    let scene = try Shipped.timeline("contend-default").scene(at: 2466)
    #expect(scene.heading.title == "contend-default.ftrace.txt")
    #expect(scene.heading.edition == "Linux 6.1 trace")
    #expect(scene.heading.note == "2 CPUs")
    #expect(scene.heading.stamp == "4.951725 s")
    #expect(!scene.heading.isRun)
    #expect(scene.cpu.count == "~4 present")
    #expect(scene.cpu.captions.map(\.text) == ["pgd[0ff] › pud[08a] › pmd[169]", "window 7fa2ad31c000 +16p"])
    #expect(
      rows(scene.cpu) == [
        "11c-11e ~readWrite ? rw", "11f-120 ~none none", "121-12a unknown inside a section", "12b ~readWrite ? rw",
      ])
    #expect(scene.device.count == "2 mapped")
    #expect(rows(scene.device) == ["11c none none", "11d-11e ~readWrite ? rw", "11f-12b none none"])
    #expect(scene.ranges.count == "mm seq [121] odd")
    #expect(scene.ranges.counters.map(\.value) == ["[121] odd", "1"])
    let range = try #require(scene.ranges.ranges.first)
    #expect(range.sequence.map { "\($0.name) \($0.value)" } == ["mni seq 121, equal: wait"])
    #expect(range.address == "[7fa2ad31f000 +12p)")
    #expect(range.notes == ["~round 2, asks for read", "round 1 had seen seq 119"])
    #expect(scene.time.summary == "section 65 of 91 is open, ~1 retry in this call")
  }

  @Test("Line 2466: the open section, the tasks, the loop and the lines behind the retry")
  func waitsMore() throws {
    let scene = try Shipped.timeline("contend-default").scene(at: 2466)
    let section = try #require(scene.notifiers.open.first)
    #expect(scene.notifiers.open.count == 1)
    #expect("\(section.event) \(section.address) \(section.thread)" == "CLEAR [7fa2ad321000 +10p) 140")
    #expect(section.phases.map(\.state) == [.done, .done, .done, .unknown, .next, .unknown])
    #expect(
      section.phases.map(\.detail) == [
        "by madvise DONTNEED", "seq 120 ⇒ [121]", "cur_seq 121", "no line tells", "at line 2468", "no line tells",
      ])
    #expect(scene.threads.map { "\($0.label) \($0.says)" } == ["139 waits in line 3", "140 ends its section"])
    #expect(scene.locks.map(\.holders) == [["140"], ["139"], []])
    #expect(scene.locks[2].isUnknown)
    #expect(scene.driver.title == "dmirror_range_fault, 139, ~round 2")
    #expect(scene.driver.rows[2].ran && scene.driver.rows[2].waits)
    #expect(scene.driver.rows[2].value == "121 = 121")
    #expect(scene.driver.rows[4].value == "round 1: -EBUSY")
    #expect(scene.driver.rows[6].isInferred)
    #expect(scene.evidence.map(\.claim) == ["retry of 139", "11f-120 none"])
    #expect(scene.evidence[0].lines.map(\.number) == [2460, 2462, 2465])
    #expect(
      scene.evidence[0].lines.map(\.text) == ["check_retry 119, 121", "hmm_range_fault = -16", "read_begin, same mni"])
    #expect(scene.evidence[1].lines == [EvidenceLine(2438, "a DONTNEED ends there")])
    #expect(
      scene.why.sentences.map(\.text) == [
        "139, line 2466: mni seq 121 is equal to mm seq [121]: a section that hit this interval is open, so read_begin "
          + "sleeps until mm seq is another.",
        "a retry: 2460 compared 119 with 121, 2462 returned -EBUSY, 2465 began anew for the same mni. "
          + "No line says \"retry\".",
        "140 ends its section at 2467. What it did to 121-12a no line tells.",
      ])
  }

  @Test("Line 2513: the second round commits")
  func commits() throws {
    let scene = try Shipped.timeline("contend-default").scene(at: 2513)
    #expect(scene.cpu.count == "~16 present")
    #expect(rows(scene.cpu) == ["11c-11e ~readWrite ? rw", "11f-12a ~readOnly ? ro", "12b ~readWrite ? rw"])
    #expect(scene.device.count == "14 mapped")
    #expect(
      rows(scene.device) == [
        "11c none none", "11d-11e ~readWrite ? rw", "11f-12a none => ~readOnly ? ro", "12b none none",
      ])
    #expect(scene.ranges.count == "mm seq ~122 even")
    #expect(scene.ranges.counters.allSatisfy { $0.isInferred })
    #expect(scene.ranges.ranges.first?.sequence.first?.value == "121, seen 121: ✓")
    #expect(scene.ranges.ranges.first?.notes == ["~round 2, asks for read", "2512 compared: no retry"])
    #expect(scene.notifiers.open.isEmpty)
    #expect(scene.notifiers.last?.span == "lines 2453 to 2469")
    #expect(scene.notifiers.last?.phases.map(\.state) == [.done, .done, .done, .unknown, .done, .unknown])
    #expect(scene.locks.map(\.holders) == [["140"], [], ["139"]])
    #expect(scene.locks[1].isUnknown && scene.locks[2].isInferred)
    #expect(scene.driver.rows[13].ran && scene.driver.rows[14].isNext)
    #expect(scene.driver.rows[9].value == "121 = 121")
    #expect(scene.evidence.map(\.claim) == ["retry of 139: see 2465", "mm seq 122, active 0", "11f-12a ro"])
    #expect(scene.time.summary == "65 of 91 sections have ended, ~1 retry in this call")
    #expect(scene.why.sentences.last?.text.hasPrefix("140, line 2514: it writes page 121, finds it read-only") == true)
  }

  @Test("The lanes show the call from its marker on, the waits, and the commit that is to come")
  func lanes() throws {
    let scene = try Shipped.timeline("contend-default").scene(at: 2466)
    #expect(scene.time.window.lowerBound == 2435)
    #expect(scene.time.lanes.map(\.name) == ["139", "140", "mm seq"])
    let reader = scene.time.lanes[0].marks
    #expect(reader[2456 - 2435] == .waits)
    #expect(reader[2465 - 2435] == .inferred)
    #expect(reader[2513 - 2435] == .committed)
    #expect(scene.time.lanes[1].marks[2454 - 2435] == .sectionOpen)
    #expect(scene.time.lanes[1].marks[2439 - 2435] == .sectionClose)
    #expect(
      scene.time.lanes[2].texts.prefix(4) == [
        LaneText(2435, "[119]"), LaneText(2440, "120"), LaneText(2454, "[121]"), LaneText(2469, "122"),
      ])
  }
}
