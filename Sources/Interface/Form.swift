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
  /// which keep one each; the tables keep more where a lesson speaks of them.
  mutating func grow(
    _ focus: Panel, keepsTables: Bool, _ wanted: (_ panel: Panel, _ columns: Int) -> Int
  ) {
    guard widths.count < 3, grid.count > 1, focus != .driver, focus != .kernel else { return }
    let isTable = focus == .cpu || focus == .device
    guard let band = grid.firstIndex(where: { $0[0] == focus || (isTable && $0[0] == .tables) }) else { return }
    var missing = wanted(grid[band][0], widths[0]) - bands[band]
    for other in bands.indices.reversed() where other != band && missing > 0 {
      let given = min(missing, max(0, bands[other] - (keepsTables ? least(other) : 1)))
      bands[other] -= given
      bands[band] += given
      missing -= given
    }
  }

  /// How many rows a band keeps that others take rows from: the tables their heading and two pages, the others one.
  private func least(_ band: Int) -> Int { grid[band][0] == .tables ? 3 : 1 }

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

  /// A lesson that has more to say than Why and Time have rows for takes some of the bands that it is not about. On
  /// small screens the panels that it is about have all the rows that they can fill first.
  ///
  /// - Parameter needs: how many rows a panel of the left column can fill.
  mutating func makeRoom(
    forLesson wanted: Int, keepsTime: Bool, about looked: [Panel], needs: (_ panel: Panel, _ columns: Int) -> Int
  ) {
    let isSmall = widths.count < 3, all = grid.joined()
    // A listing goes through all bands: it can spare a row of each.
    let about = grid.indices.map { band in
      grid[band].contains { panel in
        let isLooked = looked.contains(panel) || (panel == .tables && !Set(looked).isDisjoint(with: [.cpu, .device]))
        return isLooked && all.count { $0 == panel } == 1
      }
    }
    if isSmall, about.contains(true) { feed(about, needs) }
    var missing = min(wanted, rows / 2) - (keepsTime || time == 0 ? why : why + 1 + time)
    for band in bands.indices.reversed() where missing > 0 && !about[band] {
      let given = min(missing, max(0, bands[band] - (isSmall ? least(band) : 2)))
      bands[band] -= given
      why += given
      missing -= given
    }
  }

  /// Gives bands the rows that they can fill, from the others, which keep the least, and then from what stands below.
  private mutating func feed(_ about: [Bool], _ needs: (_ panel: Panel, _ columns: Int) -> Int) {
    for band in bands.indices where about[band] {
      var missing = needs(grid[band][0], widths[0]) - bands[band]
      for other in bands.indices.reversed() where !about[other] && missing > 0 {
        let given = min(missing, max(0, bands[other] - least(other)))
        bands[other] -= given
        bands[band] += given
        missing -= given
      }
      let given = max(0, min(missing, why - 1))
      why -= given
      bands[band] += given
    }
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
