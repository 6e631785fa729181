import Kernel
import Machine
import Testing

@Suite("Worlds")
struct WorldTests {
  @Test("what does not fit, or is not there, is a typed error") func errors() {
    func error(_ change: (inout World) -> Void) -> WorldError? {
      var world = World.window()
      change(&world)
      do throws(WorldError) { _ = try world.setup() } catch { return error }
      return nil
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.frames = (0..<32).map { FrameContent("\($0)") } } == .tooMany("frames", count: 32, limit: 31))
    #expect(
      error { $0.threads = (0..<9).map { Actor("\($0)", []) } } == .tooMany("threads", count: 9, limit: 8))
    #expect(error { $0.pages[0] = .present(frame: "9", isWritable: true) } == .unknown("frame", name: "9"))
    #expect(error { $0.pages[0] = .swap(slot: "9") } == .unknown("swap slot", name: "9"))
    #expect(error { $0.threads = [Actor("a", [.read(page: 4)])] } == .outside(page: 4))
    #expect(error { $0.threads = [Actor("a", [.munmap(2..<9)])] } == .outside(page: 8))
    #expect(error { $0.threads = [Actor("a", [.mirror(device: "npu")])] } == .unknown("device", name: "npu"))
    #expect(error { $0.devices.append(Device("gpu")) } == .twice("device", name: "gpu"))
    #expect(
      error {
        $0.devices[0].entry = nil
        $0.threads = [Actor("a", [.mirror(device: "gpu")])]
      } == .noEntry(device: "gpu"))
  }

  @Test("a window that crosses a table has two rows of the pmd level and keeps its pages in order") func tables() throws
  {
    var world = World.window()
    world.base = 0x7f00_001f_e000
    let run = try Run(world)
    #expect(run.program.layout.rows["pmd"] == 2 && run.program.layout.rows["pud"] == 1)
    #expect((1...4).map { run.value("pte", $0, "pmd") } == [1, 1, 2, 2])
    #expect([run.value("pmd", 1, "end"), run.value("pmd", 2, "start"), run.value("pmd", 2, "end")] == [2, 2, 4])
  }

  @Test("a thread that does several things does them in turn") func turns() throws {
    let run = try Run(.window().with(Actor("app", [.write(page: 0, letter: "X"), .write(page: 0, letter: "Y")])))
    run.run("app", through: "TC1")
    #expect(run.value("frame", 1, "letter") == 88)
    run.finish("app")
    #expect(run.value("frame", 1, "letter") == 89)
  }

  @Test("each edition has its procedures once") func cache() {
    #expect(Core.of(.linux5_2).munmap === Core.of(.linux5_2).munmap)
    #expect(Core.of(Edition(fixes: ["B1"])).hmm_range_valid !== Core.of(.linux5_2).hmm_range_valid)
  }
}
