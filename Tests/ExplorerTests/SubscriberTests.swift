import Explorer
import Kernel
import Library
import Machine
import Scenarios
import Testing

/// A driver that subscribes to sections itself, on Linux 5.2 as it is.
@Suite("A driver that counts sections itself")
struct SubscriberTests {
  private static func program(_ driver: [(String, String)] = [], fixes: Set<String> = []) throws -> Program {
    let files = Library()
    var text = try #require(files.text("Drivers/own-notifier.c"))
    for (old, new) in driver {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    var overrides = ScenarioOverrides()
    overrides.fixes = fixes
    overrides.driver = Scenario.DriverText(name: "own-notifier.c", text: text)
    let scenario = try #require(try Scenario.shipped("own-notifier", overrides: overrides, file: files.bytes))
    return Program(try scenario.setup())
  }

  private static func broken(_ program: Program) -> Set<String> {
    let findings = explore(program, Bounds(endsAtFirstFlaw: false))
    return Set(findings.violations.map { String(program.sentence($0).prefix { $0 != ":" }) })
  }

  @Test("is not harmed by the flag that comes back", arguments: [[], ["B1"]] as [Set<String>])
  func right(_ fixes: Set<String>) throws {
    #expect(Self.broken(try Self.program(fixes: fixes)).isEmpty)
  }

  @Test(
    "is, as soon as one part of it is missing",
    arguments: [
      ("  unmap_pages(gpu, section->start, section->end);\n", ""), (" || gpu->open", ""),
      (" || gpu->ended != ended", ""), ("  gpu->ended++;\n", ""),
      ("  gpu->mn.ops = &gpu_mn_ops;\n  ret = mmu_notifier_register(&gpu->mn, mm);\n", "  ret = 0;\n"),
    ])
  func wrong(_ old: String, _ new: String) throws {
    let program = try Self.program([(old, new)])
    let broken = Self.broken(program)
    #expect(!broken.isEmpty, "\(old)")
    #expect(broken.isSubset(of: ["I1", "I2", "I11"]), "\(broken)")
  }

  @Test("may leave at any moment: whoever is in its callback is waited for") func leaves() throws {
    let call = "  hmm_range_unregister(&range);\n"
    let changes = [
      (call, call + "  mmu_notifier_unregister(&gpu->mn, mm);\n  gpu->ended = 100;\n"),
      ("  gpu->open++;\n", "  BUG_ON(gpu->ended == 100);\n  gpu->open++;\n"),
    ]
    #expect(Self.broken(try Self.program(changes)).isEmpty)
    let early = [(call, "  gpu->ended = 100;\n" + call), changes[1]]
    #expect(!Self.broken(try Self.program(early)).isEmpty)
  }

  @Test("has the same states in Spin") func spin() throws {
    guard let spin = Spin.installed else { return }
    let program = try Self.program()
    let answer = try spin.explore(promela(program, monitor: true), [])
    #expect(answer.errors == 0)
    #expect(answer.states == explore(program, Bounds(), .plain).states)
  }
}
