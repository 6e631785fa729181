import Scene
import Screen

/// What the person sees besides the moment itself: which panel takes the keys, what is open, what is being typed.
///
/// `handle` turns what was pressed into effects, `frame` draws a scene. Both are pure: no terminal, no session.
public struct View: Sendable {
  public var columns: Int
  public var rows: Int
  /// The panel that takes the keys; nil as long as none was chosen.
  public var focus: Panel?
  /// That panel alone.
  public var isZoomed = false
  /// Listings show both forms of what a switch changes.
  public var showsBothForms = false
  /// Everything that Why has to say, in the place of Why and Time.
  public var isWhyOpen = false
  /// The large layout for a projector.
  public var isPresenting = false
  /// There, what the speaker has noted stands in the place of what is said.
  var showsNotes = false
  /// How much the last step changed: a step of a presentation stands longer where there is more to see.
  var weight = 1
  /// Something is behind this screen: Esc with nothing left to close goes back to it.
  public var isNested = false
  /// Every glyph as its ASCII stand-in.
  public var isASCII = false
  /// Values that travel in a step are shown on their way.
  public var animates = true
  /// The terminal can show text reversed.
  public var hasReverse = true
  /// What the keys mean.
  public var keys = KeyTable.standard
  /// How roles look, and whether the mouse is ours: others see to it, the view knows it.
  public var theme = ThemeName.auto
  public var takesMouse = false
  /// Steps follow by themselves.
  public internal(set) var isPlaying = false
  /// The name in the title row.
  public var program = "hmmscope"

  var speed = Speed()
  var overlay: Overlay?
  var prompt: Prompt?
  /// What the next character names: a mark to set, or one to go to.
  var pending: Pending?
  var note: Note?
  /// Typed lines, newest last.
  var past: [String] = []
  /// The first row in sight, where the person has scrolled.
  var scroll: [Panel: Int] = [:]
  /// What is folded, and whose tables are shown.
  var folds = Folds()
  /// The chosen row of a panel.
  var chosen: [Panel: Int] = [:]
  /// Which word of a lesson's prose is chosen, of those that can be asked about.
  var word: Int?
  /// The choice of a question that Enter takes.
  var answer = 0
  /// Ctrl-c was pressed and nothing was running: the next one leaves.
  var leavesOnInterrupt = false

  public init(columns: Int, rows: Int, focus: Panel? = .driver) {
    self.columns = columns
    self.rows = rows
    self.focus = focus
  }

  /// What lies over the panels.
  enum Overlay: Sendable {
    case help(Help)
    case palette(CommandPalette)
    case pages(Pages)
    case stops(selected: Int)
    case choices(selected: Int)
    case words(WordList)
  }

  /// A prompt, a menu or a page is open and takes the next key.
  public var isOpen: Bool { prompt != nil || pending != nil || hasOverlay }

  /// The key of an action, for a sentence.
  func key(_ action: Action) -> String { keys.label(of: action.name) }

  var hasOverlay: Bool { if case nil = overlay { false } else { true } }

  /// A key that waits for a name.
  enum Pending: Sendable { case setMark, goToMark }

  /// One line for the person, in the key row, until the next key.
  struct Note: Sendable {
    var text: String
    var isError = false
  }

  /// The picture of a moment.
  public func frame(of scene: Scene) -> Frame {
    var frame = drawing(of: scene).frame
    if isASCII { frame.replaceScalars(ASCII.scalar) }
    return frame
  }

  /// Shows what the session answered.
  public mutating func show(_ reply: Reply) {
    if !reply.words.isEmpty {
      overlay = .words(WordList(reply.words))
    } else if !reply.pages.isEmpty {
      overlay = .pages(Pages(title: reply.note.isEmpty ? "Answer" : reply.note, lines: reply.pages))
    } else if !reply.note.isEmpty {
      note = Note(text: reply.note, isError: reply.isError)
      if reply.isError { isPlaying = false }
    }
  }

  /// Shows one line until the next key.
  public mutating func show(note text: String, isError: Bool = false) {
    note = Note(text: text, isError: isError)
  }

  func layout(_ scene: Scene) -> Layout {
    let below: Layout.Below =
      if case .choices = overlay {
        .choices
      } else if isWhyOpen || focus == .why {
        .why
      } else {
        showsLesson(scene) ? .lesson : .both
      }
    return Layout(
      columns: columns, rows: rows, focus: focus ?? .driver, isZoomed: isZoomed, below: below, scene: scene
    ) { panel, columns in
      // As if it had all the room of a screen: what it can show at most.
      let content = panelContent(panel, scene, Room(columns: columns, rows: 200))
      return content.header.count + content.rows.count + content.footer.count
    }
  }

  /// How fast playing can be.
  public static let speeds = Speed.names

  /// How fast it plays now: one of `speeds`.
  public var speedText: String { speed.text }

  /// Plays so fast from now on; what is none of `speeds` changes nothing.
  public mutating func setSpeed(_ text: String) { speed = Speed(text) ?? speed }

  /// How many steps a second while playing.
  struct Speed: Sendable {
    private static let steps: [(text: String, milliseconds: Int)] = [
      ("1 in 2 s", 2000), ("1/s", 1000), ("2/s", 500), ("4/s", 250), ("8/s", 125), ("16/s", 62), ("32/s", 31),
    ]
    private var index = 2

    init() {}

    /// Nil where there is no such speed.
    init?(_ text: String) {
      guard let index = Self.steps.firstIndex(where: { $0.text == text }) else { return nil }
      self.index = index
    }

    static let names = steps.map(\.text)

    var text: String { Self.steps[index].text }
    var milliseconds: Int { Self.steps[index].milliseconds }

    mutating func change(by difference: Int) {
      index = min(max(0, index + difference), Self.steps.count - 1)
    }
  }
}
