import Export
import Foundation
import Screen
import Testing

@Suite("Frames as a film")
struct CastTests {
  private var film: Cast {
    var film = Cast(columns: 3, rows: 2, title: "a \"film\"", theme: Theme(.dark))
    var frame = Frame(columns: 3, rows: 2)
    frame.write("one", column: 0, row: 0)
    film.show(frame, marker: "step=1")
    film.wait(milliseconds: 1500)
    frame.write("two", column: 0, row: 1, as: .now)
    film.show(frame)
    film.wait(milliseconds: 20)
    film.show(frame)
    film.wait(milliseconds: 30)
    film.show(frame, marker: "")
    film.wait(milliseconds: 1000)
    return film
  }

  @Test("format 2 counts time from the start")
  func two() {
    #expect(
      film.text(.two) == #"""
        {"version":2,"width":3,"height":2,"title":"a \"film\""}
        [0.000, "m", "step=1"]
        [0.000, "o", "\u001b[?25l\u001b[2J\u001b[1;1Hone\u001b[2;1H   "]
        [1.500, "o", "\u001b[2;1H\u001b[0;1mtwo\u001b[0m"]
        [1.550, "m", ""]
        [1.550, "o", "\u001b[2J\u001b[1;1Hone\u001b[2;1H\u001b[0;1mtwo\u001b[0m"]
        [2.550, "o", ""]

        """#)
  }

  @Test("format 3 counts time from the event before, and ends with a status")
  func three() {
    let lines = film.text(.three).split(separator: "\n")
    #expect(lines[0] == #"{"version":3,"term":{"cols":3,"rows":2},"title":"a \"film\""}"#)
    #expect(
      lines.dropFirst().map { $0.prefix(11) } == [
        #"[0.000, "m""#, #"[0.000, "o""#, #"[1.500, "o""#, #"[0.050, "m""#, #"[0.000, "o""#, #"[1.000, "o""#,
        #"[0.000, "x""#,
      ])
    #expect(lines.last == #"[0.000, "x", "0"]"#)
  }

  @Test("every line is JSON, and the times do not go back")
  func json() throws {
    var last = 0.0
    for (index, line) in film.text(.two).split(separator: "\n").enumerated() {
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
      guard index > 0 else { continue }
      let event = try #require(value as? [Any])
      let time = try #require(event[0] as? Double)
      #expect(event.count == 3 && time >= last)
      last = time
    }
  }

  @Test("a frame of another size is drawn whole")
  func resized() {
    var film = Cast(columns: 4, rows: 1, title: "", theme: Theme())
    film.show(Frame(columns: 2, rows: 1))
    film.show(Frame(columns: 4, rows: 1))
    #expect(film.text(.two).split(separator: "\n").last == #"[0.000, "o", "\u001b[2J\u001b[1;1H    "]"#)
  }
}
