import Foundation
import Testing

@Suite("Checking every interleaving", .enabled(if: Program.isThere, Program.missing))
struct CheckTests {
  @Test("The retry loop breaks I1 with madvise, by a shortest way, with 1") func fails() throws {
    let result = try Program.run("check", "retry-loop")
    #expect(result.status == 1 && result.errors == "")
    #expect(result.lines[0] == "✗ I1: What a device maps, the CPU maps too, unless the device is about to be told.")
    #expect(result.lines[1].hasPrefix("  100 steps, 2 thread switches; no way is shorter"))
    #expect(result.output.contains("fails: retry-loop, Linux 5.2\n"))
    #expect(!result.output.contains("\u{1b}"))
    #expect(try Program.run("check", "retry-loop") == result)
  }

  @Test("The same with munmap alone passes, and so does the cure") func passes() throws {
    let munmap = try Program.run("check", "retry-loop-munmap")
    #expect(munmap.status == 0 && munmap.lines[0] == "passes: retry-loop-munmap, Linux 5.2")
    let cured = try Program.run("check", "retry-loop", "--fix", "B1")
    #expect(cured.status == 0 && cured.lines[0] == "passes: retry-loop, Linux 5.2 without B1")
  }

  @Test("A bound that is hit concludes nothing, with 4") func bounds() throws {
    let states = try Program.run("check", "retry-loop", "--max-states", "100")
    #expect(states.status == 4 && states.lines[0].hasPrefix("nothing concluded: 100 states were seen"))
    let depth = try Program.run("check", "retry-loop", "--max-depth", "10")
    #expect(depth.status == 4 && depth.lines[0] == "nothing concluded: nothing is wrong within 10 steps")
  }

  @Test("A counterexample is a recording: it replays to the broken invariant") func save() throws {
    let scratch = try Scratch()
    let file = scratch.url("found.jsonl").path
    #expect(try Program.run("check", "retry-loop", "--save", file).status == 1)
    let replayed = try Program.run("replay", file, "--at", "end", "--text")
    #expect(replayed.status == 1 && replayed.output.contains("✗ I1") && replayed.output.contains(" step 100 "))
    #expect(replayed.errors == "hmmscope: I1 does not hold from step 100 on\n")
  }

  @Test("A counterexample has an id that replays it, and that is refused by name elsewhere") func id() throws {
    let found = try Program.run("check", "retry-loop", "--quick")
    let line = try #require(found.lines.first { $0.hasPrefix("  id hv1-") })
    let id = String(line.dropFirst("  id ".count))
    let replayed = try Program.run("replay", id, "--at", "end", "--text")
    #expect(replayed.status == 1 && replayed.output.contains(" step 100 ") && replayed.output.contains("✗ I1"))
    let mended = try Program.run("replay", id, "--fix", "B1")
    #expect(mended.status == 5)
    #expect(mended.errors.hasPrefix("hmmscope: \(id): it is of retry-loop, but with another text, driver, edition"))
    let other = try Program.run("replay", id, "--scenario", "aba")
    #expect(other.status == 5 && other.errors == "hmmscope: \(id): it is of another scenario than aba\n")
    let slip = try Program.run("replay", id + "0")
    #expect(slip.status == 65 && slip.errors.contains("its last letter does not fit the others"))
  }

  @Test("The twin that passes is a recording too, marked where it differs") func twin() throws {
    let scratch = try Scratch()
    let file = scratch.url("twin.jsonl").path
    let checked = try Program.run("check", "aba", "--save-twin", file)
    #expect(checked.status == 1 && checked.errors.hasPrefix("the twin that passes is in \(file)"))
    #expect(checked.output.contains("▾ by order: until step 96, app: hmm_invalidate_range_end IE3"))
    #expect(checked.output.contains("▾ by rule:  until step 98, gpu: mirror:21; with --fix B1 none of "))
    let replayed = try Program.run("replay", file, "--at", "twin", "--text")
    #expect(replayed.status == 0 && replayed.errors == "" && replayed.output.contains(" step 96 of "))
  }

  @Test("Steps are folded by calls, and --steps shows each") func steps() throws {
    let folded = try Program.run("check", "retry-loop"), whole = try Program.run("check", "retry-loop", "--steps")
    #expect(
      folded.lines.contains { $0.hasPrefix("    17-46  ") && $0.contains(" retry-loop.c:13 hmm_range_snapshot() ") })
    #expect(whole.lines.contains { $0.hasPrefix("       17  ") && $0.contains(" retry-loop.c:13 ") })
    #expect(whole.lines.count > folded.lines.count + 70)
  }

  @Test("A driver that can never commit is a finding, with 1; the documented loop is such a one") func neverCommits()
    throws
  {
    for name in ["retry-loop", "retry-loop-munmap", "quiet"] {
      let result = try Program.run("check", name, "--driver", "as-documented.c")
      #expect(result.status == 1)
      #expect(
        result.lines[0] == "✗ never commits: no interleaving brings the driver to map what it has read: "
          + "as-documented.c:39 is never reached")
      #expect(result.output.contains("fails: \(name), Linux 5.2"))
    }
    let mended = try Program.run("check", "retry-loop-munmap")
    #expect(mended.status == 0 && !mended.output.contains("never commits"))
    // Nothing is concluded of a search that has not seen everything.
    let bounded = try Program.run("check", "quiet", "--driver", "as-documented.c", "--max-depth", "20")
    #expect(bounded.status == 4 && !bounded.output.contains("never commits"))
  }

  @Test("What stops the machine has a name") func names() throws {
    let freed = try Program.run("check", "exit-while-waiting", "--quick")
    #expect(freed.lines[0] == "✗ use after free: gpu: freed memory was used in hmm_range_snapshot, SN4")
  }

  @Test("The schema of the JSON is printed by the program") func schema() throws {
    let result = try Program.run("list", "schema")
    #expect(result.status == 0 && result.errors == "")
    let schema = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(schema?["title"] as? String == "hmmscope check --format json")
  }

  @Test("A callback that puts its work off returns too early, and one that flushes under its lock never does")
  func deferred() throws {
    let late = try Program.run("check", "deferred-zap")
    #expect(late.status == 1 && late.output.contains("queues the work item"))
    #expect(
      late.lines[0]
        == "✗ I2: Once told of an invalidation, a device maps nothing there until the section has ended.")
    let scratch = try Scratch()
    let file = scratch.url("flushing.c")
    try Data(Self.flushing(locked: true).utf8).write(to: file)
    let stuck = try Program.run("check", "deferred-zap", "--driver", file.path)
    #expect(stuck.status == 1)
    #expect(
      stuck.lines[0].hasPrefix(
        """
        ✗ I7: nobody can move: app sleeps until the work item has run, which is up to kwork; kwork waits for \
        driver->update, which app has
        """))
    try Data(Self.flushing(locked: false).utf8).write(to: file)
    #expect(try Program.run("check", "deferred-zap", "--driver", file.path).status == 0)
  }

  /// A driver whose callback waits for the work item that it has queued.
  private static func flushing(locked: Bool) -> String {
    """
    static void zap_table(struct work_struct *work);
    static DECLARE_WORK(zap, zap_table);
    static void zap_table(struct work_struct *work)
    {
      mutex_lock(&driver->update);
      unmap_pages(driver, start, end);
      mutex_unlock(&driver->update);
    }
    static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
    {
      \(locked ? "mutex_lock(&driver->update);" : "")
      schedule_work(&zap);
      flush_work(&zap);
      \(locked ? "mutex_unlock(&driver->update);" : "")
      return 0;
    }
    static const struct hmm_mirror_ops ops = { .sync_cpu_device_pagetables = sync };
    int mirror(struct driver *driver, struct mm_struct *mm) { return 0; }
    """
  }

  @Test("All flaws, where the first is not enough") func all() throws {
    let result = try Program.run("check", "aba", "--all")
    #expect(result.status == 1 && result.output.contains("✗ I1:") && result.output.contains("✗ I11:"))
  }

  @Test("As JSON: verdict, counts and the path") func json() throws {
    struct Document: Decodable {
      struct Violation: Decodable {
        var what: String
        var steps: Int
        var path: [Move]
      }
      struct Move: Decodable {
        var thread: String
        var step: String
      }
      var format: Int
      var verdict: String
      var states: Int
      var violations: [Violation]
    }
    let result = try Program.run("check", "retry-loop", "--format", "json")
    let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    #expect(document.format == 2 && document.verdict == "fails" && document.states > 1000)
    #expect(document.violations.count == 1 && document.violations[0].what.hasPrefix("I1: "))
    #expect(document.violations[0].path.count == document.violations[0].steps)
    #expect(document.violations[0].path.last?.step.hasPrefix("mirror") == true)
  }

  @Test(
    "A loop that never asks fails sooner, one that asks too early fails too",
    arguments: [
      "unchecked.c", "test-before-lock.c",
    ])
  func drivers(_ driver: String) throws {
    let result = try Program.run("check", "retry-loop-munmap", "--driver", driver)
    let madvise = try Program.run("check", "retry-loop", "--driver", driver)
    #expect(madvise.status == 1 && madvise.output.contains("I12"))
    #expect([0, 1].contains(result.status))
  }
}
