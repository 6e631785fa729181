import Drivers
import Kernel
import Machine
import Testing

/// A driver that subscribes, and what stands in its loop, from line 33 on.
private func subscriber(_ lines: String, _ outside: String = "") -> String {
  """
  struct gpu { struct mutex update; struct mmu_notifier mn; int log; int pages; int event; int other; };
  static int section_start(struct mmu_notifier *mn, const struct mmu_notifier_range *range)
  {
    struct gpu *gpu = container_of(mn, struct gpu, mn);
    if (!mmu_notifier_range_blockable(range))
      return -EAGAIN;
    gpu->log = 4 * gpu->log + 1;
    gpu->pages = 10 * range->start + range->end;
    gpu->event = range->event == MMU_NOTIFY_UNMAP;
    gpu->other += range->mm != gpu->mm;
    return 0;
  }
  static void section_end(struct mmu_notifier *mn, const struct mmu_notifier_range *range)
  {
    struct gpu *gpu = container_of(mn, struct gpu, mn);
    gpu->log = 4 * gpu->log + 2;
  }
  static void gone(struct mmu_notifier *mn, struct mm_struct *mm)
  {
    struct gpu *gpu = container_of(mn, struct gpu, mn);
    gpu->log = 4 * gpu->log + 3;
  }
  static const struct mmu_notifier_ops gpu_ops = {
    .invalidate_range_start = section_start,
    .invalidate_range_end = section_end,
    .release = gone,
  };
  \(outside)
  int mirror(struct gpu *gpu, struct mm_struct *mm)
  {
    long ret = 0;
    gpu->mn.ops = &gpu_ops;
  \(lines)
    return ret;
  }
  """
}

@Suite("A driver that subscribes itself")
struct NotifierTests {
  private func program(_ text: String, _ operations: [Kernel.Operation], devices: Int = 1) throws -> Program {
    try machine(compile(text)) { world in
      for index in 1..<max(2, devices) where devices > 1 {
        world.devices.append(world.devices[0])
        world.devices[index].name = "npu\(index)"
        world.threads.append(Actor("npu\(index)", [.mirror(device: "npu\(index)")]))
      }
      world.threads.append(Actor("app", operations))
    }
  }

  /// Each thread to its end, in their order.
  private func ends(_ program: Program) throws -> [UInt8] {
    var state = program.initialState()
    for thread in program.threads.indices {
      while let next = program.move(state, Choice(thread: thread)) { state = next }
    }
    #expect(program.hasEnded(state) && program.fault(state) == nil)
    return state
  }

  @Test("is told of the start and of the end of a section, and of what it is") func told() throws {
    let program = try program(subscriber("  ret = mmu_notifier_register(&gpu->mn, mm);"), [.dontneed(1..<3)])
    let state = try ends(program)
    #expect(program.value(state, "gpu", 1, "log") == 4 * 1 + 2)
    #expect(program.value(state, "gpu", 1, "pages") == 13 && program.value(state, "gpu", 1, "event") == 0)
    #expect(program.value(state, "gpu", 1, "other") == 0)
    #expect(program.value(state, "hmm", 1, "notifiers") == 0 && program.value(state, "mm", 1, "srcu") == 0)
    #expect(program.value(state, "mm", 1, "mm_count") == 3, "the subscription pins the mm, as HMM's does")
    #expect(program.value(state, "mm", 1, "mmap_sem") == 0 && program.value(state, "mm", 1, "rmap") == 0)
  }

  @Test("is told before who has subscribed earlier, HMM among them") func order() throws {
    let text = subscriber("  ret = mmu_notifier_register(&gpu->mn, mm);")
    let program = try program(text, [.munmap(0..<1)], devices: 2)
    #expect(program.layout.rows[MmuNotifier.name] == 4)
    var state = program.initialState()
    for thread in 0...1 { while let next = program.move(state, Choice(thread: thread)) { state = next } }
    var told: [Int] = []
    while let next = program.move(state, Choice(thread: 2)) {
      if program.nextStep(state, 2)?.name == "CS2", let row = program.local(state, 2, "mn") { told.append(row) }
      state = next
    }
    #expect(told == [4, 3, 1], "the second device, the first, HMM")
    #expect(program.value(state, "gpu", 1, "event") == 1)
  }

  @Test("refuses a section that may not block, and is not told of its end") func refuses() throws {
    let program = try program(subscriber("  ret = mmu_notifier_register(&gpu->mn, mm);"), [.oomReap(0..<2)])
    let state = try ends(program)
    #expect(program.value(state, "gpu", 1, "log") == 0)
    #expect(program.value(state, "pte", 1, "kind") == 1, "the page stays")
    #expect(program.value(state, "hmm", 1, "notifiers") == 1, "HMM had accepted, and hears of no end (B2d)")
  }

  @Test("is told no more once it has left, whose release is called") func leaves() throws {
    let lines = "  ret = mmu_notifier_register(&gpu->mn, mm); mmu_notifier_unregister(&gpu->mn, mm);"
    let program = try program(subscriber(lines), [.dontneed(0..<1)])
    let state = try ends(program)
    #expect(program.value(state, "gpu", 1, "log") == 3)
    #expect(program.value(state, "mm", 1, "mm_count") == 2)
    #expect(program.value(state, MmuNotifierMm.name, 1, "list", 0) == 1, "HMM subscribes yet")
    #expect(program.value(state, MmuNotifierMm.name, 1, "list", 1) == 0)
  }

  @Test("is told of the exit before anything is unmapped, and once") func exits() throws {
    let lines = "  ret = mmu_notifier_register(&gpu->mn, mm);"
    let program = try program(subscriber(lines), [.exit])
    #expect(program.value(try ends(program), "gpu", 1, "log") == 3)
    let both = "  ret = mmu_notifier_register(&gpu->mn, mm); mmput(mm); mmu_notifier_unregister(&gpu->mn, mm);"
    let left = try self.program(subscriber(both), [])
    let state = try ends(left)
    #expect(left.value(state, "gpu", 1, "log") == 3)
    #expect(left.value(state, "mm", 1, "srcu") == 0)
  }

  @Test("may be told by an initialiser which ops it has, and take mmap_sem itself") func initialised() throws {
    let outside = "static struct mmu_notifier alone = { .ops = &gpu_ops };"
    let lines =
      "  down_write(&mm->mmap_sem); ret = __mmu_notifier_register(&alone, mm); up_write(&mm->mmap_sem);"
    let program = try program(subscriber(lines, outside), [.dontneed(0..<1)])
    #expect(program.value(try ends(program), "gpu", 1, "log") == 4 * 1 + 2)
  }

  @Test(
    "stops the machine where the kernel would crash",
    arguments: [
      "  ret = mmu_notifier_register(&gpu->mn, mm); ret = mmu_notifier_register(&gpu->mn, mm);",
      "  ret = __mmu_notifier_register(&gpu->mn, mm);",
      "  mmput(mm); ret = mmu_notifier_register(&gpu->mn, mm);",
    ])
  func crashes(_ lines: String) throws {
    let program = try program(subscriber(lines), [])
    #expect(program.fault(run(program).state) != nil)
  }

  @Test("is the only reason for a list of subscribers") func none() throws {
    let program = try machine(compile("int mirror(struct driver *driver, struct mm_struct *mm) { return 0; }"))
    #expect(program.layout.rows[MmuNotifier.name] == 0 && program.layout.rows[MmuNotifierMm.name] == 0)
    #expect(program.value(program.initialState(), "mm", 1, "subscribers", 0) == 1)
  }

  @Test(
    "that is wrong is told with its place",
    arguments: [
      ("  mmu_notifier_register(mm, mm);", "33:25: error: mmu_notifier_register() takes a struct mmu_notifier *, not"),
      ("  gpu->mn.ops = &gpu_op;", "33:17: error: no struct mmu_notifier_ops 'gpu_op'"),
      ("  ret = gpu->mn.ops;", "33:9: error: ops have no value here"),
      ("  gpu->mn.hashed = 1;", "33:11: error: struct mmu_notifier has no member 'hashed'"),
      ("  mmu_notifier_range_blockable(mm);", "33:32: error: mmu_notifier_range_blockable() takes a struct mmu_"),
      ("  struct mmu_notifier n;", "33:23: error: a struct mmu_notifier on the stack is not modelled"),
      ("  mmu_notifier_call_srcu(mm);", "33:3: error: mmu_notifier_call_srcu() is not modelled in this edition yet"),
      ("  mmu_notifier_put(&gpu->mn);", "33:3: error: mmu_notifier_put is not in edition 5.2 (it came with 5.4)"),
    ])
  func wrong(_ line: String, _ expected: String) {
    #expect(problem(subscriber(line)).hasPrefix("loop.c:\(expected)"))
  }

  @Test("asks in 5.1 the section itself whether it may block") func before() {
    func problem(_ text: String) -> String {
      let environment = Environment.linux(Edition(version: "5.1"))
      switch DriverProgram.compile(text: text, file: "loop.c", environment: environment) {
      case .success: return ""
      case .failure(let found): return found.description
      }
    }
    let text = subscriber("").replacing("range->event == MMU_NOTIFY_UNMAP", with: "0")
    #expect(problem(text).contains("mmu_notifier_range_blockable is not in edition 5.1 (it came with 5.2)"))
    #expect(problem(text).contains("5.1 has range->blockable for this"))
    #expect(problem(text.replacing("mmu_notifier_range_blockable(range)", with: "range->blockable")) == "")
  }

  @Test("names only what is called here") func members() {
    func found(_ text: String) -> String { problem(subscriber("", text)) }
    #expect(
      found("static const struct mmu_notifier_ops more = { .change_pte = gone };")
        == "loop.c:28:61: error: change_pte of a struct mmu_notifier_ops is not modelled in this edition yet")
    #expect(found("static struct mmu_notifier m = { .ops = &none };").contains("no struct mmu_notifier_ops 'none'"))
    #expect(found("static struct mmu_notifier m = { .mm = 0 };").contains("only its ops are set"))
    #expect(problem(subscriber("").replacing("range->event ==", with: "range->blockable ==")).contains("no member"))
  }
}
