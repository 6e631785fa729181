import Drivers
import Kernel
import Machine
import Testing

@Suite("An array of a driver's text")
struct ArrayTests {
  @Test(
    "has elements as C has",
    arguments: [
      ("int n[4]; n[2] = a; return n[2];", 5), ("int n[4]; n[b] = a; n[a - 3]++; return n[3] + n[2];", 6),
      ("int n[3] = {1, 2}; return n[0] + 10 * n[1] + n[2];", 21),
      ("int n[] = {4, [3] = a, 6}; return n[3] + n[4] + ARRAY_SIZE(n);", 16),
      ("int n[ARRAY_SIZE(sizes)]; n[1] = sizes[1]; return n[1] + ARRAY_SIZE(n);", 10),
      ("bool seen[2]; seen[1] = true; return seen[0] + 2 * seen[1];", 2),
      ("int n[2] = {0}; n[1] += a; n[1] -= 2; n[1] <<= 1; return n[1];", 6),
      ("int n[4], i; for (i = 0; i < ARRAY_SIZE(n); i++) n[i] = i * i; return n[n[1] + 1] + n[3];", 13),
      ("int i = 1, n[2] = {3, 8}; return n[i--] + i;", 8), ("int n[2] = {1}; return n[n[0]] + n[zero()];", 1),
      ("for (b = 0; b < 2; b++) { int n[2] = {a}; n[1]++; a += n[0] + n[1]; } return a;", 23),
      ("int n[2]; n[0] = 7; { int n[2]; n[0] = 1; a = n[0]; } return a + n[0];", 8),
      ("struct page *pages[2]; pages[1] = NULL; return pages[1] == NULL;", 1),
      ("counts[twice(b) - 5] = a; return counts[1];", 5),
    ])
  func elements(_ body: String, _ expected: Int) throws {
    #expect(try value(body, "static int sizes[3] = {1, 7, [2] = 9};\nstatic int counts[2];") == expected)
  }

  @Test("belongs to its device where it is a struct's, and to all where it is none's") func owners() throws {
    let text = """
      #define PAGES 4
      struct gpu { struct mutex update; u8 seen[PAGES]; };
      static int total[2];
      int mirror(struct gpu *gpu, struct mm_struct *mm)
      {
        gpu->seen[3] += 1;
        total[1]++;
        return 0;
      }
      """
    let program = try machine(compile(text)) { world in
      world.devices.append(world.devices[0])
      world.devices[1].name = "npu"
      world.threads.append(Actor("npu", [.mirror(device: "npu")]))
    }
    let state = run(program, thread: 1).state
    #expect(program.value(state, "gpu", 1, "seen", 3) == 0 && program.value(state, "gpu", 2, "seen", 3) == 1)
    #expect(program.value(run(program).state, "loop", 1, "total", 1) == 1)
    #expect(program.address(named: "gpu[1].seen[3]") != nil && program.address(named: "gpu[1].seen[4]") == nil)
  }

  @Test("on the stack is the thread's own, and is given back on every way out") func stack() throws {
    let text = """
      static int sum;
      static int twice_of(int n)
      {
        int kept[2] = {n, n};
        if (n > 3)
          return kept[0] + kept[1];
        return 0;
      }
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        int kept[2];
        kept[0] = twice_of(3);
        kept[1] = twice_of(4);
        sum += kept[0] + kept[1];
        return 0;
      }
      """
    let program = try machine(compile(text)) { $0.threads.append(Actor("two", [.mirror(device: "gpu")])) }
    var state = program.initialState()
    // Turn by turn, so that both are in it at the same time.
    var turn = 0
    while !program.hasEnded(state), turn < 400 {
      if let next = program.move(state, Choice(thread: turn % 2)) { state = next }
      turn += 1
    }
    #expect(program.hasEnded(state) && program.fault(state) == nil)
    #expect(program.value(state, "loop", 1, "sum") == 16)
    for name in ["loop_mirror", "loop_twice_of"] {
      for row in 1...2 { #expect(program.value(state, name, row, Layout.allocatedField) == 0) }
    }
  }

  @Test("is touched outside of its bounds: the machine stops there") func bounds() throws {
    let text = "static int n[4];\nint mirror(...)\n{\n  int i = 4;\n  n[i] = 1;\n}\n"
    let program = try machine(compile(text))
    #expect(program.fault(run(program).state)?.fault == .outOfRange)
  }

  @Test("that is handed on as a whole is the model's own, and adds no cell") func whole() throws {
    let text = around("  uint64_t pfns[512]; range.pfns = pfns; pfns[0] = 1; return 0;")
    #expect(try compile(text).records.isEmpty)
    #expect(
      problems(around("  uint64_t pfns[512]; range.pfns = pfns; return pfns[0];")).contains(
        "= 'pfns' is handed on as a whole, to something that has its own array in the model"))
  }

  @Test(
    "that is wrong is told with its place",
    arguments: [
      ("int n[0]; n[0] = 1;", "4:9: error: an array of 0 elements is not modelled"),
      ("int n[101]; n[0] = 1;", "4:9: error: an array of 101 elements is not modelled"),
      ("int n[i]; n[0] = 1;", "4:9: error: the length of 'n' is not a number that is known here"),
      ("int n[]; n[0] = 1;", "4:7: error: 'n' has no length"),
      ("int n[2]; n[2] = 1;", "4:13: error: 'n' has no element 2"),
      ("int n[2] = {1, 2, 3}; n[0] = 1;", "4:21: error: this array has no element 2"),
      ("int n[2] = {[i] = 3}; n[0] = 1;", "4:16: error: this index is not a number that is known here"),
      ("int n[2] = {.x = 3}; n[0] = 1;", "4:20: error: an array has no members that could be named"),
      ("int n[2] = 3; n[0] = 1;", "4:14: error: the first values of an array stand in braces"),
      ("i = ARRAY_SIZE(i);", "4:18: error: ARRAY_SIZE() takes an array of the text whose length is a number"),
      ("int n[2][2];", "4:12: error: an array of arrays means nothing here"),
      ("int n[2]; n[0] = mm;", "4:20: error: a pointer to struct mm_struct is no number"),
    ])
  func wrong(_ line: String, _ expected: String) {
    #expect(problem(around("  \(line)")) == "loop.c:\(expected)")
  }

  @Test("outside of functions begins with numbers") func firstValues() {
    let loop = "\nint mirror(struct driver *driver, struct mm_struct *mm) { return n[0]; }"
    let found = problem("static int n[2] = {1, f()};" + loop)
    #expect(found == "loop.c:1:23: error: the first value of 'n[1]' is not a number")
  }
}
