import Drivers
import Kernel
import Machine
import Testing

@Suite("Texts that migrate")
struct MigrationTests {
  /// The world of a text with two frames of device memory.
  private func program(_ text: String, _ change: (inout World) -> Void = { _ in }) throws -> Program {
    let driver = try compile(text)
    return try machine(driver) { world in
      world.frames += [FrameContent("d00", device: "gpu"), FrameContent("d01", device: "gpu")]
      world.devices[0].free = driver.free
      world.devices[0].fault = driver.fault
      change(&world)
    }
  }

  private func ptes(_ program: Program, _ state: [UInt8]) -> [[Int]] {
    (1...4).map { row in ["kind", "frame"].map { program.value(state, "pte", row, $0)! } }
  }

  private func text(_ call: String, _ more: String = "") -> String {
    """
    \(more)
    int mirror(struct driver *driver, struct mm_struct *mm)
    {
      struct vm_area_struct *vma;
      unsigned long src_pfns[8], dst_pfns[8];
      int ret;

      down_read(&mm->mmap_sem);
      vma = find_vma(mm, start);
      \(call)
      up_read(&mm->mmap_sem);
      return ret;
    }
    """
  }

  @Test("the shipped driver adds its memory, moves its window there, and brings a page back that is touched")
  func shipped() throws {
    let program = try program(try asset("device-memory.c")) {
      $0.threads.append(Actor("app", [.write(page: 0, letter: "X")]))
    }
    #expect(program.value(program.initialState(), "driver", 1, "devmem") == 0)
    var state = run(program).state
    #expect(program.counter(state, 0) == 0 && program.fault(state) == nil)
    #expect(ptes(program, state) == [[4, 4], [4, 5], [0, 0], [2, 0]])
    #expect(["count", "letter"].map { program.value(state, "frame", 4, $0)! } == [2, 65])
    for _ in 0..<2000 { if let next = program.move(state, Choice(thread: 1)) { state = next } }
    #expect(program.counter(state, 1) == 0 && program.fault(state) == nil)
    #expect(ptes(program, state)[0][0] == 1 && program.value(state, "frame", 4, "owner") == 0)
    let frame = ptes(program, state)[0][1]
    #expect(program.value(state, "frame", frame, "letter") == 88)
  }

  @Test(
    "the scenario's callbacks serve a text that has none, and its arrays stand for the text's",
    arguments: [
      "ret = migrate_vma(&migrate_to_device_ops, vma, start, end, driver->src, driver->dst, driver);",
      "ret = migrate_vma(&migrate_to_device_ops, vma, start, end, src, dst, NULL);",
      "ret = migrate_vma(&migrate_to_device_ops, vma, start, end, src_pfns, dst_pfns, driver);",
    ])
  func given(_ call: String) throws {
    let program = try program(text(call))
    let state = run(program).state
    #expect(program.counter(state, 0) == 0 && ptes(program, state) == [[4, 4], [4, 5], [0, 0], [2, 0]])
  }

  @Test("without callbacks it is -EINVAL") func none() throws {
    let program = try program(
      text("ret = migrate_vma(NULL, vma, start, end, src, dst, driver); start_of = ret;", "int start_of;"))
    let state = run(program).state
    #expect(ptes(program, state)[0] == [1, 1] && program.value(state, "loop", 1, "start_of") == -22)
  }

  @Test(
    "VALID and DEVICE are what an entry names",
    arguments: [
      ("MIGRATE_PFN_VALID", [1, 1, 0, 0]), ("MIGRATE_PFN_DEVICE", [0, 0, 0, 0]), ("MIGRATE_PFN_MIGRATE", [1, 1, 1, 0]),
      ("MIGRATE_PFN_WRITE", [1, 1, 0, 0]), ("MIGRATE_PFN_LOCKED", [1, 1, 0, 0]),
    ])
  func bits(_ name: String, _ wanted: [Int]) throws {
    let callback = """
      int seen;
      void look(struct vm_area_struct *vma, const unsigned long *src, unsigned long *dst, unsigned long start,
                unsigned long end, void *private)
      {
        int i;
        for (i = 0; i < 4; i++) if (src[i] & \(name)) seen = seen + (1 << i);
      }
      struct migrate_vma_ops ops = { .alloc_and_copy = look, .finalize_and_map = look };
      """
    let program = try program(
      text("ret = migrate_vma(&ops, vma, start, end, src, dst, driver);", callback))
    let state = run(program).state
    let sum = wanted.enumerated().reduce(0) { $0 + $1.element << $1.offset }
    // It is called twice: before and after; afterwards nothing has MIGRATE any more, since dst is empty.
    let again = name == "MIGRATE_PFN_MIGRATE" ? 0 : sum
    #expect(program.value(state, "loop", 1, "seen") == sum + again && ptes(program, state)[0] == [1, 1])
  }

  @Test(
    "what is wrong with a call is said",
    arguments: [
      ("ret = migrate_vma(&nothing, vma, start, end, src, dst, driver);", "no struct migrate_vma_ops 'nothing'"),
      ("ret = migrate_vma(vma, start, end);", "migrate_vma() takes 7 arguments, not 3"),
      (
        "ret = migrate_vma(&migrate_to_ram_ops, vma, start, end, 1, dst, driver);", "'src' of migrate_vma() is an array"
      ),
      ("ret = migrate_vma(&migrate_to_ram_ops, mm, start, end, src, dst, driver);", "takes a struct vm_area_struct *"),
      ("ret = migrate_vma(&devmem_ops, vma, start, end, src, dst, driver);", "no struct migrate_vma_ops 'devmem_ops'"),
    ])
  func errors(_ call: String, _ message: String) {
    #expect(problem(text(call)).contains(message), "\(problem(text(call)))")
  }

  @Test("a callback with other parameters is an error that says the right ones") func parameters() {
    let wrong = "void look(struct page *page) { }\nstruct migrate_vma_ops ops = { .alloc_and_copy = look };"
    let said = problem(text("ret = 0;", wrong))
    #expect(said.contains("(struct vm_area_struct *vma, unsigned long *src, unsigned long *dst"), "\(said)")
    let odd = """
      void look(struct page *vma, unsigned long *src, unsigned long *dst, long start, long end, void *p) { }
      struct migrate_vma_ops ops = { .alloc_and_copy = look };
      """
    #expect(problem(text("ret = 0;", odd)).contains("'vma' is called with a struct vm_area_struct *"))
  }

  @Test("a callback that hands itself on is an error") func circle() {
    let text = """
      void again(struct vm_area_struct *vma, unsigned long *src, unsigned long *dst, long start, long end, void *p);
      struct migrate_vma_ops ops = { .alloc_and_copy = again, .finalize_and_map = again };
      void again(struct vm_area_struct *vma, unsigned long *src, unsigned long *dst, long start, long end, void *p)
      {
        migrate_vma(&ops, vma, start, end, src, dst, p);
      }
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        migrate_vma(&ops, find_vma(mm, start), start, end, src, dst, driver);
        return 0;
      }
      """
    #expect(problems(text).contains("hands itself on to migrate_vma()"))
  }
}
