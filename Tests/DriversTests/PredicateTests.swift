import Drivers
import Testing

private let cells = [
  "hmm->notifiers": 1, "range[0].valid": 1, "range[1].valid": 0, "pte[1].frame": 0x1a1, "gpu.round": 2, "mm_seq": 121,
  "i": 1, "range->pfns[2]": 9, "ret": -11, "frame[2].letter": 66, "holds(gpu, mmap_sem)": 1, "mapped(1)": 7,
]

private func evaluate(_ text: String) throws -> Int? { try parseExpression(text).evaluate { cells[$0] } }

@Suite("A predicate")
struct PredicateTests {
  @Test(
    "looks up cells by their names and computes as C does",
    arguments: [
      ("hmm->notifiers == 1 && range[0].valid", 1), ("pte[1].frame == 0x1a1", 1), ("gpu.round >= 2", 1),
      ("mm_seq & 1", 1), ("mm_seq >> 1 << 1 != mm_seq", 1), ("range[i].valid", 0), ("range[i - 1].valid", 1),
      ("range->pfns[2] + 1", 10), ("ret == -11", 1), ("frame[2].letter == 'B'", 1), ("!range[1].valid", 1),
      ("mm_seq % 4 * 2 + 7 / 2 - ~0", 6), ("1 ? 2 : 3", 2), ("(bool)7", 7), ("holds(gpu, mmap_sem)", 1),
      ("mapped(i)", nil), ("mapped(1)", 7), ("(*range).pfns[2]", 9), ("true + NULL", 1), ("1 | 2 ^ 3 & 4", 3),
    ])
  func computes(_ text: String, _ expected: Int?) throws {
    #expect(try evaluate(text) == expected)
  }

  @Test(
    "is unknown only where the unknown matters",
    arguments: [
      ("nobody", nil), ("nobody == 1", nil), ("!nobody", nil), ("0 && nobody", 0), ("nobody && 0", 0),
      ("1 && nobody", nil), ("1 || nobody", 1), ("nobody || 1", 1), ("0 || nobody", nil), ("nobody ? 4 : 4", 4),
      ("nobody ? 4 : 5", nil), ("1 / 0", nil), ("1 % 0", nil), ("1 << 64", nil), ("1 << -1", nil),
      ("range[nobody].valid", nil),
      ("nobody || mm_seq", 1), ("...", nil), ("&ret", nil), ("-9223372036854775807 - 2", Int.max),
    ] as [(String, Int?)])
  func unknown(_ text: String, _ expected: Int?) throws {
    #expect(try evaluate(text) == expected)
  }

  @Test("tells which names it looks at") func names() throws {
    let expression = try parseExpression("hmm->notifiers == 1 && (range[0].valid || !ret) && ret < 0")
    #expect(expression.names == ["hmm->notifiers", "range[0].valid", "ret"])
  }

  @Test(
    "that cannot be read says where",
    arguments: [
      ("", "expression:1:1: error: expected an expression, found the end of the text"),
      ("a ==", "expression:1:5: error: expected an expression, found the end of the text"),
      ("a b", "expression:1:3: error: expected the end of the expression, found 'b'"),
      ("a = 1", "expression:1:1: error: this would change something"),
      ("1 + b++", "expression:1:5: error: this would change something"),
      ("(a", "expression:1:3: error: expected ')' after an expression in parentheses, found the end of the text"),
      ("a $ 1", "expression:1:3: error: the character '$' has no meaning here"),
    ])
  func mistakes(_ text: String, _ expected: String) {
    do {
      _ = try parseExpression(text)
      Issue.record("it was read")
    } catch {
      #expect(error.description.split(separator: "\n").first.map(String.init) == expected)
    }
  }

  @Test("is short") func limits() {
    #expect(throws: Diagnostics.self) { try parseExpression(String(repeating: "1 + ", count: 9999) + "1") }
    #expect(throws: Diagnostics.self) { try parseExpression(String(repeating: "(", count: 3000)) }
  }
}
