/// When the pictures of a script's film are shown: by the script's own time, and where it lets none pass, by a pause
/// that is long enough to look at a step.
struct FilmTime {
  /// Somebody will save it.
  var isWanted = false
  /// When the last picture was shown, by the script's time; nil before the first.
  private var last: Int?

  /// How long a step is shown, in milliseconds, where the script says nothing.
  static let step = 1000

  init(isWanted: Bool = false) { self.isWanted = isWanted }

  var shown: Int { last ?? 0 }

  /// What passed until now is not shown.
  mutating func skip(to clock: Int) {
    if last != nil { last = clock }
  }

  /// How long the picture before has been shown when the next one comes.
  mutating func pause(until clock: Int, isStep: Bool) -> Int {
    defer { last = clock }
    guard let last else { return 0 }
    let passed = clock - last
    return isStep && passed == 0 ? Self.step : passed
  }
}

extension Verb {
  /// A film of the whole script is made for this.
  var wantsFilm: Bool {
    switch self {
    case .save: true
    case .output(let file): file.hasSuffix(".cast")
    default: false
    }
  }
}
