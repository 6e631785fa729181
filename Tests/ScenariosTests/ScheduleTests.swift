import Machine
import Scenarios
import Session
import Testing

@Suite("A schedule that cannot be carried out says where")
struct ScheduleTests {
  private func problem(_ schedule: String) -> String {
    let text = Wrong.good.replacing("- gpu end", with: schedule)
    do {
      _ = try RunTimeline.open(try Shipped.read(Array(text.utf8)))
      return "fine"
    } catch {
      return "\(error)"
    }
  }

  @Test("The last step of a thread, and one more") func finished() {
    #expect(problem("- gpu end\n  - app end") == "fine")
    #expect(
      problem("- gpu end\n  - gpu 1")
        == "a.yaml:15:5: error: schedule \"gpu 1\": gpu has finished before")
  }

  @Test("A thread that is blocked") func blocked() {
    #expect(
      problem("- gpu to line 26\n  - app through UM2")
        == "a.yaml:15:5: error: schedule \"app through UM2\": app cannot go on at UM1 after 1 steps")
  }

  @Test("A step that never comes") func never() {
    #expect(
      problem("- gpu to XX9") == "a.yaml:14:5: error: schedule \"gpu to XX9\": no step is called XX9")
    #expect(
      problem("- gpu timeout") == "a.yaml:14:5: error: schedule \"gpu timeout\": gpu cannot go on at D0 after 0 steps")
  }
}
