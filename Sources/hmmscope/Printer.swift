import ArgumentParser
import Foundation
import Glibc
import Interface
import Scene
import Screen
import Session
import Settings

/// Prints pictures and lists where there is no terminal to draw on.
struct Printer {
  var size: Size
  var isASCII: Bool
  var presents: Bool

  /// - Parameter settings: what a config file says; without it, and so in exports, the command line alone counts.
  init(_ display: DisplayOptions, _ settings: Settings = Settings()) {
    size = display.size ?? settings.size
    isASCII = display.ascii ?? settings.ascii
    presents = display.present ?? settings.present
  }

  /// The screen of the moment that a session shows, as text.
  func picture(_ session: Session, focus: PanelName? = nil) -> String { frame(session, focus: focus).text }

  func frame(_ session: Session, focus: PanelName? = nil) -> Frame {
    self.frame(of: session.scene(), focus: focus)
  }

  func frame(of scene: Scene, focus: PanelName? = nil) -> Frame {
    let usual: Panel = scene.heading.isRun ? .driver : .kernel
    var view = View(columns: size.columns, rows: size.rows, focus: focus.map { Panel($0) } ?? usual)
    view.isASCII = isASCII
    view.isPresenting = presents
    return view.frame(of: scene)
  }

  /// Every step in a line: number, thread, what it is, what it did.
  func steps(_ session: Session) {
    let timeline = session.timeline
    // What is known when it is opened: a run may go on for ever.
    let last = timeline.last
    var moment: Int? = timeline.first
    let heading = timeline.scene(at: timeline.first).heading
    output("\(heading.title)  \(heading.edition)\(heading.seed.map { "  seed \($0)" } ?? "")")
    while let next = moment.flatMap({ timeline.moment(after: $0, .forward) }), next <= last {
      let why = timeline.scene(at: next).why
      let place = why.title.split(separator: ",", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? ""
      let head = "\(pad("\(next)", 6))  \(place)"
      output("\(head)\(String(repeating: " ", count: max(2, 60 - head.count)))\(why.short)")
      moment = next
    }
    if moment == last, timeline.moment(after: last, .forward) != nil { output("it goes on: these are \(last) steps") }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// Writes a line to standard output, without what a terminal would obey.
func output(_ line: String) { writeOut(Array((line.printable + "\n").utf8)) }

/// Writes bytes to standard output as they are; a reader that has gone away ends the program quietly.
func writeOut(_ bytes: [UInt8]) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count <= 0 {
      // A reader that has seen enough is no mistake; a full disk is.
      if errno == EPIPE { exit(0) }
      complain("hmmscope: standard output: \(String(cString: strerror(errno)))")
      exit(Status.unwritten.rawValue)
    }
    rest = rest.dropFirst(count)
  }
}
