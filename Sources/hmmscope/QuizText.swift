import ArgumentParser
import Drivers
import Foundation
import Glibc
import Interface
import Lessons
import Scene
import Screen

/// The questions of a lesson on paper: the sheet, its key, and marks for what somebody has answered.
struct QuizText {
  let sheet: QuizSheet
  let printer: Printer

  private var columns: Int { min(printer.size.columns, 100) }

  /// Every question, with the screen on which it is asked where that is another one.
  func printSheet() {
    output("\(sheet.title): \(sheet.items.count) questions, seed \(sheet.seed)")
    output("name")
    var last = ""
    for item in sheet.items {
      let picture = printer.frame(of: item.scene, focus: item.looks.first).text
      if picture != last {
        output("")
        output(item.heading)
        output("")
        output(picture)
      }
      last = picture
      output("")
      lines([ProseBlock(.item("\(item.number)."), item.text.spans)])
      for (index, choice) in item.choices.enumerated() {
        for line in ProseText.rows([ProseBlock(.item("\(index + 1)"), choice.spans)], columns: columns - 4) {
          output("    " + line)
        }
      }
    }
  }

  /// A line a question, in the form that is marked, with the words as a comment.
  func printKey() {
    output("# \(sheet.title), seed \(sheet.seed): the key")
    for item in sheet.items { output("\(item.number) \(item.right + 1)  # \(item.choices[item.right].text)") }
  }

  /// Marks a file of answers. Exit status 1 below the pass mark.
  func grade(_ file: String, pass: Int, scores: String?) throws {
    guard let bytes = try read(file) else { throw failure("there is no file \(file)", Status.noInput) }
    let answers: AnswerSheet
    do {
      answers = try AnswerSheet(bytes, file: file, for: sheet)
    } catch {
      complain(error.description)
      throw Status.badData
    }
    for item in sheet.items {
      let chosen = answers.answers[item.number]
      let isRight = chosen == item.right
      let said = chosen.map { "\($0 + 1)" } ?? "-"
      output(
        "\(isRight ? "✓" : "✗") \(item.number)  \(said)" + (isRight ? "" : "  right is \(item.right + 1): ")
          + (isRight ? "" : item.choices[item.right].text))
    }
    let right = answers.score(sheet), percent = right * 100 / max(1, sheet.items.count)
    output("\(answers.name.map { "\($0): " } ?? "")\(right) of \(sheet.items.count), \(percent) %")
    if let scores { try append(answers.name ?? file, right, percent, percent >= pass, to: scores) }
    guard percent >= pass else { throw failure("below the pass mark of \(pass) %", Status.failed) }
  }

  /// A line for the class: comma-separated values with a line of headings at the top.
  private func append(_ name: String, _ right: Int, _ percent: Int, _ passed: Bool, to path: String) throws {
    let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
    let line =
      "\(quoted),\(sheet.name),\(sheet.seed),\(right),\(sheet.items.count),\(percent),\(passed ? "yes" : "no")\n"
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw failure("\(path) cannot be written: \(String(cString: strerror(errno)))", Status.unwritten)
    }
    defer { close(file) }
    let isNew = lseek(file, 0, SEEK_END) == 0
    let bytes = Array(((isNew ? "name,lesson,seed,right,questions,percent,passed\n" : "") + line).utf8)
    // In one piece, so that two that are marked at once do not mix.
    guard bytes.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) }) == bytes.count else {
      throw failure("\(path) cannot be written: \(String(cString: strerror(errno)))", Status.unwritten)
    }
  }

  private func lines(_ blocks: [ProseBlock]) {
    for line in ProseText.rows(blocks, columns: columns) { output(line) }
  }
}
