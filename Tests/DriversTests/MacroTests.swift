import Drivers
import Kernel
import Machine
import Testing

@Suite("A macro of a driver's text")
struct MacroTests {
  @Test(
    "comes to what it comes to in C",
    arguments: [
      ("#define TWICE(n) ((n) * 2)", "return TWICE(a + b);", 16),
      ("#define CARELESS(n) n * 2", "return CARELESS(a + b);", 11),
      ("#define MORE(x, y) ((x) > (y) ? (x) : (y))", "return MORE(twice(b), a) + MORE(1, MORE(2, 3));", 9),
      (
        "#define SET(x, y) do { \\\n    x = y; /* as told */ \\\n    b++; \\\n  } while (0)",
        "if (a) SET(a, 9); else SET(a, 0); return a + b;", 13
      ),
      ("#define ONCE(x) do { if (x) break; a = 1; } while (0)", "ONCE(b); ONCE(zero()); return a;", 1),
      ("#define COUNT ((unsigned long)calls)", "one(); zero(); return COUNT;", 2),
      ("#define FOREVER for (;;)", "FOREVER { if (a++ > 7) break; } return a;", 9),
      ("#define NOTHING\n#define NONE()", "NOTHING a = 4; NONE(); NOTHING; return a NONE();", 4),
      ("#define ADD(x, y) x + y\n#define SIX ADD(2, 4)\n#define TWELVE (SIX * 2)", "return SIX + TWELVE;", 16),
      ("#define a a", "return a;", 5), ("#define SELF(x) (SELF + (x))\nstatic int SELF = 3;", "return SELF(4);", 7),
      ("#define FLAGS (1 << 2 | \\\n               2)", "return FLAGS;", 6),
      ("#define PAIR(p) twice(p)", "return PAIR((a));", 10),
      ("#define ORDER {2, 7}", "int n[2] = ORDER; return n[1];", 7),
    ])
  func expands(_ macro: String, _ body: String, _ expected: Int) throws {
    #expect(try value(body, macro) == expected)
  }

  @Test("leaves its steps in the line where it is used") func lines() throws {
    let text = """
      static int got;
      #define LOCKED(gpu, what) do { \\
        mutex_lock(&(gpu)->update);  \\
        what;                        \\
        mutex_unlock(&(gpu)->update); \\
      } while (0)
      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        LOCKED(driver, got = 7);
        return 0;
      }
      """
    let program = try machine(compile(text))
    let (state, lines) = run(program)
    #expect(lines == [9, 9, 9, 10])
    #expect(program.value(state, "loop", 1, "got") == 7 && program.value(state, "driver", 1, "update") == 0)
  }

  @Test("that is a number stays a name") func numbers() throws {
    let compiled = try compile("#define LIMIT 3 /* rounds */\nint mirror(...) { int i = LIMIT; return i; }")
    let printed = compiled.entry.body.map(\.text)
    #expect(printed.contains("i = LIMIT;"))
  }

  @Test(
    "that is wrong is told with its place",
    arguments: [
      ("#define F(x, y) x", "F(1);", "3:3: error: F() takes 2 arguments, not 1"),
      ("#define F(x) x", "F(1;", "3:3: error: the arguments of F() do not end"),
      ("#define F(x) x", "return F;", "3:10: error: no variable 'F'"),
      ("#define F(x...) x", "", "1:12: error: expected ')' after the parameters of F()"),
      ("#define F(...) 1", "", "1:11: error: expected the name of a parameter of F(), found '...'"),
      ("#define F(x, x) 1", "", "1:14: error: expected the name of a parameter of F(), found 'x'"),
      ("#define F(x) #x", "", "1:14: error: # and ## are not read in a macro"),
      ("#define F(x) x ## 1", "", "1:16: error: # and ## are not read in a macro"),
      ("#define F(x) (x) @", "", "1:18: error: the character '@' has no meaning here"),
      ("#define F(x) undeclared + x", "return 1 + F(2);", "3:14: error: no variable 'undeclared'"),
      ("#define F(x) ({ x; })", "return F(2);", "3:10: error: the dialect has no statements inside of an expression"),
      ("#define int long", "", "1:9: error: 'int' is a word of C, not the name of a macro"),
      ("#define LIMIT NOBODY", "", "1:1: error: the value of 'LIMIT' is not a number"),
      ("#define", "", "1:1: error: #define needs the name of a macro"),
    ])
  func wrong(_ macro: String, _ line: String, _ expected: String) {
    #expect(problem("\(macro)\nint mirror(...) {\n  \(line)\n}") == "loop.c:\(expected)")
  }

  @Test("is there once, and does not fill the memory") func limits() {
    let twice = "#define F(x) x\n#define F(x) 1\nint mirror(...) { return F(1); }"
    #expect(problem(twice) == "loop.c:2:9: error: a second macro named 'F'")
    var text = "#define M0(x) x + x + x + x\n"
    for number in 1..<30 { text += "#define M\(number)(x) M\(number - 1)(M\(number - 1)(x))\n" }
    #expect(problem(text + "int mirror(...) { return M29(1); }").contains("comes to too much"))
  }
}
