import Explorer
import Machine
import Scenarios
import Testing

/// Arrays of a driver's text, those of its functions among them, in a search of every order.
@Suite("The arrays of a driver")
struct ArraySearchTests {
  private static let scenario = """
    title: two threads in one loop
    memory:
      base: 0x7f0000000000
      pages: [1a0 rw]
      vmas: [000 rw]
      frames: {1a0: app A}
    devices:
      gpu: {driver: sums.c}
    threads:
      a: mirror gpu
      b: mirror gpu
    """

  private static func program(_ lock: String, _ unlock: String) throws -> Program {
    let driver = """
      static int total[3];
      static void add(int n)
      {
        int kept[3] = {n, 2};
        int i;
        for (i = 0; i < ARRAY_SIZE(kept); i++)
          total[i] = total[i] + kept[i];
      }
      static int done;
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        \(lock)
        add(1);
        done++;
        BUG_ON(total[1] != 2 * done);
        \(unlock)
        return 0;
      }
      """
    let scenario = try Scenario.read(Array(scenario.utf8), file: "sums.yaml") { _ in Array(driver.utf8) }
    return Program(try scenario.setup())
  }

  @Test("are each thread's own on its stack, and shared outside of functions") func shared() throws {
    let right = try Self.program("mutex_lock(&driver->update);", "mutex_unlock(&driver->update);")
    #expect(explore(right).verdict == .passes)
    #expect(explore(right, Bounds(), .plain).verdict == .passes)
    let wrong = try Self.program("", "")
    #expect(explore(wrong).verdict == .fails)
    #expect(explore(wrong, Bounds(), .plain).verdict == .fails)
  }

  @Test("have the same states in Spin") func spin() throws {
    guard let spin = Spin.installed else { return }
    let program = try Self.program("mutex_lock(&driver->update);", "mutex_unlock(&driver->update);")
    let answer = try spin.explore(promela(program, monitor: true), [])
    #expect(answer.errors == 0)
    #expect(answer.states == explore(program, Bounds(), .plain).states)
  }
}
