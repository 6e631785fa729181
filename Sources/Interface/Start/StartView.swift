import Scene
import Screen

/// What is to be done outside the start screen.
public enum StartEffect: Equatable, Sendable {
  case open(StartChoice)
  /// Open it and try every order of its threads.
  case check(StartChoice)
  case theme(ThemeName), mouse(Bool)
  case saveScreen, redraw, suspend, quit
}

/// The start screen as a person sees it: which list takes the keys, what is chosen, what is being looked for.
///
/// Pure, as `View` is: events in, effects and frames out.
public struct StartView: Sendable {
  public var columns: Int
  public var rows: Int
  public var isASCII = false
  /// How roles look, and whether the mouse is ours, as in `View`.
  public var theme = ThemeName.auto
  public var takesMouse = false
  /// What the keys mean that are the same everywhere.
  public var keys = KeyTable.standard
  /// Which list takes the keys.
  var focus = 0
  /// The chosen row of each list, among those that are found.
  var chosen: [Int: Int] = [:]
  /// What was typed to find something; nil where nobody looks for anything.
  var search: String?
  /// The command that is being typed.
  var prompt: String?
  var pages: Pages?
  var note: View.Note?

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Shows one line until the next key.
  public mutating func show(note text: String, isError: Bool = false) { note = View.Note(text: text, isError: isError) }

  /// A longer message, to be read at leisure.
  public mutating func show(title: String, lines: [String]) { pages = Pages(title: title, lines: lines) }

  /// Chooses the lesson to go on with: the one that was left in the middle, else the first that nobody has begun.
  public mutating func chooseNextLesson(_ scene: StartScene) {
    guard let list = scene.lists.firstIndex(where: { $0.kind == .lessons }) else { return }
    let items = scene.lists[list].items
    let next = items.firstIndex { $0.mark == "►" } ?? items.firstIndex { $0.mark.isEmpty }
    if let next { chosen[list] = next }
  }

  // MARK: What is found and chosen

  /// The items of each list that have what is looked for.
  func found(_ scene: StartScene) -> [[StartItem]] {
    let words = (search ?? "").lowercased().split(separator: " ")
    return scene.lists.map { list in
      words.isEmpty
        ? list.items
        : list.items.filter { item in
          let text = "\(item.name) \(item.id) \(item.detail)".lowercased()
          return words.allSatisfy { text.contains($0) }
        }
    }
  }

  /// What Enter opens.
  public func choice(_ scene: StartScene) -> StartChoice? {
    let found = found(scene)
    guard found.indices.contains(focus), !found[focus].isEmpty else { return nil }
    return StartChoice(scene.lists[focus].kind, found[focus][row(focus, found[focus].count)].id)
  }

  /// The chosen row of a list that shows so many.
  func row(_ list: Int, _ count: Int) -> Int { min(max(0, chosen[list] ?? 0), max(0, count - 1)) }

  // MARK: Events

  public mutating func handle(_ event: Event, scene: StartScene) -> [StartEffect] {
    note = nil
    if case .resize = event { return [.redraw] }
    switch event {
    case .control("c"): return [.quit]
    case .control("z"): return [.suspend]
    case .control("l"): return [.redraw]
    case .control("s"): return [.saveScreen]
    case .control where keys.action(of: event) == .theme: return turn(to: theme.next)
    case .control where keys.action(of: event) == .palette && pages == nil: prompt = prompt ?? ""
    default: break
    }
    if var open = pages {
      pages = open.handle(event, rows: rows) ? open : nil
      return []
    }
    if case .mouse(let column, let row, let button) = event { return clicked(column, row, button, scene) }
    if prompt != nil { return type(event, scene) }
    if search == nil, let effects = command(event, scene) { return effects }
    return move(event, scene)
  }

  /// Letters that are keys as long as nothing is looked for.
  private mutating func command(_ event: Event, _ scene: StartScene) -> [StartEffect]? {
    switch event {
    case .character("q"): return [.quit]
    case .character("?"), .key(.function(1)): showKeys()
    case .character("/"): search = ""
    case .character(":"): prompt = ""
    case .character("x"): return check(choice(scene))
    case .key(.escape): show(note: "q leaves")
    default:
      if keys.action(of: event) == .mouse { return turnMouse() }
      return nil
    }
    return []
  }

  mutating func showKeys() { pages = Pages(title: "Keys of the start screen", lines: Self.help) }

  static let help = [
    "Enter          open what is chosen; Esc or q there comes back here",
    "x              every order of the threads: of a scenario, a bug, a driver",
    "j k Down Up    the next, the one before; PgDn PgUp, g G",
    "Tab Shift-Tab  the next list, the one before",
    "letters        find what has them in any list; / first for j k g q x M",
    "Esc            find nothing in particular",
    ":              a command: open 5, check retry-loop, theme light",
    "Ctrl-t         the next theme",
    "M              take the mouse, or leave it to the terminal",
    "Ctrl-s         this screen as text",
    "q              quit",
  ]

  private mutating func move(_ event: Event, _ scene: StartScene) -> [StartEffect] {
    let isTyping = search != nil, found = found(scene)
    let count = found.indices.contains(focus) ? found[focus].count : 0
    func go(_ difference: Int, _ view: inout StartView) {
      view.chosen[view.focus] = min(max(0, view.row(view.focus, count) + difference), max(0, count - 1))
    }
    switch event {
    case .key(.down): go(1, &self)
    case .key(.up): go(-1, &self)
    case .key(.pageDown): go(8, &self)
    case .key(.pageUp): go(-8, &self)
    case .key(.home): go(-count, &self)
    case .key(.end): go(count, &self)
    case .character("j") where !isTyping: go(1, &self)
    case .character("k") where !isTyping: go(-1, &self)
    case .character("g") where !isTyping: go(-count, &self)
    case .character("G") where !isTyping: go(count, &self)
    case .key(.tab), .key(.right): turn(1, found)
    case .key(.shiftTab), .key(.left): turn(-1, found)
    case .key(.enter):
      guard let choice = choice(scene) else {
        show(note: "nothing has \"\(search ?? "")\"; Backspace takes a letter back", isError: true)
        return []
      }
      return [.open(choice)]
    case .key(.escape): look(for: nil, scene)
    case .key(.backspace), .control("h"):
      guard let text = search else { return [] }
      look(for: text.isEmpty ? nil : String(text.dropLast()), scene)
    case .control("u"): look(for: nil, scene)
    case .character(let scalar) where scalar.columns > 0 && (scalar != " " || isTyping):
      look(for: (search ?? "") + String(Character(scalar)), scene)
    default: break
    }
    return []
  }

  /// Looks for a text in all lists.
  mutating func find(_ text: String, _ scene: StartScene) { look(for: text.isEmpty ? nil : text, scene) }

  /// Another text to find: the list stays if it has something, else the first that has.
  private mutating func look(for text: String?, _ scene: StartScene) {
    search = text
    chosen = [:]
    let found = found(scene)
    guard !(found.indices.contains(focus) && !found[focus].isEmpty) else { return }
    focus = found.firstIndex { !$0.isEmpty } ?? focus
  }

  /// The next list that has anything.
  private mutating func turn(_ difference: Int, _ found: [[StartItem]]) {
    guard !found.isEmpty else { return }
    for step in 1...found.count {
      let next = (focus + difference * step + found.count * step) % found.count
      if !found[next].isEmpty {
        focus = next
        return
      }
    }
  }

  private mutating func clicked(_ column: Int, _ row: Int, _ button: Button, _ scene: StartScene) -> [StartEffect] {
    switch button {
    case .wheelUp: return move(.key(.up), scene)
    case .wheelDown: return move(.key(.down), scene)
    case .right, .move: return []
    case .left: break
    }
    let layout = StartLayout(columns: columns, rows: rows, scene: scene, focus: focus)
    for (index, room) in layout.lists.enumerated() {
      // A title gives the keys to its list.
      if row == room.row - 1, (room.column..<room.right).contains(column) {
        focus = index
        return []
      }
      guard room.contains(column: column, row: row) else { continue }
      let items = found(scene)[index]
      let wanted = top(index, items.count, room.rows) + row - room.row
      guard items.indices.contains(wanted) else { return [] }
      let isAgain = focus == index && self.row(index, items.count) == wanted
      (focus, chosen[index]) = (index, wanted)
      return isAgain ? move(.key(.enter), scene) : []
    }
    return []
  }

  /// The first row in sight of a list, so that the chosen one is.
  func top(_ list: Int, _ count: Int, _ height: Int) -> Int {
    let row = row(list, count)
    return min(max(0, row - height / 2), max(0, count - height))
  }
}
