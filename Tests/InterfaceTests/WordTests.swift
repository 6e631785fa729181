import Scene
import Screen
import Testing

@testable import Interface

@Suite("The words of a screen") struct ScreenWords {
  private let scene = RetryLoop.step35

  private func answered(_ columns: Int = 80, _ rows: Int = 24) -> View {
    var view = View(columns: columns, rows: rows), reply = Reply()
    var pte = WordEntry("pte", "page table entry: where one page of a process is, and whether it may be written.")
    pte.lesson = "1, what a device wants"
    reply.words = [WordEntry("range", "a window of a driver."), pte, WordEntry("notifier", "who is told.")]
    view.show(reply)
    return view
  }

  @Test func f1AsksForThem() {
    var view = View(columns: 80, rows: 24)
    #expect(view.handle(.key(.function(1)), scene: scene) == [.request(.command("words"))])
    view.focus = .why
    #expect(view.handle(.key(.enter), scene: scene) == [.request(.command("words"))])
  }

  @Test func oneIsChosenAndItsMeaningStandsBesideItWithTheLessonThatShowsIt() {
    var view = answered()
    #expect(view.frame(of: scene).text.contains("a window of a driver."))
    _ = view.handle(.key(.down), scene: scene)
    let text = view.frame(of: scene).text
    #expect(text.contains("page table entry") && text.contains("Lesson: 1, what a device wants"))
    for letter in "not".unicodeScalars { _ = view.handle(.character(letter), scene: scene) }
    #expect(view.frame(of: scene).text.contains("who is told.") && view.frame(of: scene).text.contains("find not_"))
    _ = view.handle(.key(.escape), scene: scene)
    #expect(!view.frame(of: scene).text.contains("Words of this screen"))
  }

  @Test func everySizeIsDrawn() {
    for (columns, rows) in [(1, 1), (9, 4), (40, 10), (60, 20), (80, 24), (200, 60)] {
      #expect(answered(columns, rows).frame(of: scene).rows == rows)
    }
  }
}
