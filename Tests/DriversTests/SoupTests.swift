import Drivers
import Kernel
import Machine
import Testing

/// Numbers that look random and are the same each time.
private struct Dice {
  var state: UInt64

  mutating func roll(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }

  mutating func pick(_ texts: [String]) -> String { texts[roll(texts.count)] }
}

/// Sentences put together at random: most are right, some are not.
private struct Cook {
  var dice: Dice
  /// Whether it makes mistakes.
  var isClean: Bool
  var loops = 0

  mutating func expression(_ depth: Int = 0) -> String {
    if depth > 3 { return dice.pick(["a", "b", "1", "0", "ret", "-EAGAIN", "range.valid", "count"]) }
    switch dice.roll(12) {
    case 0: return "(\(expression(depth + 1)))"
    case 1: return "!\(dice.pick(["a", "b", "range.valid", "f(1)"]))"
    case 2: return "f(\(expression(depth + 1)))"
    case 3: return "(\(expression(depth + 1)) ? \(expression(depth + 1)) : \(expression(depth + 1)))"
    case 4: return dice.pick(["a++", "--b", "(a = b)", "count++", "hmm_range_valid(&range)", "driver->dpt[1]"])
    case 5:
      let slips = isClean ? ["mutex_trylock(&driver->update)", "range.end"] : ["x", "range", "...", "f(", "a b"]
      return dice.pick(["range.pfns[b & 1]", slips[dice.roll(slips.count)]])
    case 6...9:
      let symbol = dice.pick(["+", "-", "*", "&", "|", "^", "==", "!=", "<", ">=", "&&", "||"])
      return "\(expression(depth + 1)) \(symbol) \(expression(depth + 1))"
    default: return dice.pick(["a", "b", "1", "3", "ret", "start", "range.start"])
    }
  }

  mutating func sentence(_ depth: Int = 0) -> String {
    switch dice.roll(depth > 3 ? 6 : 15) {
    case 0...2:
      let place = dice.pick(["a", "b", "ret", "count", "range.start"])
      return "\(place) \(dice.pick(["=", "+=", "^="])) \(expression());"
    case 3:
      if loops > 0 { return dice.pick(["break;", "continue;"]) }
      return dice.pick(["goto l1;", "goto l2;", "return a;", "return range.start;", ";", "..."])
    case 4: return dice.pick(["setup(&range, driver);", "map_pages(driver, &range);", "hmm_range_unregister(&range);"])
    case 5:
      if isClean { return dice.pick(["{ int a = b; b = a; }", "{ struct hmm_range r2; r2.start = a; }"]) }
      return dice.pick(["l1:", "l2: a++;", "struct hmm_range r2;", "case 2:", "int c = a", "}", "{"])
    case 6: return "if (\(expression())) \(sentence(depth + 1))"
    case 7: return "if (\(expression())) { \(sentences(depth + 1)) } else { \(sentences(depth + 1)) }"
    case 8: return "while (\(expression())) { \(inLoop(depth)) }"
    case 9: return "do { \(inLoop(depth)) } while (\(expression()));"
    case 10: return "for (a = 0; \(expression()); a++) { \(inLoop(depth)) }"
    case 11:
      let value = expression()
      return "switch (\(value)) { case 1: \(sentences(depth + 1)) default: \(sentences(depth + 1)) case 7: ; }"
    default: return "{ \(sentences(depth + 1)) }"
    }
  }

  private mutating func inLoop(_ depth: Int) -> String {
    loops += 1
    defer { loops -= 1 }
    return sentences(depth + 1)
  }

  mutating func sentences(_ depth: Int) -> String {
    (0...dice.roll(3)).map { _ in sentence(depth) }.joined(separator: dice.pick([" ", "\n"]))
  }
}

@Suite("A text made at random")
struct SoupTests {
  @Test("gives findings or a machine that runs, never a trap") func soup() throws {
    var compiled = 0
    for seed in 0..<200 {
      var cook = Cook(dice: Dice(state: UInt64(seed)), isClean: seed % 4 > 0)
      let text = """
        static int count;
        int f(int n) { return n + count; }
        int mirror(struct driver *driver, struct mm_struct *mm)
        {
          struct hmm_range range; int a = 1, b = 2;
          \(cook.sentences(0))
        l1:
          \(cook.sentences(0))
        l2:
          \(cook.sentences(0))
          return a;
        }
        """
      guard case .success(let program) = DriverProgram.compile(text: text, file: "soup.c", environment: linux) else {
        continue
      }
      compiled += 1
      _ = run(try machine(program), limit: 300)
    }
    #expect(compiled > 20)
  }
}
