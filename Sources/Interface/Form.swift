import Scene

/// The shape of the screen at one size: columns and bands of panels, then Why, then Time.
struct Form {
  var columns: Int
  var rows: Int
  /// Columns inside the frame.
  var widths: [Int]
  /// Rows of each band inside the frame.
  var bands: [Int]
  /// The panel of each band and column; the same panel again goes on.
  var grid: [[Panel]]
  var why: Int
  /// 0: the scrubber alone, in the lower border.
  var time: Int

  /// From the largest; the first that fits in both directions is taken.
  static let all = [
    Form(
      columns: 200, rows: 60, widths: [44, 44, 52, 55], bands: [14, 12, 12],
      grid: [
        [.cpu, .device, .driver, .history], [.ranges, .notifiers, .driver, .watches],
        [.frames, .threads, .kernel, .branches],
      ], why: 6, time: 8),
    Form(
      columns: 160, rows: 45, widths: [40, 40, 76], bands: [10, 9, 9], grid: square + [[.frames, .threads, .kernel]],
      why: 4, time: 5),
    Form(
      columns: 120, rows: 36, widths: [33, 33, 50], bands: [7, 7, 7], grid: square + [[.frames, .threads, .kernel]],
      why: 4, time: 3),
    Form(
      columns: 100, rows: 30, widths: [28, 28, 40], bands: [6, 6, 4], grid: square + [[.frames, .threads, .driver]],
      why: 3, time: 3),
    Form(
      columns: 80, rows: 24, widths: [35, 42], bands: [3, 3, 3],
      grid: [[.tables, .driver], [.ranges, .driver], [.frames, .driver]], why: 3, time: 4),
    Form(
      columns: 60, rows: 20, widths: [58], bands: [4, 2, 4], grid: [[.tables], [.ranges], [.driver]], why: 3, time: 0),
    Form(columns: 40, rows: 10, widths: [], bands: [], grid: [], why: 1, time: 0),
  ]

  /// The left half of all larger screens; no layout may turn it.
  private static let square: [[Panel]] = [[.cpu, .device, .driver], [.ranges, .notifiers, .driver]]

  /// One panel, with Why and the scrubber below it.
  static func zoomed(_ panel: Panel, columns: Int, rows: Int) -> Form {
    let why = rows >= 30 ? 4 : rows >= 20 ? 3 : 1
    return Form(
      columns: columns, rows: rows, widths: [columns - 2], bands: [rows - 5 - why], grid: [[panel]], why: why, time: 0)
  }

  /// The panel that takes the keys is always on the screen: where it has no place of its own it takes another's.
  mutating func show(_ focus: Panel, in rows: Int) {
    guard !grid.joined().contains(focus), !(focus == .time && time > 0), focus != .why, focus != .choices else {
      return
    }
    let isMerged = grid.joined().contains(.tables)
    if isMerged, focus == .cpu || focus == .device { return }
    let place: Panel =
      switch rows {
      case ..<24: .driver
      case ..<30: .frames
      case ..<36: focus == .kernel ? .driver : .frames
      default: .kernel
      }
    for band in grid.indices {
      for column in grid[band].indices where grid[band][column] == place { grid[band][column] = focus }
    }
  }

  /// Panels that a lesson does not speak of go. A band that has nothing else goes whole; elsewhere the panel above, or
  /// below, goes on in their place.
  mutating func leaveOut(_ panels: [Panel], but looked: [Panel]) {
    let left = panels.filter { !looked.contains($0) }
    guard !left.isEmpty, grid.count > 1 else { return }
    for band in grid.indices.reversed() where grid.count > 1 {
      let others = grid.indices.filter { $0 != band }.flatMap { grid[$0] }
      guard grid[band].allSatisfy({ left.contains($0) || others.contains($0) }) else { continue }
      let freed = bands[band] + 1
      grid.remove(at: band)
      bands.remove(at: band)
      bands[0] += freed / 2
      bands[bands.count - 1] += freed - freed / 2
    }
    for band in grid.indices {
      for column in grid[band].indices where left.contains(grid[band][column]) {
        grid[band][column] = grid[band > 0 ? band - 1 : 1][column]
      }
    }
  }

  /// On small screens the panel that takes the keys gets the rows that it can fill from those above and below it,
  /// which keep one each.
  mutating func grow(_ focus: Panel, _ wanted: (_ panel: Panel, _ columns: Int) -> Int) {
    guard widths.count < 3, grid.count > 1, focus != .driver, focus != .kernel else { return }
    let isTable = focus == .cpu || focus == .device
    guard let band = grid.firstIndex(where: { $0[0] == focus || (isTable && $0[0] == .tables) }) else { return }
    var missing = wanted(grid[band][0], widths[0]) - bands[band]
    for other in bands.indices.reversed() where other != band && missing > 0 {
      let given = min(missing, max(0, bands[other] - 1))
      bands[other] -= given
      bands[band] += given
      missing -= given
    }
  }

  /// Why at length takes rows of the lowest band, and then that band, until all of it is in sight.
  mutating func makeRoom(forWhy wanted: Int) {
    while true {
      let missing = wanted - why - (time > 0 ? 1 + time : 0), last = bands.count - 1
      guard missing > 0 else { return }
      if bands[last] - missing >= 2 || last == 0 {
        let given = min(missing, max(0, bands[last] - 2))
        bands[last] -= given
        why += given
        return
      }
      why += bands.removeLast() + 1
      grid.removeLast()
    }
  }

  /// A lesson that has more to say than Why and Time have rows for takes some of the bands that it is not about.
  mutating func makeRoom(forLesson wanted: Int, keepsTime: Bool, about looked: [Panel]) {
    var missing = min(wanted, rows / 2) - (keepsTime || time == 0 ? why : why + 1 + time)
    let about = isAbout(looked)
    for band in bands.indices.reversed() where missing > 0 && !about[band] {
      let given = min(missing, max(0, bands[band] - 2))
      bands[band] -= given
      why += given
      missing -= given
    }
  }

  /// The bands with a panel that a lesson is about. A listing goes through all bands: it can spare a row of each.
  private func isAbout(_ looked: [Panel]) -> [Bool] {
    let all = grid.joined()
    return grid.map { band in
      band.contains { panel in
        let isLooked = looked.contains(panel) || (panel == .tables && !Set(looked).isDisjoint(with: [.cpu, .device]))
        return isLooked && all.count { $0 == panel } == 1
      }
    }
  }

  /// On a small screen what a lesson says comes first, then the panels that it is about, then the tables; what is left
  /// of another panel is shown if that is more than its heading.
  ///
  /// - Parameter needs: how many rows a panel of the left column can fill.
  mutating func share(
    withLesson wanted: Int, keepsTime: Bool, about looked: [Panel], needs: (_ panel: Panel, _ columns: Int) -> Int
  ) {
    if !keepsTime, time > 0 {
      why += 1 + time
      time = 0
    }
    let about = isAbout(looked), wants = grid.map { needs($0[0], widths[0]) }
    // A band has a border above it: it costs a row more than it shows.
    var rest = why + bands.reduce(0, +) + bands.count
    func take(_ rows: Int) -> Int {
      let given = max(0, min(rest, rows))
      rest -= given
      return given
    }
    // The lesson keeps the rows that it always has, so that its border stays where it is as long as all fits.
    var lesson = take(max(why, min(wanted, rows / 3)))
    var given = grid.indices.map { take(about[$0] || grid[$0][0] == .tables ? 1 + min(wants[$0], 3) : 0) }
    for band in given.indices where about[band] { given[band] += take(1 + wants[band] - given[band]) }
    lesson += take(min(wanted, rows / 2) - lesson)
    for band in given.indices where given[band] > 0 { given[band] += take(1 + wants[band] - given[band]) }
    for band in given.indices where given[band] == 0 && rest > 2 { given[band] = take(1 + max(2, wants[band])) }
    let kept = given.indices.filter { given[$0] > 1 }
    guard !kept.isEmpty else { return }
    (grid, bands) = (kept.map { grid[$0] }, kept.map { given[$0] - 1 })
    bands[bands.count - 1] += rest
    why = lesson
  }

  /// The listings first, until they have 76 columns; then both columns of the square alike.
  mutating func widen(by extra: Int) {
    guard extra > 0 else { return }
    columns += extra
    guard widths.count > 1 else {
      widths[0] += extra
      return
    }
    let listing = widths.count == 2 ? 1 : 2
    let given = min(extra, max(0, 76 - widths[listing]))
    widths[listing] += given
    let rest = extra - given
    if listing == 1 {
      widths[0] += rest
    } else {
      widths[0] += rest - rest / 2
      widths[1] += rest / 2
    }
  }

  /// Time first, until every thread has a lane; then the tables, until every page has a row; then Why, until it has
  /// six rows; then all bands alike.
  mutating func heighten(by extra: Int, _ scene: Scene) {
    rows += extra
    var extra = extra
    func take(_ wanted: Int) -> Int {
      let given = min(extra, max(0, wanted))
      extra -= given
      return given
    }
    let lanes = scene.time.lanes.count, isMerged = grid[0][0] == .tables
    if time > 0 {
      // A row without a lane is of more use elsewhere.
      extra += max(0, time - max(1, lanes))
      time = min(time, max(1, lanes))
      time += take(lanes - time)
    } else if isMerged, lanes > 0, extra > lanes {
      time = take(lanes + 1) - 1
    }
    let tables = [scene.cpu, scene.device] + scene.otherSpaces + scene.otherDevices
    let others = isMerged ? 1 : min(2, tables.map(\.captions.count).max() ?? 0) + 1
    bands[0] += take((tables.map(\.entries.count).max() ?? 0) + others - bands[0])
    why += take(6 - why)
    var band = bands.count - 1
    while extra > 0 {
      bands[band] += take(1)
      band = (band + 1) % bands.count
    }
  }
}
