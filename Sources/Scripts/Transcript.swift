import Scene
import Session

/// What a person does in a live session, as a script that ends in the same moment.
///
/// What is asked of the model becomes verbs of the model, whatever key it was; what only changes the view stays the
/// keys that were pressed. What a key did that no verb says, such as running on to a stop, becomes the moment that it
/// led to, with the key's meaning as a comment.
public final class Transcript {
  /// Something that was pressed without asking for anything.
  public enum Press: Equatable, Sendable {
    case key(ScriptKey)
    case mouse(column: Int, row: Int, ScriptButton)
  }

  private enum Entry: Equatable {
    case step(Int, Direction)
    case line(String, comment: String = "")
    case press(Press)
    case size(columns: Int, rows: Int)
  }

  private let opening: [String]
  private var entries: [Entry] = []
  /// Pressed since a prompt or a menu was opened.
  private var waiting: [Press] = []
  private var size: Entry?
  private var marks: Set<String> = []
  private var isFiltered = false
  /// The farthest moment that a Goto has named.
  private var farthest = 0
  private static let stride = 90_000

  /// - Parameter opening: the lines that open what is shown.
  public init(opening: [String]) { self.opening = opening }

  // MARK: Requests

  /// Notes what was asked of the session, after it was carried out.
  ///
  /// - Parameter moment: the moment that was shown before.
  public func note(_ request: Request, _ reply: Reply, _ session: Session, from moment: Int) {
    let now = session.position, isMoved = now != moment
    guard !reply.isError else {
      if isMoved { goTo(now) }
      return
    }
    switch request {
    case .step(let count, let direction):
      guard isMoved else { return }
      if isFiltered { goTo(now, "a step under a filter") } else { step(count, direction) }
    case .choose(let thread, let alternative):
      add("Pick " + Self.word(alternative > 0 ? "\(thread).\(alternative)" : thread), or: now)
    case .force(let thread): add("Force " + Self.word(thread), or: now)
    case .branch(let direction): add(direction == .forward ? "Branch" : "BackBranch", or: now)
    case .mark(let name, let note):
      let line = "Mark " + Self.word(name) + (note.isEmpty ? "" : " " + Self.quoted(note))
      if Self.isReadable(line) {
        marks.insert(name)
        entries.append(.line(line))
      }
    case .goTo(let target): noteJump(target, session)
    case .command(let text): noteCommand(text, session, isMoved)
    case .toggleBreak(let text), .breakIf(let text): type(":break \(text)")
    case .watch(let text): type(":watch \(text)")
    case .over: if isMoved { goTo(now, "a line of this thread, calls run whole") }
    case .out: if isMoved { goTo(now, "until the call returns") }
    case .run: if isMoved { goTo(now, reply.note) }
    case .nextMark: if isMoved { goTo(now, "a mark") }
    case .lastWriter(let cell): if isMoved { goTo(now, "wrote \(cell)") }
    case .find(let text, _): if isMoved { goTo(now, text.isEmpty ? "found again" : "found: \(text)") }
    case .jumpBack, .jumpForward, .teach: if isMoved { goTo(now) }
    case .explore, .stopExploring: break
    }
  }

  private func noteJump(_ target: Target, _ session: Session) {
    switch target {
    case .first: entries.append(.line("Goto start"))
    case .last: entries.append(.line("Goto end"))
    case .bookmark(let name) where marks.contains(name) && Session.target(name) == target:
      add("Goto " + Self.word(name), or: session.position)
    case .failure: goTo(session.position, "an invariant breaks here")
    case .moment, .relative, .percent, .bookmark: goTo(session.position)
    }
  }

  private func noteCommand(_ text: String, _ session: Session, _ isMoved: Bool) {
    let verb = String(text.prefix { $0 != " " }), rest = String(text.dropFirst(verb.count).drop { $0 == " " })
    switch verb {
    case "until": add("Until \(rest)", or: session.position)
    case "back-until", "backuntil": add("BackUntil \(rest)", or: session.position)
    case "fix": add("Fix \(Self.word(rest))", or: session.position)
    case "unfix": add("Unfix \(Self.word(rest))", or: session.position)
    case "filter":
      isFiltered = !rest.isEmpty
      type(":\(text)")
    case "clear": type(":\(text)")
    default: if isMoved { goTo(session.position) }
    }
  }

  /// Notes that every order was tried from a moment of a branch, counted from 0, and what was found became a branch.
  ///
  /// - Parameters:
  ///   - here: the branch that was shown then, and the moment.
  ///   - future: the branch of what was found, nil where nothing was; and whether it was shown at once.
  ///   - counts: how many branches there were, and how many there are.
  public func noteExploration(
    branch: Int, moment: Int, here: (branch: Int, moment: Int), future: (branch: Int, isShown: Bool)?,
    counts: (before: Int, after: Int)
  ) {
    let isSame = here.branch == branch && here.moment == moment
    guard isSame || future != nil else { return }
    turn(from: here.branch, to: branch, of: counts.before)
    if !isSame { goTo(moment) }
    entries.append(.line("Explore"))
    guard let future else { return }
    // A script always goes on to what it finds.
    if !future.isShown { turn(from: future.branch, to: here.branch, of: counts.after) }
    if !isSame || !future.isShown { goTo(here.moment) }
  }

  /// Notes where a session begins that is not at its first moment.
  public func noteBeginning(_ moment: Int) { goTo(moment) }

  private func turn(from: Int, to: Int, of count: Int) {
    guard count > 0 else { return }
    for _ in 0..<((to - from + count) % count) { entries.append(.line("Branch")) }
  }

  private func step(_ count: Int, _ direction: Direction) {
    guard case .step(let before, direction)? = entries.last, before + count <= 1_000_000 else {
      return entries.append(.step(count, direction))
    }
    entries[entries.count - 1] = .step(before + count, direction)
  }

  /// A run without an end goes on by itself no farther than so many steps at once.
  private func goTo(_ moment: Int, _ why: String = "") {
    while moment - farthest > Self.stride {
      farthest += Self.stride
      entries.append(.line("Goto \(farthest)"))
    }
    farthest = max(farthest, moment)
    let entry = Entry.line("Goto \(moment)", comment: why.filter { !$0.isNewline && !$0.isControl })
    if entry != entries.last { entries.append(entry) }
  }

  /// A line that says what was done; the moment where a script cannot say it.
  private func add(_ line: String, or moment: Int) {
    if Self.isReadable(line) { entries.append(.line(line)) } else { goTo(moment) }
  }

  private func type(_ text: String) {
    let line = "Type " + Self.quoted(text)
    if Self.isReadable(line) { entries += [.line(line), .line("Enter")] }
  }

  // MARK: Keys

  /// Notes what was pressed.
  ///
  /// - Parameters:
  ///   - isAsking: it has asked for something, which `note` is told of, or for something outside the view.
  ///   - isOpen: a prompt or a menu takes the next key.
  public func press(_ press: Press, isAsking: Bool, isOpen: Bool, size: (columns: Int, rows: Int)) {
    guard !isAsking else { return waiting = [] }
    if isOpen { return waiting.append(press) }
    let pressed = waiting + [press]
    waiting = []
    // What was opened and closed again has changed nothing, but for a command of the view.
    guard pressed.count == 1 || pressed[0] == .key(.character(":")) else { return }
    if pressed.starts(with: ScriptParser.keys(of: ":save-script").map(Press.key)) { return }
    let shown = Entry.size(columns: size.columns, rows: size.rows)
    if self.size != shown {
      self.size = shown
      entries.append(shown)
    }
    entries += pressed.map { .press($0) }
  }

  /// Whatever was pressed has started or stopped something that goes on by itself: its steps are noted, not the key.
  public func forgetOpen() { waiting = [] }

  // MARK: Text

  /// The script.
  public var text: String {
    var lines = [Self.firstLine] + opening
    var index = 0
    while index < entries.count {
      switch entries[index] {
      case .step(let count, let direction):
        lines.append((direction == .forward ? "Step" : "Back") + (count > 1 ? " \(count)" : ""))
      case .line(let line, let comment): lines.append(comment.isEmpty ? line : "\(line)  # \(comment)")
      case .size(let columns, let rows): lines.append("Set Size \(columns)x\(rows)")
      case .press(.mouse(let column, let row, let button)):
        lines.append("Mouse \(column) \(row)" + (button == .left ? "" : " \(button.rawValue)"))
      case .press(.key(let key)):
        var typed = ""
        while index < entries.count, case .press(.key(.character(let scalar))) = entries[index], scalar != " " {
          typed.unicodeScalars.append(scalar)
          index += 1
        }
        if !typed.isEmpty {
          lines.append("Type \(Self.quoted(typed))")
          continue
        }
        var count = 1
        while index + 1 < entries.count, entries[index + 1] == entries[index] {
          count += 1
          index += 1
        }
        lines.append(key.name + (count > 1 ? " \(count)" : ""))
      }
      index += 1
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What such a script begins with.
  public static let firstLine = "# A live session of hmmscope."

  /// A word of a script, in quotes where it needs them.
  public static func word(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "._-/+:".contains($0) }
    return isPlain && !text.isEmpty ? text : quoted(text)
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func isReadable(_ line: String) -> Bool { (try? Script(line))?.commands.count == 1 }
}

extension ScriptKey {
  /// As a script writes it; a character is typed, but for the blank.
  var name: String {
    switch self {
    case .character(let scalar): scalar == " " ? "Space" : "Type \(Transcript.quoted(String(Character(scalar))))"
    case .control(let scalar): "Ctrl+\(Character(scalar))"
    case .alt(let scalar): "Alt+\(Character(scalar))"
    case .altKey(let name): "Alt+\(name.text)"
    case .key(.shiftTab): "Shift+Tab"
    case .key(let name): name.text
    }
  }
}

extension ScriptKey.Name {
  fileprivate var text: String {
    switch self {
    case .function(let number): "F\(number)"
    default: ScriptParser.keys.first { $0.value == .key(self) }?.key ?? "Escape"
    }
  }
}
