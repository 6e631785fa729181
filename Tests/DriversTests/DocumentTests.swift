import Drivers
import Kernel
import Machine
import Testing

@Suite("A text as documents print it")
struct DocumentTests {
  @Test("runs, with its faults, its liberties and a warning for each") func asDocumented() throws {
    let program = try compile(asset("as-documented.c"), file: "as-documented.c")
    #expect(
      program.warnings.map { "\($0.span.start) \($0.message)" } == [
        "15:3 hmm_range_register() needs more: mm, start, end, page_shift are the scenario's",
        "29:27 hmm_mirror_unregister() gets a struct hmm_range *",
        "41:25 hmm_mirror_unregister() gets a struct hmm_range *",
      ])
    #expect(program.inferredLines == [39])
    #expect(program.loop == 20...37)
  }

  @Test("gives up on every success, since a count is no error") func literalTest() throws {
    let m = try machine(compile(asset("as-documented.c"), file: "as-documented.c"))
    let (state, lines) = run(m)
    #expect(lines.contains(30))
    #expect(!lines.contains(39))
    #expect(m.value(state, "driver", 1, "dpt", 0) == 0)
  }

  @Test("commits by a comment, in whatever words") func commit() throws {
    for comment in [
      "// Use pfns array content to update device page table", "/* use the pfns to update the device page table */",
      "/*\n * Use pfns array content to update device page table,\n * under the update lock\n */",
    ] {
      let text = try asset("as-documented.c").replacing("if (ret) {", with: "if (ret < 0) {")
        .replacing("// Now use the pfns to update the device page table.", with: comment)
      let program = try compile(text)
      #expect(program.inferredLines == [39])
      let m = try machine(program)
      let (state, lines) = run(m)
      #expect(lines.contains(39))
      #expect(m.value(state, "driver", 1, "dpt", 0) != 0)
    }
  }

  @Test("locks itself up where it hands its range to the mirror's unregister with update held (T14)")
  func deadlock() throws {
    let text = try asset("as-documented.c").replacing("if (ret) {", with: "if (ret < 0) {")
    let m = try machine(compile(text)) { $0.threads.append(Actor("app", [.dontneed(0..<2)])) }
    var state = m.initialState()
    // The driver commits; then the invalidation comes as far as the lock that the driver holds.
    while m.nextStep(state, 0)?.line != 41 { state = try #require(m.move(state, Choice(thread: 0))) }
    while let next = m.move(state, Choice(thread: 1)) { state = next }
    while let next = m.move(state, Choice(thread: 0)) { state = next }
    #expect(m.choices(state).isEmpty)
    #expect(!m.hasEnded(state))
    guard case .lock(let wanted, .downWrite)? = m.obstacle(state, 0), case .lock(let update, _)? = m.obstacle(state, 1)
    else {
      Issue.record("\(String(describing: m.obstacle(state, 0))) \(String(describing: m.obstacle(state, 1)))")
      return
    }
    #expect(m.layout.cell(at: wanted)?.field.name == "mirrors_sem")
    #expect(m.layout.cell(at: update)?.field.name == "update")
  }

  @Test("does not take another comment for a commit, nor one beside the real thing") func noCommit() throws {
    let other = try asset("as-documented.c").replacing("use the pfns to update", with: "think of")
    #expect(try compile(other).inferredLines.isEmpty)
    let both = try asset("retry-loop.c").replacing(
      "  map_pages", with: "  // Use the pfns to update the device page table.\n  map_pages")
    #expect(try compile(both).inferredLines.isEmpty)
    let early = problems("int f(...) { // use the pfns to update the device page table\n}")
    #expect(early.contains("1:14: error: this comment stands for the commit, but there is no struct hmm_range"))
  }

  @Test("of a later edition is told apart, slips included") func later() {
    let text = """
      int populate(...)
      {
        struct hmm_range range;
        ...
        range.start = ...;
       again:
        range.notifier_seq = mmu_interval_read_begin(&interval_sub);
        mmap_read_lock(mm);
        if (mmu_interval_read_retry(&ni, range.notifier_seq) {
          goto again;
        }
        return 0;
      }
      """
    let lines = problems(text).split(separator: "\n").filter { $0.hasPrefix("loop.c") }
    #expect(
      lines == [
        "loop.c:7:9: error: notifier_seq is not in edition 5.2 (it came with 5.5)",
        "loop.c:8:3: error: mmap_read_lock is not in edition 5.2 (it came with 5.8)",
        "loop.c:9:7: error: mmu_interval_read_retry is not in edition 5.2 (it came with 5.5)",
        "loop.c:9:55: warning: missing ')' after the condition of if",
      ])
  }
}
