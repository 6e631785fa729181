import Scene
import Screen

extension View {
  /// What an event means here. The scene is the one on the screen.
  public mutating func handle(_ event: Event, scene: Scene) -> [Effect] {
    if case .resize = event { return [.redraw] }
    if case .mouse(let column, let row, let button) = event {
      return clicked(column: column, row: row, button, scene)
    }
    note = nil
    if event != .control("c") { leavesOnInterrupt = false }
    // These mean the same wherever one is.
    switch keys.action(of: event) {
    case .interrupt, .suspend, .redraw, .saveScreen, .theme:
      // A letter may be being typed.
      if case .character = event, prompt != nil || pending != nil || hasOverlay { break }
      return keys.action(of: event).map { perform($0, scene) } ?? []
    default: break
    }
    if prompt != nil { return type(event, scene) }
    if let waiting = pending { return name(waiting, event) }
    switch overlay {
    case .help(var help):
      return handle(event, &help, scene)
    case .palette(var palette):
      return handle(event, &palette, scene)
    case .pages(var pages):
      let isOpen = pages.handle(event, rows: rows)
      overlay = isOpen ? .pages(pages) : nil
      return []
    case .words(var words):
      let isOpen = words.handle(event)
      overlay = isOpen ? .words(words) : nil
      return []
    case .stops(let selected): return handle(event, selectedStop: selected, scene)
    case .choices(let selected):
      if let effects = handle(event, selected: selected, scene) { return effects }
    case nil: break
    }
    if isPresenting, let effects = presentKey(event, scene) { return effects }
    if let lesson = scene.lesson, let effects = teach(event, lesson, scene) { return effects }
    guard let action = keys.action(of: event) else {
      if let name = KeyName.of(event) { show(note: keys.unknown(name)) }
      return []
    }
    return perform(action, scene)
  }

  /// Call when as much time has passed as `pause` says: the next step of playing, or its end.
  public mutating func tick(_ scene: Scene) -> [Effect] {
    guard isPlaying else { return [] }
    note = nil
    if scene.time.now >= scene.time.last, scene.time.isComplete {
      isPlaying = false
      show(note: "the end; \(key(.first)) goes to the start")
      return []
    }
    return ask(.step(1, .forward))
  }

  /// Call with every new scene: playing ends where there is something to look at, and where nothing moves any more.
  public mutating func arrive(at scene: Scene, from old: Scene) {
    attend(to: scene, from: old)
    weight = Self.weight(of: scene)
    guard isPlaying else { return }
    let broken = scene.heading.broken.filter { !old.heading.broken.contains($0) }
    if scene.time.now == old.time.now {
      isPlaying = false
    } else if !broken.isEmpty {
      isPlaying = false
      show(note: "stopped: \(broken.joined(separator: ", ")) \(broken.count == 1 ? "does" : "do") not hold any more")
    } else if let stop = scene.why.sentences.first(where: { $0.kind == .stop }) {
      isPlaying = false
      show(note: "stopped: " + stop.text)
    }
  }

  /// How long to wait for a key before the next step follows by itself; nil for as long as it takes.
  ///
  /// On a projector everything takes twice the time, and more where a step has changed much.
  public var pause: Int? { isPlaying ? speed.milliseconds * (isPresenting ? 1 + weight : 1) : nil }

  /// Sends a request; what was scrolled follows the moment again.
  mutating func ask(_ request: Request) -> [Effect] {
    unscroll()
    return [.request(request)]
  }

  /// Call with the new scene when somebody else than this view has asked for it, such as a script.
  public mutating func follow(_ scene: Scene, from old: Scene) {
    note = nil
    unscroll()
    arrive(at: scene, from: old)
  }

  private mutating func unscroll() {
    scroll = [:]
    for panel in [Panel.driver, .kernel, .history, .time] { chosen[panel] = nil }
  }

  private mutating func name(_ waiting: Pending, _ event: Event) -> [Effect] {
    pending = nil
    guard case .character(let scalar) = event, scalar != " " else { return [] }
    let name = String(Character(scalar))
    return waiting == .setMark ? [.request(.mark(name, note: ""))] : ask(.goTo(.bookmark(name)))
  }
}
