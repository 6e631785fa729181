import Scene
import Screen

/// What keys and the mouse mean while a lesson is open or a question is asked.
extension View {
  /// The prose, or the question, is on the screen: not while the person looks elsewhere in time.
  func showsLesson(_ scene: Scene) -> Bool {
    guard let lesson = scene.lesson else { return false }
    return lesson.question != nil || !lesson.isAway
  }

  /// A key that a lesson or a question takes for itself; nil for one that means what it means everywhere.
  mutating func teach(_ event: Event, _ lesson: LessonScene, _ scene: Scene) -> [Effect]? {
    if lesson.isAsked, let effects = asked(event, lesson) { return effects }
    switch event {
    case .key(.pageDown), .character("."): return readOn(lesson, scene)
    case .key(.enter):
      if let word = chosenWord(scene) { return meaning(of: word) }
      // A row that was chosen is what Enter is about.
      if focus.flatMap({ chosen[$0] }) != nil, !lesson.isAsked { return nil }
      return readOn(lesson, scene)
    case .key(.pageUp):
      if showsLesson(scene), let top = scroll[.lesson], top > 0 {
        scroll[.lesson] = max(0, top - lessonRows(scene).height)
        return []
      }
      return ask(.teach(.previous))
    default: return nil
    }
  }

  private mutating func asked(_ event: Event, _ lesson: LessonScene) -> [Effect]? {
    let count = lesson.question?.choices.count ?? 0
    switch event {
    case .character(let digit) where ("1"..."9").contains(digit):
      let index = Int(digit.value) - 0x31
      guard index < count else {
        show(note: "there \(count == 1 ? "is" : "are") \(count) to choose from")
        return []
      }
      return ask(.teach(.answer(index)))
    case .character("j"), .key(.down): answer = min(answer + 1, count - 1)
    case .character("k"), .key(.up): answer = max(answer - 1, 0)
    case .key(.enter): return ask(.teach(.answer(min(answer, count - 1))))
    case .key(.escape) where !isWhyOpen: return ask(.teach(.skip))
    default: return nil
    }
    return []
  }

  /// The rest of what is said here, then what follows.
  private mutating func readOn(_ lesson: LessonScene, _ scene: Scene) -> [Effect] {
    if showsLesson(scene), !isWhyOpen {
      let rows = lessonRows(scene), top = scroll[.lesson] ?? 0
      if hasMoreToRead(scene) {
        scroll[.lesson] = min(top + max(1, rows.height - 1), rows.count - rows.height)
        return []
      }
    }
    isWhyOpen = false
    // At the end nothing follows, and what was read last stays in sight.
    let top = scroll[.lesson], effects = ask(.teach(.next))
    scroll[.lesson] = top
    return effects
  }

  /// A click on an answer gives it, one on a word asks about it; elsewhere in the prose it gives the keys to it.
  mutating func clickedLesson(
    _ place: Place, column: Int, row: Int, _ layout: Layout, _ scene: Scene
  ) -> [Effect] {
    let content = content(of: place, scene, layout)
    let index = window(of: content, place).lowerBound + row - place.inner.row
    if scene.lesson?.isAsked ?? false, content.rows.indices.contains(index), let answer = content.rows[index].answer {
      return ask(.teach(.answer(answer)))
    }
    turn(to: .lesson)
    guard let lesson = scene.lesson, lesson.question == nil, content.rows.indices.contains(index) else { return [] }
    let words = ProseWord.words(of: content.rows[index].line, row: index)
    let clicked = words.first { $0.columns.contains(column - place.inner.column) }
    let isTerm = clicked.map { clicked in
      lesson.terms.contains { $0.lowercased() == clicked.word.lowercased() }
    }
    return isTerm ?? false ? clicked.map(meaning) ?? [] : []
  }

  /// How many rows the lesson has, and how many of them are in sight.
  func lessonRows(_ scene: Scene) -> (count: Int, height: Int) {
    let layout = layout(scene)
    guard let place = layout.place(.lesson) else { return (0, 1) }
    if isPresenting {
      let room = Room(columns: self.columns - 4, rows: max(3, self.rows / 3))
      return (
        scene.lesson.map { LessonRows.content($0, scene, room: room, selected: answer).rows.count } ?? 0, room.rows
      )
    }
    let rows = content(of: place, scene, layout).rows.count
    return (rows, max(1, place.inner.rows))
  }

  /// Some of what the stop says is below what is in sight.
  func hasMoreToRead(_ scene: Scene) -> Bool {
    let rows = lessonRows(scene)
    return (scroll[.lesson] ?? 0) + rows.height < rows.count
  }

  /// The panels that the stop is about.
  func isLookedAt(_ panel: Panel, _ scene: Scene) -> Bool {
    guard let lesson = scene.lesson, !lesson.isAway else { return false }
    let looked = lesson.looks.map { Panel($0) }
    return looked.contains(panel) || (panel == .tables && (looked.contains(.cpu) || looked.contains(.device)))
  }

  /// Call with every new scene: another stop gives the keys to what it is about.
  mutating func attend(to scene: Scene, from old: Scene) {
    guard let lesson = scene.lesson else { return }
    let before = old.lesson
    let isNew =
      before?.stop != lesson.stop || before?.title != lesson.title
      || before?.question?.number != lesson.question?.number
      || before?.isAsked != lesson.isAsked || before?.attempt != lesson.attempt || before?.isAway != lesson.isAway
    guard isNew else { return }
    answer = 0
    word = nil
    scroll[.lesson] = nil
    guard showsLesson(scene) else {
      if focus == .lesson { focus = .driver }
      return
    }
    chosen = [:]
    isWhyOpen = false
    let alone = columns < 60 || rows < 20
    if alone {
      focus = .lesson
    } else if before?.stop != lesson.stop, let first = lesson.looks.first {
      focus = Panel(first)
    } else if focus == .lesson {
      focus = lesson.looks.first.map { Panel($0) } ?? .driver
    }
  }
}
