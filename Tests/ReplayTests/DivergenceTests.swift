import Machine
import Replay
import Testing

@Suite("Recordings that part from this program")
struct DivergenceTests {
  private let program: Program
  private let recording: Recording

  init() throws {
    program = try Shipped.program("aba")
    recording = Recording(try Shipped.scheduled("aba"), header: try Shipped.header("aba"))
  }

  /// Where a recording and the program part: step, what was recorded, what is here; `fine` if they do not.
  private func divergence(_ recording: Recording) -> [String] {
    do {
      _ = try recording.replay(on: program, file: "r.jsonl")
      return ["fine"]
    } catch {
      #expect(error.file == "r.jsonl")
      return ["\(error.step)", error.recorded, error.here]
    }
  }

  @Test("What was not touched replays to its end") func fine() { #expect(divergence(recording) == ["fine"]) }

  @Test("Other threads are refused before the first step") func threads() {
    var changed = recording
    changed.header.threads = ["gpu", "cpu"]
    #expect(divergence(changed) == ["0", "threads gpu, cpu", "threads gpu, app, other, device"])
  }

  @Test("A procedure of another model is refused by name, and tried with --adopt") func model() throws {
    var changed = recording
    let hash = try #require(changed.header.procedures["hmm_range_register"])
    changed.header.procedures["hmm_range_register"] = "0000000000000000"
    #expect(
      divergence(changed) == [
        "0", "hmm_range_register of another model (0000000000000000)",
        "hmm_range_register (\(hash)); --adopt tries it all the same",
      ])
    #expect(try changed.steps(on: program, file: "r.jsonl").count == recording.steps.count)
  }

  @Test("A procedure that is gone is refused too") func gone() {
    var changed = recording
    changed.header.procedures["hmm_range_dance"] = "00000000000000aa"
    #expect(
      divergence(changed) == [
        "0", "hmm_range_dance (00000000000000aa)", "no such procedure; --adopt tries it all the same",
      ])
  }

  @Test("The first step with another name") func label() {
    var changed = recording
    changed.steps[4].step = "hmm_range_register RR9"
    #expect(
      divergence(changed) == ["5", "gpu: hmm_range_register RR9", "gpu: hmm_range_register RR3"])
  }

  @Test("A thread that is not there") func thread() {
    var changed = recording
    changed.steps[6].thread = "nobody"
    #expect(divergence(changed) == ["7", "thread nobody", "no such thread"])
  }

  @Test("A choice that cannot be made", arguments: [1, 9, -1, 1_000_000])
  func stuck(_ alternative: Int) {
    var changed = recording
    changed.steps[2].alternative = alternative
    #expect(divergence(changed) == ["3", "gpu: hmm_range_register RR1", "gpu cannot move here"])
  }

  @Test("A thread that has ended") func ended() {
    var changed = recording
    var last = changed.steps[changed.steps.count - 1]
    last.n += 1
    changed.steps.append(last)
    #expect(divergence(changed) == ["\(last.n)", "gpu: \(last.step)", "gpu: ended"])
  }

  @Test("Another state at the next hash, with both") func hash() throws {
    var changed = recording
    let own = try #require(changed.steps[31].hash)
    changed.steps[31].hash = "0123456789abcdef"
    #expect(divergence(changed) == ["32", "state 0123456789abcdef", "state \(own)"])
    let problem = #expect(throws: Divergence.self) {
      _ = try changed.replay(on: program, file: "r.jsonl")
    }
    #expect(
      problem?.description
        == """
        r.jsonl: the replay diverges at step 32
          recorded  state 0123456789abcdef
          here      state \(own)
        """)
  }
}
