import Session

extension ScriptRunner {
  /// Prints a question with its choices and the answer that the machine gives.
  func ask(_ question: ScriptQuestion) throws(Problem) {
    let session = try current()
    try check(question.answer, session)
    let value = question.answer.value(session.timeline, at: session.position)
    guard let value else {
      throw .brokenQuestion(
        "the answer is unknown here: \(question.answer.values(session.timeline, at: session.position))")
    }
    say("ask  \(question.text)")
    for (index, choice) in question.choices.enumerated() { say("  \(index + 1)  \(choice)") }
    guard !question.choices.isEmpty else {
      let words = session.timeline.words(for: value, of: question.answer.text, at: session.position)
      return say("answer  \(words ?? "\(value)")")
    }
    let count = question.choices.count
    let right = count == 2 && value == 0 ? 2 : value
    guard (1...count).contains(right) else {
      throw .brokenQuestion("none of the \(count) choices is right: \(question.answer.text) is \(value)")
    }
    say("answer  \(right)  \(question.choices[right - 1])")
  }
}
