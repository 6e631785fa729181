import Diagnosis
import Explorer
import Machine
import Replay
import Scenarios
import Session
import Testing

@Suite("Short ids")
struct ShortIDTests {
  @Test("an id replays to the same steps", arguments: ["aba", "retry-loop", "two-devices", "deferred-zap"], [1, 2, 3])
  func replays(_ name: String, _ seed: UInt64) throws {
    let found = try #require(try Scenario.shipped(name, file: Found.bytes))
    let program = try RunTimeline.compile(found)
    var scheduler = Scheduler.random(SeededGenerator(seed: seed))
    let run = Run(program)
    while run.count < 120, let choice = scheduler.next(program, run.state(run.count), last: run.choices.last) {
      run.append(choice)
    }
    let id = ShortID(run.choices, of: found, on: program)
    #expect(id.count == run.count)
    #expect(try ShortID(id.text) == id)
    #expect(try ShortID(id.text.uppercased().replacing("HV1", with: "hv1")) == id)
    #expect(try id.choices(of: found, on: program) == run.choices)
  }

  @Test("only choices that nobody would have guessed are in it") func short() throws {
    let id = try Found("retry-loop").first.id
    #expect(id.count == 100 && id.text.count <= 26)
  }

  @Test("a digit that was changed, and two that were swapped, are noticed") func slips() throws {
    let text = try Found("aba").first.id.text
    let digits = Array(text.dropFirst(4))
    for index in digits.indices where digits[index] != "-" {
      for other in "0123456789abcdefghjkmnpqrstvwxyz" where other != digits[index] {
        var changed = digits
        changed[index] = other
        #expect(throws: ShortIDError.self) { try ShortID("hv1-" + String(changed)) }
      }
      let next = index + 1
      guard digits.indices.contains(next), digits[next] != "-", digits[next] != digits[index] else { continue }
      var swapped = digits
      swapped.swapAt(index, next)
      #expect(throws: ShortIDError.self) { try ShortID("hv1-" + String(swapped)) }
    }
  }

  @Test("another scenario, other switches and another model are refused by name") func refused() throws {
    let found = try Found("aba"), id = try found.first.id
    let other = try Found("retry-loop")
    #expect(throws: ShortIDError.otherScenario("retry-loop")) {
      try id.choices(of: other.scenario, on: other.program)
    }
    let mended = try Found("aba", fixes: ["B1"])
    #expect(throws: ShortIDError.otherContent("aba")) { try id.choices(of: mended.scenario, on: mended.program) }
    // The same scenario on a kernel with another procedure under the same names.
    #expect(throws: ShortIDError.self) { try id.choices(of: found.scenario, on: mended.program) }
  }

  @Test(
    "what is none is told",
    arguments: [
      ("hv1-", "an id is hv1- and groups"), ("hv2-abcd", "ids of hv2 are not known"), ("hv1-a!cd", "! is no digit"),
      ("hv1-0", "its last letter does not fit"),
    ])
  func unreadable(_ text: String, _ reason: String) {
    do {
      _ = try ShortID(text)
      Issue.record("\(text) is no id")
    } catch {
      #expect(error.description.hasPrefix(reason))
    }
  }

  @Test(
    "a word that is no id is not taken for one", arguments: ["retry-loop", "trace.txt", "hv1", "hvx-abc", "hv1-a/b"])
  func others(_ text: String) { #expect(!ShortID.isMeant(by: text)) }
}
