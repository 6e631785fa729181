import Lessons
import Library
import Scene
import Scripts
import Session
import Testing

@Suite("The lessons that ship")
struct ShippedTests {
  @Test("there are some, each with a number of its own in its name")
  func numbers() {
    let numbers = Shipped.files.compactMap { Lesson.identity(ofFile: $0).number }
    #expect(!numbers.isEmpty && numbers.count == Shipped.files.count)
    #expect(Set(numbers).count == numbers.count)
  }

  @Test("each plays from end to end: every Expect holds, every question has one right answer", arguments: Shipped.files)
  func plays(file: String) throws {
    let lesson = try Shipped.lesson(file)
    #expect(lesson.stops.count >= 5, "\(file) has \(lesson.stops.count) stops")
    #expect(lesson.questionCount >= 3, "\(file) has \(lesson.questionCount) questions")
    let player = try LessonPlayer(lesson, host: ShippedHost())
    var right: Set<Int> = []
    var left: [(place: LessonPlace, scene: Scene)] = [(player.place, player.session.scene())]
    while try player.goOn() {
      if let answer = player.right, case .answered = player.place.phase { right.insert(answer) }
      left.append((player.place, player.session.scene()))
    }
    #expect(player.place.stop == lesson.stops.count - 1)
    #expect(right.count > 1, "\(file): the right answer always stands at the same place")
    // Backwards, every stop is as the lesson has left it.
    for (place, scene) in [left[left.count / 2], left[0], left[left.count - 1]] {
      player.session.handle(.step(3, .forward))
      player.touched()
      try player.go(to: place)
      #expect(player.session.scene() == scene, "\(file) at \(place)")
    }
  }

  @Test("each says what it is about in few words, and has something to look at in most stops", arguments: Shipped.files)
  func previews(file: String) throws {
    let lesson = try Shipped.lesson(file)
    #expect(lesson.preview.text.count <= 300, "\(file): \(lesson.preview.text.count) characters of preview")
    let heading = LessonHeading(scanning: Library().text("Lessons/\(file)") ?? "")
    #expect(heading.title == lesson.title && heading.stops == lesson.stops.count)
    #expect(heading.questions == lesson.questionCount)
    #expect(lesson.title.count <= 60, "\(file): a title of \(lesson.title.count) characters")
    let looking = lesson.stops.filter { stop in
      stop.commands.contains { $0.commands.contains { if case .look = $0.verb { true } else { false } } }
    }
    #expect(looking.count * 2 >= lesson.stops.count, "\(file): \(looking.count) stops have a Look")
  }
}
