import Drivers
import Machine
import Testing

/// What a function of one line or more returns, run by the machine. `a` and `b` are its variables, `calls` counts calls
/// of `one()` and `zero()`, which return what their names say.
func value(
  _ body: String, _ more: String = "", sourceLocation: SourceLocation = #_sourceLocation
) throws -> Int {
  let text = """
    static int calls, result;
    int one(void) { calls += 1; return 1; }
    int zero(void) { calls += 1; return 0; }
    int twice(int n) { return n + n; }
    \(more)
    int work(void)
    {
      int a = 5, b = 3;
      \(body)
      return a;
    }
    int mirror(...) { result = work(); return 0; }
    """
  let program = try machine(compile(text))
  let (state, _) = run(program)
  #expect(program.hasEnded(state), "it does not end", sourceLocation: sourceLocation)
  return program.value(state, "loop", 1, "result") ?? -999
}

@Suite("A driver's procedure")
struct RunTests {
  @Test(
    "computes as C does",
    arguments: [
      ("return a + b * 2;", 11), ("return (a + b) * 2;", 16), ("return a - b - 1;", 1), ("return -a;", -5),
      ("return +a;", 5), ("return ~a;", -6), ("return !a;", 0), ("return a & b;", 1), ("return a | b;", 7),
      ("return a ^ b;", 6), ("return a << 2;", 20), ("return a >> 1;", 2), ("return a / 2;", 2), ("return a % 4;", 1),
      ("return 7 / 2 + 7 % 3;", 4), ("return a == 5 && b != 5;", 1), ("return a < b || a >= 5;", 1),
      ("return a > b ? a : b;", 5), ("return a < b ? one() : twice(b);", 6), ("a += 2; a -= 1; return a;", 6),
      ("a *= 3; return a;", 15), ("a |= 8; a &= 9; a ^= 1; return a;", 8), ("a <<= 1; a >>= 2; return a;", 2),
      ("return a++ + a;", 11), ("return ++a + a;", 12), ("a--; --a; return a;", 3), ("b = a++; return b;", 5),
      ("a = b = 4; return a + b;", 8), ("return twice(twice(a));", 20), ("return twice(a) + twice(b);", 16),
      ("return 0x10 + 010 + 0b11 + 2UL;", 29), ("return 'B';", 66), ("return (int)a + (unsigned long)b;", 8),
      ("return sizeof(a);", 1), ("return -EAGAIN;", -11), ("return true + false;", 1), ("return NULL == 0;", 1),
    ])
  func arithmetic(_ body: String, _ expected: Int) throws {
    #expect(try value(body) == expected)
  }

  @Test(
    "does what && and || make needless not at all, and the rest once",
    arguments: [
      ("return zero() && one();", 0, 1), ("return one() && zero();", 0, 2), ("return one() || zero();", 1, 1),
      ("return zero() || one();", 1, 2), ("return a == 5 && one();", 1, 1), ("return a != 5 && one();", 0, 0),
      ("if (zero() || one() && one()) return 7; return 8;", 7, 3), ("return !(one() && one());", 0, 2),
      ("if (zero()) return 1; else if (one()) return 2; return 3;", 2, 2),
      ("return one() + zero();", 1, 2), ("return a + one();", 6, 1), ("return zero() ? one() : one() + one();", 2, 3),
    ])
  func shortCircuit(_ body: String, _ expected: Int, _ calls: Int) throws {
    #expect(try value(body) == expected)
    // The same again, with the number of calls for its result.
    #expect(try value("b = inner(); return calls;", "int inner(void) { int a = 5, b = 3; \(body) return b; }") == calls)
  }

  @Test(
    "goes round as C does",
    arguments: [
      ("while (a < 9) a++; return a;", 9), ("while (a-- > 2); return a;", 1), ("do a++; while (a < 3); return a;", 6),
      ("do { a++; if (a == 7) continue; } while (a < 9); return a;", 9),
      ("for (b = 0; b < 4; b++) a++; return a;", 9), ("for (int i = 0; i < 3; i++) { a += i; } return a;", 8),
      ("for (b = 0; b < 6; b++) { if (b == 2) continue; if (b == 4) break; a++; } return a;", 8),
      ("for (;;) { if (a++ > 7) break; } return a;", 9), ("while (twice(a) < 16) a++; return a;", 8),
      ("while (one() && a < 8) { if (a == 6) { a = 20; continue; } a++; } return a;", 20),
      ("while (twice(a) < 99) { a++; if (a == 8) break; } return a;", 8),
      ("for (b = 0; twice(b) < 6; b++) { if (b == 1) continue; a++; } return a;", 7),
      ("do { a++; if (a == 8) break; } while (one()); return a;", 8),
      ("while (1) { while (1) { a++; break; } if (a > 7) break; } return a;", 8),
      ("again: a++; if (a < 8) goto again; return a;", 8),
      ("again:\n a++;\n if (a < 8) {\n  b++;\n  goto again;\n }\n return a + b;", 13),
      ("goto out; a = 1; out: return a;", 5),
      ("while (a < 9) { goto next; a = 99; next: a++; } return a;", 9),
    ])
  func loops(_ body: String, _ expected: Int) throws {
    #expect(try value(body) == expected)
  }

  @Test(
    "switches as C does",
    arguments: [
      ("switch (a) { case 5: b = 1; break; case 6: b = 2; break; } return b;", 1),
      ("switch (a) { case 5: b += 1; case 6: b += 10; break; default: b = 0; } return b;", 14),
      ("switch (a) { case 5: b += 1; fallthrough; case 6: b += 10; } return b;", 14),
      ("switch (a) { default: b = 9; break; case 1: b = 1; } return b;", 9),
      ("switch (a) { case 1: b = 1; } return b;", 3), ("switch (twice(a)) { case 10: return 4; } return b;", 4),
      ("switch (-EAGAIN) { case -EAGAIN: return 4; } return b;", 4),
      ("while (a < 9) { switch (a) { case 7: a = 30; continue; default: break; } a++; } return a;", 30),
      ("switch (a) { case 5: switch (b) { case 3: a = 1; break; } a++; break; } return a;", 2),
    ])
  func switches(_ body: String, _ expected: Int) throws {
    #expect(try value(body) == expected)
  }

  @Test("keeps names of nested blocks apart") func scopes() throws {
    #expect(try value("{ int a = 7; a++; { int a = 1; a--; } b = a; } return a + b;") == 13)
    #expect(try value("for (int i = 0; i < 2; i++) { int c = i; b += c; } return b;") == 4)
  }

  @Test("holds its struct on the stack as long as it runs, and gives it back on every way out") func stack() throws {
    let text = """
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        int i;
        for (i = 0; i < 3; i++) {
          struct hmm_range range;
          range.start = i;
          if (range.start == 1)
            return range.start;
        }
        return 9;
      }
      """
    let program = try machine(compile(text))
    let (state, _) = run(program)
    #expect(program.hasEnded(state))
    #expect(program.fault(state) == nil)
    #expect(program.value(state, "range", 1, Layout.allocatedField) == 0)
  }

  @Test("takes and tries locks") func locks() throws {
    let text = """
      static DEFINE_SPINLOCK(small);
      static int got, missed;
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        spin_lock(&small);
        if (!spin_trylock(&small))
          missed = 1;
        spin_unlock(&small);
        if (mutex_trylock(&driver->update) && down_read_trylock(&mm->mmap_sem)) {
          got = 1;
          up_read(&mm->mmap_sem);
          mutex_unlock(&driver->update);
        }
        take_lock(driver->update);
        release_lock(driver->update);
        return 0;
      }
      """
    let program = try machine(compile(text))
    let (state, _) = run(program)
    #expect(program.hasEnded(state))
    #expect(program.value(state, "loop", 1, "missed") == 1)
    #expect(program.value(state, "loop", 1, "got") == 1)
    #expect(program.value(state, "driver", 1, "update") == 0)
  }

  @Test("counts references and calls the last one out") func references() throws {
    let text = """
      struct gpu {
        struct mutex lock;
        struct hmm_mirror mirror;
        struct kref kref;
        bool gone;
        int rounds;
      };
      static int limit = 3;
      static void gpu_free(struct kref *kref)
      {
        struct gpu *gpu = container_of(kref, struct gpu, kref);
        gpu->gone = true;
      }
      int mirror(struct gpu *gpu, struct mm_struct *mm)
      {
        kref_init(&gpu->kref);
        kref_get(&gpu->kref);
        kref_put(&gpu->kref, gpu_free);
        while (gpu->rounds < limit)
          gpu->rounds++;
        mutex_lock(&gpu->lock);
        mutex_unlock(&gpu->lock);
        kref_put(&gpu->kref, gpu_free);
        return 0;
      }
      """
    let compiled = try compile(text)
    #expect(compiled.records.map(\.name) == ["gpu", "loop"])
    let program = try machine(compiled)
    let (state, _) = run(program)
    #expect(program.hasEnded(state))
    #expect(program.fault(state) == nil)
    #expect(program.value(state, "gpu", 1, "gone") == 1)
    #expect(program.value(state, "gpu", 1, "rounds") == 3)
  }
}
