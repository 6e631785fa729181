import Foundation
import Testing

/// Drivers with one mistake each, and what a check says of them; and their twins without it.
@Suite("Mistakes of drivers", .enabled(if: Program.isThere, Program.missing))
struct PropertyTests {
  /// A driver that mirrors nothing, whose callback is this.
  private func check(_ scenario: String, callback: String, _ options: String...) throws -> Program.Result {
    let text = """
      static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
      {
      \(callback)
      }
      static const struct hmm_mirror_ops ops = { .sync_cpu_device_pagetables = sync };
      int mirror(struct driver *driver, struct mm_struct *mm) { return 0; }
      """
    return try Program.run(["check", scenario, "--driver", try Scratch().file("own.c", text), "--quick"] + options)
  }

  private static let zap = "unmap_pages(driver, update->start, update->end);"
  private static let locked = "mutex_lock(&driver->update); \(zap) mutex_unlock(&driver->update); return 0;"
  private static let trying = """
    if (update->blockable) mutex_lock(&driver->update);
    else if (!mutex_trylock(&driver->update)) return -EAGAIN;
    \(zap) mutex_unlock(&driver->update); return 0;
    """

  @Test("A callback that writes the device's table without the driver's lock touches it bare") func bare() throws {
    let result = try check("retry-loop-munmap", callback: "\(Self.zap) return 0;")
    #expect(result.status == 1)
    #expect(
      result.lines[0].hasPrefix("✗ bare: app writes driver->dpt[0] without driver->update, which guards it, in sync, "))
    #expect(try check("retry-loop-munmap", callback: Self.locked).status == 0)
  }

  @Test("A callback that waits for its lock, where the caller must not block, is found with no thread in its way")
  func blocks() throws {
    let result = try check("reaper-driver-busy", callback: Self.locked)
    #expect(result.status == 1)
    #expect(
      result.lines[0].hasPrefix("✗ I9: In a section that may not block nobody takes a lock that he may have to"))
    // The end of such a section takes a mutex, whatever the driver does: B2c.
    let trying = try check("reaper-driver-busy", callback: Self.trying)
    #expect(trying.status == 1 && trying.lines[0].hasPrefix("✗ I9: "))
    #expect(!(try check("reaper-driver-busy", callback: Self.trying, "--fix", "B2c")).output.contains("✗ I9"))
    #expect(try check("reaper-driver-busy", callback: Self.locked, "--fix", "B2c").output.contains("✗ I9"))
  }

  @Test("A loop that asks again and again for what nobody will change is a livelock") func livelock() throws {
    let text = """
      static int sync(struct hmm_mirror *mirror, const struct hmm_update *update)
      { \(Self.trying) }
      static const struct hmm_mirror_ops ops = { .sync_cpu_device_pagetables = sync };
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
      again:
        mutex_lock(&driver->update);
        mutex_unlock(&driver->update);
        goto again;
      }
      """
    let result = try Program.run("check", "quiet", "--driver", try Scratch().file("own.c", text), "--quick")
    #expect(result.status == 1)
    #expect(result.lines[0].hasPrefix("✗ livelock: gpu goes round for ever and nobody else can move: own.c:"))
  }
}
