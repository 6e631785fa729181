import Drivers
import Kernel
import Testing

/// A loop around some lines; the first of them is line 4.
func around(_ lines: String) -> String {
  """
  int mirror(struct driver *driver, struct mm_struct *mm)
  {
    struct hmm_range range; long ret; int i;
  \(lines)
  }
  """
}

@Suite("Names of other editions")
struct EditionNameTests {
  private func problem(_ call: String, _ version: String) -> String {
    let text = "int mirror(...)\n{\n  struct hmm_range range;\n  \(call);\n}\n"
    let environment = Environment.linux(Edition(version: version))
    switch DriverProgram.compile(text: text, file: "loop.c", environment: environment) {
    case .success: return ""
    case .failure(let found): return found.description
    }
  }

  @Test(
    "are told apart as each edition sees them",
    arguments: [
      ("hmm_range_snapshot(&range)", "5.1", "(it came with 5.2)", "5.1 has hmm_vma_get_pfns(&range) for this"),
      ("hmm_range_wait_until_valid(&range, 1)", "5.1", "(it came with 5.2)", "= run with --edition 5.2"),
      ("hmm_vma_get_pfns(&range)", "5.2", "(it went with 5.2)", "5.2 has hmm_range_snapshot(&range) for this"),
      ("hmm_vma_get_pfns(&range)", "5.3", "(it went with 5.2)", "5.3 has hmm_range_snapshot(&range) for this"),
      ("hmm_vma_range_done(&range)", "5.3", "(it went with 5.3)", "5.3 has !range.valid and hmm_range_unregister"),
      ("mmu_interval_read_begin(&range)", "5.3", "(it came with 5.5)", "5.3 has hmm_range_wait_until_valid"),
      ("mmu_interval_notifier_insert(&range)", "5.3", "(it came with 5.5)", "(&range, mirror, start, end, PAGE_SHIFT)"),
      ("mmu_interval_notifier_insert(&range)", "5.1", "(it came with 5.5)", "5.1 has hmm_vma_get_pfns(&range)"),
      ("hmm_devmem_remove(devmem)", "5.3", "(it went with 5.3)", "devm_memremap_pages()"),
      ("hmm_vma_alloc_locked_page(vma, 0)", "5.3", "(it went with 5.3)", "alloc_page_vma() and lock_page()"),
      ("make_device_exclusive_range(&range)", "5.3", "(it came with 5.14)", "= run with --edition 6.1"),
    ])
  func told(_ call: String, _ version: String, _ when: String, _ instead: String) {
    let problem = problem(call, version)
    #expect(problem.contains("is not in edition \(version) \(when)") && problem.contains(instead), "\(problem)")
  }

  @Test("register takes what the edition's takes") func register() {
    let call = "hmm_range_register(&range, mm, start, end, PAGE_SHIFT)"
    #expect(problem(call, "5.2") == "" && problem(call, "5.3").contains("takes a struct hmm_mirror *"))
  }
}

@Suite("A mistake in a driver")
struct ErrorTests {
  @Test("is printed with its place, its line, a caret and a hint, all of them in one run") func storyboard() {
    let text = """
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        struct hmm_range range;
        long ret;

        setup(&range, driver);
        ret = hmm_range_register(&range, mm, start, end, PAGE_SHIFT);
        if (ret) return ret;

      again:
        down_read(&mm->mmap_sem);

        ret = mmu_interval_read_begin(&range);
        if (ret < 0) goto agian;
        goto again;
      }
      """
    #expect(
      problems(text, file: "my-loop.c") == """
        my-loop.c:13:9: error: mmu_interval_read_begin is not in edition 5.2 (it came with 5.5)
           13 |   ret = mmu_interval_read_begin(&range);
              |         ^^^^^^^^^^^^^^^^^^^^^^^
              = 5.2 has hmm_range_wait_until_valid(&range, ms) for this, or run with --edition 6.1
        my-loop.c:14:21: error: no label 'agian' in mirror()
           14 |   if (ret < 0) goto agian;
              |                     ^^^^^
              = did you mean 'again' (line 10)?
        """)
  }

  @Test("counts errors for the last line of the output") func summary() {
    guard
      case .failure(let found) = DriverProgram.compile(
        text: around("  a();\n  b();"), file: "x.c", environment: linux)
    else { return #expect(Bool(false)) }
    #expect(found.summary == "2 errors in x.c")
  }

  @Test(
    "says what is wrong and what would be right",
    arguments: [
      ("hmm_range_regster(&range, mm, start, end, 12);", "4:3: error: no function 'hmm_range_regster'"),
      ("range.valdi = 1;", "4:9: error: struct hmm_range has no member 'valdi'"),
      (
        "hmm_range_snapshot(range);",
        "4:22: error: hmm_range_snapshot() takes a struct hmm_range *, not the struct itself"
      ),
      ("hmm_range_snapshot(&range, 1);", "4:3: error: hmm_range_snapshot() takes 1 argument, not 2"),
      ("hmm_range_register(&range, mm);", "4:3: error: hmm_range_register() takes 5 arguments, not 2"),
      (
        "hmm_range_snapshot(mm);",
        "4:22: error: hmm_range_snapshot() takes a struct hmm_range *, not a struct mm_struct *"
      ),
      ("hmm_range_snapshot(3);", "4:22: error: hmm_range_snapshot() takes a struct hmm_range * here"),
      ("mutex_lock(driver->update);", "4:14: error: mutex_lock() takes the address of a lock"),
      ("mutex_lock(&mm->mmap_sem);", "4:14: error: mutex_lock() takes a mutex, and 'mmap_sem' is a rw_semaphore"),
      ("ret = driver->update;", "4:9: error: a lock has no value"),
      ("ret = undeclared;", "4:9: error: no variable 'undeclared'"),
      ("ret = mm;", "4:9: error: a pointer to struct mm_struct is no number"),
      ("range->valid = 1;", "4:3: error: 'range' is a struct, not a pointer"),
      ("mm.mmap_sem = 1;", "4:3: error: 'mm' is a pointer"),
      ("ret.x = 1;", "4:3: error: 'ret' has no members"),
      ("ret[1] = 1;", "4:3: error: 'ret' is no array"),
      ("range = 1;", "4:3: error: a whole struct cannot be assigned to"),
      ("3 = ret;", "4:3: error: this has no place that could be assigned to"),
      ("mm++;", "4:3: error: a pointer to a struct cannot be counted up or down"),
      ("break;", "4:3: error: break stands outside of a loop or switch"),
      ("continue;", "4:3: error: continue stands outside of a loop"),
      ("case 1: ;", "4:3: error: case stands outside of a switch"),
      ("switch (ret) { case 1: case 1: break; }", "4:31: error: a second case 1"),
      ("switch (ret) { case ret: break; }", "4:23: error: a case is a number"),
      ("long i;", "4:8: error: a second variable named 'i'"),
      ("a: a: return 1;", "4:6: error: a second label 'a' in mirror()"),
      ("ret = ret / 3;", "4:9: error: '/' is modelled only by a power of two"),
      ("ret = 1.5;", "4:9: error: the kernel has no fractions"),
      ("ret = 0x;", "4:9: error: '0x' is not a number, or too large"),
      ("ret = 99999999999999999999;", "4:9: error: '99999999999999999999' is not a number, or too large"),
      ("ret = 'ab';", "4:9: error: between ' and ' stands one character"),
      ("ret = \"ab;", "4:9: error: this string does not end"),
      ("ret = ret @ 1;", "4:13: error: the character '@' has no meaning here"),
      ("queue_delayed_work(driver);", "4:3: error: queue_delayed_work() takes 3 arguments, not 1"),
      ("hmm_devmem_add_resource(driver);", "4:3: error: hmm_devmem_add_resource() is not modelled in this edition yet"),
      ("down_read(&mm->mmap_lock);", "4:18: error: mmap_lock is not in edition 5.2 (it came with 5.8)"),
      ("hmm_vma_get_pfns(&range);", "4:3: error: hmm_vma_get_pfns is not in edition 5.2 (it went with 5.2)"),
      (
        "struct mmu_interval_notifier n;", "4:32: error: mmu_interval_notifier is not in edition 5.2 (it came with 5.5)"
      ),
      ("ret = 1 +;", "4:12: error: expected an expression, found ';'"),
      ("if ret) return 1;", "4:6: error: expected '(' after if, found 'ret'"),
      ("goto 3;", "4:8: error: expected the name of a label, found 3"),
      ("ret = return;", "4:9: error: expected an expression, found 'return'"),
      ("#ifdef X\n", "4:1: error: '#ifdef X' inside a function"),
      ("ret = range;", "4:9: error: a whole struct is no value here"),
      ("ret = range.pfns;", "4:9: error: a whole array is no value here"),
      ("ret = mutex_lock(&driver->update);", "4:9: error: this function returns nothing"),
      ("driver->dpt[i++] += 1;", "4:3: error: this would be done twice"),
      (
        "(1 ? hmm_range_valid : hmm_range_valid)(&range);",
        "4:3: error: only functions can be called that are known by their name"
      ),
    ]
  )
  func places(_ line: String, _ expected: String) {
    let isWhole = line.hasPrefix("#")
    #expect(problem(around(isWhole ? line : "  \(line)")) == "loop.c:\(expected)")
  }

  @Test("outside of functions, too") func outside() {
    #expect(
      problem("mutex_lock(1);") == "loop.c:1:1: error: expected a function, a variable or a struct, found 'mutex_lock'")
    #expect(problem("typedef int x;") == "loop.c:1:1: error: the dialect has no typedef")
    #expect(problem("#if 1\n#endif\nint f(...) { return 0; }") == "loop.c:1:1: error: the dialect has no #if")
    #expect(
      problem("#define F(x) x\nint f(...) { return F(1, 2); }") == "loop.c:2:21: error: F() takes 1 argument, not 2")
    #expect(
      problem("int f(int (*g)(int)) { return 0; }")
        == "loop.c:1:11: error: expected ')' after the parameters, found '('")
    #expect(
      problem("struct hmm_mirror_ops ops = { .sync = f };\nint f(...) { return 0; }")
        == "loop.c:1:39: error: struct hmm_mirror_ops has no member 'sync'")
    #expect(
      problem("struct hmm_mirror_ops ops = { .release = g };\nint f(...) { return 0; }")
        == "loop.c:1:42: error: no function 'g'")
    #expect(
      problem("struct mmu_interval_notifier_ops ops = { .invalidate = f };\nint f(...) { return 0; }")
        == "loop.c:1:34: error: mmu_interval_notifier_ops is not in edition 5.2 (it came with 5.5)")
  }

  @Test("is found where a function is missing, calls itself, or is there twice") func functions() {
    #expect(problem("") == "loop.c:1:1: error: no function that could be the driver's loop")
    #expect(problem("int x;") == "loop.c:1:1: error: no function that could be the driver's loop")
    #expect(problem("int f(void) { return f(); }").contains("f() calls itself: f() → f()"))
    let circle = problem("int g(int n);\nint f(int n) { return g(n); }\nint g(int n) { return f(n); }")
    #expect(circle == "loop.c:2:5: error: f() calls itself: f() → g() → f()")
    #expect(
      problem("int f(...) { return 0; }\nint f(...) { return 1; }") == "loop.c:2:5: error: a second function named 'f'")
    #expect(
      problem("int g(void);\nint f(...) { return g(); }") == "loop.c:2:21: error: g() is declared, but has no body")
    #expect(
      problem("int f(struct driver *d, int color) { return 0; }")
        == "loop.c:1:29: error: nobody can give 'color' to f()")
  }

  @Test("tells what is no text at all") func bytes() {
    func problem(_ bytes: [UInt8]) -> String {
      guard case .failure(let found) = DriverProgram.compile(bytes: bytes, file: "b.c", environment: linux) else {
        return ""
      }
      return found.description
    }
    #expect(problem([]).hasPrefix("b.c:1:1: error: no function"))
    #expect(problem([0x61, 0x0A, 0x62, 0]).hasPrefix("b.c:2:2: error: a NUL byte: this is not a text"))
    #expect(problem([0x61, 0x0A, 0xC3, 0xA4, 0x62, 0xFF, 0x63]).hasPrefix("b.c:2:3: error: this is not UTF-8"))
    #expect(problem([0xC3]).hasPrefix("b.c:1:1: error: this is not UTF-8"))
    #expect(problem([UInt8](repeating: 0x20, count: 70_000)).hasPrefix("b.c:1:1: error: 70000 bytes are too many"))
  }

  @Test("does not fill the screen with a line without end, nor send control characters to it") func hugeLine() {
    let text = "int f(...) { return \(String(repeating: "1 + ", count: 300))x; }"
    #expect(problems(text).split(separator: "\n").allSatisfy { $0.count <= 220 })
    #expect(!problems("int f(...) { \u{1B}[2J; }").contains("\u{1B}"))
    let tabbed = problems("int f(...)\n{\n\t\tx();\n}").split(separator: "\n")
    #expect(tabbed[0] == "loop.c:3:3: error: no function 'x'")
    #expect(tabbed[2] == "      | \t\t^")
  }

  @Test("is not fatal however deep or long a text is") func limits() {
    func many(_ text: String) -> String { String(repeating: text, count: 60_000 / text.utf8.count) }
    #expect(problem("int f(...) { return \(many("("))1; }").contains("nested too deeply"))
    #expect(problem("int f(...) { \(many("{"))").contains("nested too deeply"))
    #expect(problem("int f(...) { return \(many("!"))1; }").contains("nested too deeply"))
    #expect(problem("int f(...) { return 1\(many("+1")); }").contains("too long"))
    #expect(problem("int f(...) { \(many("if (1) ")); }").contains("nested too deeply"))
    #expect(problem("int f(...) { return x\(many(".y")); }").contains("too long"))
    #expect(
      problem("int f(...) { int a; a = a \(String(repeating: "^ (a + 1)", count: 90)); }").contains(
        "too many variables"))
    let deep = (1..<30).map { "int f\($0)(void) { int a = 1, b = 2, c; c = f\($0 - 1)(); return c; }" }
    let calls = "int f0(void) { return 1; }\n" + deep.joined(separator: "\n")
    #expect(problem(calls).contains("too many variables") || problem(calls).contains("nested too deeply"))
    #expect(problem("int f(...) {\n\(many("x;\n"))}").contains("no variable 'x'"))
    #expect(problems("int f(...) {\n\(many("x;\n"))}").hasSuffix("more errors not shown"))
  }
}

@Suite("A slip in a driver")
struct RepairTests {
  @Test("is put right once, with a warning at its place") func repaired() throws {
    let program = try compile(around("  ret = 1\n  return ret;"))
    #expect(program.warnings.map(\.message) == ["missing ';' after this statement"])
    #expect(program.warnings[0].span.start == Position(line: 4, column: 10))
    #expect(
      program.findings.description == """
        loop.c:4:10: warning: missing ';' after this statement
            4 |   ret = 1
              |          ^
              = read as if it were there
        """)
    let closed = try compile(around("  if (hmm_range_valid(&range) {\n    ret = 1;\n  }\n  return ret;"))
    #expect(closed.warnings.map(\.message) == ["missing ')' after the condition of if"])
    #expect(closed.warnings[0].span.start == Position(line: 4, column: 30))
  }

  @Test("is an error the second time") func second() {
    let text = problems(around("  ret = 1\n  ret = 2\n  return ret;"))
    #expect(text.contains("loop.c:4:10: warning: missing ';' after this statement"))
    #expect(text.contains("loop.c:5:10: error: missing ';' after this statement"))
  }

  @Test("is an error where the text ends too early") func cut() {
    #expect(problem("int f(...) { int ret = 1;") == "loop.c:1:26: error: the text ends inside f()")
    #expect(problem("int f(...) { /* for ever") == "loop.c:1:14: error: this comment does not end")
  }
}
