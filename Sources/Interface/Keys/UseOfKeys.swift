import Scene

extension View {
  /// Whether a key would do anything here: in this panel, at this moment, with what is known.
  func isOfUse(_ action: Action, _ scene: Scene) -> Bool {
    let time = scene.time
    switch action {
    case .step(.back), .over(.back), .out(.back), .run(.back), .first: return time.now > time.first
    case .step(.forward), .over(.forward), .out(.forward), .run(.forward), .play:
      return !(time.now >= time.last && time.isComplete)
    case .choose: return scene.heading.isRun
    // A lesson plays on a run of its own.
    case .explore: return scene.heading.isRun && (scene.lesson?.stops ?? 0) == 0
    case .tenth: return (scene.lesson?.stops ?? 0) == 0 || !showsLesson(scene)
    case .force: return scene.heading.isRun && scene.choices.contains { !$0.isEnabled }
    case .branch: return scene.branches.count > 1
    case .questions: return scene.heading.isRun || scene.lesson != nil
    case .space: return !scene.otherSpaces.isEmpty
    case .device: return !scene.otherDevices.isEmpty
    case .bothForms: return scene.kernel.hasTwoForms || scene.driver.hasTwoForms
    case .goToMark:
      return time.stops.contains { if case .bookmark = $0.kind { true } else { false } }
    case .nextMark: return !time.stops.isEmpty
    case .watch, .lastWriter: return focusedRows(scene).contains { !$0.cell.isEmpty }
    case .breakHere: return focusedRows(scene).contains { !$0.label.isEmpty }
    case .listBreaks: return !scene.breaks.isEmpty
    default: return true
    }
  }

  private func focusedRows(_ scene: Scene) -> [Row] { focused(scene)?.content.rows ?? [] }

  /// The keys that work here. What a lesson or a projector makes of some of them is told below.
  func help(_ scene: Scene) -> Help {
    var help = Help(keys, isRun: scene.heading.isRun) { isOfUse($0, scene) }
    if scene.lesson?.isAsked ?? false {
      help.here = "A question:  1 to 9 or j k Enter answer it.  Esc shows what is right."
    } else if scene.lesson != nil {
      help.here = "In a lesson:  PgDn . Enter go on.  PgUp goes back.  Tab, j, Enter: a word."
    } else if isPresenting {
      help.here = "In the large layout:  PgDn goes on, PgUp back.  Esc leaves it."
    }
    return help
  }
}
