import Kernel
import Machine
import Testing

@Suite("Reclaim cuts into the retry loop")
struct StoryTests {
  @Test("every named step has the values of the story") func story() throws {
    let run = try Run(
      .window().with(
        Actor("gpu", [.mirror(device: "gpu")]), Actor("kswapd", [.reclaim(page: 1)]), Actor("app", [.read(page: 1)])))
    #expect(run.kref == 1)
    run.run("gpu", through: "RR6")
    #expect(run.valid && run.kref == 2 && run.held == [])
    run.run("gpu", through: "SN8", times: 3)
    #expect(run.pfn(1) == entry(2) && run.held == ["mmap_sem R gpu"])
    run.run("gpu", before: "14")
    run.run("kswapd", through: "IS4")
    #expect(run.notifiers == 1 && !run.valid && run.kref == 3)
    #expect(run.held == ["mmap_sem R gpu", "rmap R kswapd", "lock kswapd", "lock kswapd"])
    run.run("gpu", before: "20")
    run.run("kswapd", through: "C2")
    #expect(run.held.contains("update kswapd") && run.held.contains("mirrors_sem R kswapd"))
    #expect(!run.step("gpu"))
    run.run("kswapd", before: "TU4")
    run.run("gpu", through: "21")
    #expect(run.kref == 2 && run.held.contains("update gpu"))
    run.run("gpu", through: "WT3")
    #expect(!run.valid && run.value("range", 1, "written", 1) == 2)
    run.run("kswapd", through: "IE3")
    #expect(run.notifiers == 0 && run.valid && run.kref == 3)
    #expect(run.value("pte", 2, "kind") == 2 && run.value("pte", 2, "slot") == 2)
    run.finish("kswapd")
    #expect(run.value("frame", 2, "owner") == 0)
    run.finish("app")
    #expect(run.value("pte", 2, "frame") == 3 && run.value("pte", 2, "write") == 0)
    run.run("gpu", before: "26")
    #expect(run.pfn(1) == entry(3, isWritable: false))
    run.run("gpu", through: "26")
    #expect(run.device(0) == entry(1) && run.device(1) == entry(3, isWritable: false) && run.device(2) == 0)
    #expect(run.held == ["mmap_sem R gpu", "update gpu"])
    run.finish("gpu")
    #expect(run.hasEnded("gpu") && run.kref == 1 && run.notifiers == 0 && run.held == [])
    #expect(run.fault == nil && run.broken == [])
  }
}
