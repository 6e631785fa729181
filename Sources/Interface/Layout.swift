import Scene
import Screen

/// A panel and its room inside the frame.
struct Place: Equatable {
  var panel: Panel
  var inner: Rectangle
}

/// Which panels there are, and where.
struct Layout {
  var places: [Place] = []
  /// One panel without a frame, as on the smallest screens.
  var isAlone = false
  /// No panel at all: the title row and as much of Why as there is room for.
  var isTiny = false
  /// The shape it was made from.
  var form = Form.all[0]

  func place(_ panel: Panel) -> Place? { places.first { $0.panel == panel } }

  /// What takes the place of Why and Time.
  enum Below { case both, why, choices, lesson }

  /// `wanted` says how many rows a panel could fill that has so many columns.
  init(
    columns: Int, rows: Int, focus: Panel, isZoomed: Bool, below: Below, scene: Scene,
    wanted: (_ panel: Panel, _ columns: Int) -> Int = { _, _ in 0 }
  ) {
    guard columns >= 40, rows >= 10 else {
      isTiny = true
      form = Form.all[Form.all.count - 1]
      return
    }
    let fitting = Form.all.first { $0.columns <= columns && $0.rows <= rows } ?? Form.all[Form.all.count - 1]
    form = isZoomed && fitting.rows > 10 ? .zoomed(focus, columns: columns, rows: rows) : fitting
    if form.grid.isEmpty {
      isAlone = true
      let panel: Panel =
        switch below {
        case .both, .lesson: focus
        case .why: .why
        case .choices: .choices
        }
      // Besides the title, Why and the keys, what is watched has a row.
      let others = scene.watches.isEmpty || panel == .watches ? 3 : 4
      places = [Place(panel: panel, inner: Rectangle(column: 0, row: 1, columns: columns, rows: rows - others))]
      return
    }
    let shape = form.rows
    form.widen(by: columns - form.columns)
    form.heighten(by: rows - form.rows, scene)
    // What a stop says has its own place below: among the panels it is the one that the stop is about that shows.
    let shown = focus == .lesson ? scene.lesson?.looks.first.map { Panel($0) } ?? .driver : focus
    if let lesson = scene.lesson {
      form.leaveOut(lesson.without.map { Panel($0) }, but: lesson.looks.map { Panel($0) } + [shown])
    }
    form.show(shown, in: shape)
    let isSmall = form.widths.count < 3
    if below != .lesson || !isSmall { form.grow(shown, wanted) }
    var keepsTime = false
    if below == .lesson {
      let lesson = wanted(.lesson, columns - 2), looks = scene.lesson?.looks ?? []
      keepsTime = form.time > 0 && (looks.contains(.time) || (lesson <= form.why && !isSmall))
      if isSmall {
        form.share(withLesson: lesson, keepsTime: keepsTime, about: looks.map { Panel($0) } + [shown], needs: wanted)
      } else {
        form.makeRoom(forLesson: lesson, keepsTime: keepsTime, about: looks.map { Panel($0) })
      }
    }
    if below == .why { form.makeRoom(forWhy: WhyText.whole(scene, columns: columns - 2)) }
    arrange(columns: columns, below: below, keepsTime: keepsTime)
  }

  private mutating func arrange(columns: Int, below: Below, keepsTime: Bool) {
    var row = 2
    for (band, height) in form.bands.enumerated() {
      var column = 1
      for (index, width) in form.widths.enumerated() {
        let panel = form.grid[band][index]
        if let above = places.firstIndex(where: { $0.panel == panel }) {
          // A panel that goes on below grows over the border between the bands.
          places[above].inner.rows = row + height - places[above].inner.row
        } else {
          places.append(Place(panel: panel, inner: Rectangle(column: column, row: row, columns: width, rows: height)))
        }
        column += width + 1
      }
      row += height + 1
    }
    let wide = columns - 2
    let rest = form.why + (form.time > 0 ? 1 + form.time : 0)
    switch below {
    case .both,
      .lesson where keepsTime:
      let panel: Panel = below == .both ? .why : .lesson
      places.append(Place(panel: panel, inner: Rectangle(column: 1, row: row, columns: wide, rows: form.why)))
      guard form.time > 0 else { return }
      row += form.why + 1
      places.append(Place(panel: .time, inner: Rectangle(column: 1, row: row, columns: wide, rows: form.time)))
    case .why, .choices, .lesson:
      let panel: Panel = below == .why ? .why : below == .choices ? .choices : .lesson
      places.append(Place(panel: panel, inner: Rectangle(column: 1, row: row, columns: wide, rows: rest)))
    }
  }
}
