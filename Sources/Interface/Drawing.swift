import Scene
import Screen

/// A finished picture with what an animation has to know of it.
struct Drawing {
  var frame: Frame
  /// Where values fly from and to.
  var anchors: [Anchor: (column: Int, row: Int)] = [:]
  /// The rows of panels that this step has changed.
  var changed: [Rectangle] = []
  var layout = Layout(columns: 0, rows: 0, focus: .driver, isZoomed: false, below: .both, scene: Scene())
}

extension View {
  func drawing(of scene: Scene) -> Drawing {
    var drawing = Drawing(frame: Frame(columns: columns, rows: rows))
    guard drawing.frame.columns > 0, drawing.frame.rows > 0 else { return drawing }
    drawing.layout = layout(scene)
    if isPresenting, !drawing.layout.isTiny {
      drawPresent(scene, on: &drawing.frame)
    } else if drawing.layout.isTiny {
      drawTiny(scene, on: &drawing.frame)
    } else if drawing.layout.isAlone {
      drawAlone(scene, on: &drawing)
    } else {
      drawPanels(scene, on: &drawing)
    }
    switch overlay {
    case .help(let help): help.draw(on: &drawing.frame, panel: name(of: focus ?? .driver, scene), isASCII: isASCII)
    case .palette(let palette): palette.draw(on: &drawing.frame)
    case .stops(let selected): StopList.draw(scene, selected: selected, on: &drawing.frame)
    case .pages(let pages): pages.draw(on: &drawing.frame)
    case .words(let words): words.draw(on: &drawing.frame)
    case .choices, nil: break
    }
    return drawing
  }

  private func drawPanels(_ scene: Scene, on drawing: inout Drawing) {
    let layout = drawing.layout
    drawing.frame.write(titleRow(scene), column: 0, row: 0)
    drawing.frame.write(keyRow(scene), column: 0, row: rows - 1)
    var border = Border(columns: drawing.frame.columns, rows: drawing.frame.rows)
    for place in layout.places { border.surround(place.inner) }
    border.draw(on: &drawing.frame)
    for place in layout.places {
      draw(place, scene, on: &drawing)
      drawTitle(of: place, scene, layout, on: &drawing.frame)
    }
    if let time = layout.place(.time), layout.form.time > 0 {
      Scrubber.drawUnderLanes(
        scene.time, on: &drawing.frame, column: 1, row: time.inner.bottom, columns: time.inner.columns)
    } else if layout.form.time > 0 {
      Scrubber.drawUnderLanes(scene.time, on: &drawing.frame, column: 1, row: rows - 2, columns: columns - 2)
    } else {
      Scrubber.drawWhole(scene.time, on: &drawing.frame, column: 1, row: rows - 2, columns: columns - 2)
    }
  }

  private func drawAlone(_ scene: Scene, on drawing: inout Drawing) {
    guard let place = drawing.layout.places.first else { return }
    drawing.frame.write(aloneTitleRow(place.panel, scene), column: 0, row: 0)
    draw(place, scene, on: &drawing)
    if !scene.watches.isEmpty, place.panel != .watches {
      var watches = WatchList.row(scene, columns: columns).line
      watches.cut(to: columns)
      drawing.frame.write(watches, column: 0, row: rows - 3)
    }
    var why = WhyText.single(scene)
    why.cut(to: columns)
    drawing.frame.write(why, column: 0, row: rows - 2)
    drawing.frame.write(keyRow(scene), column: 0, row: rows - 1)
  }

  /// Title and why, as far as they go.
  private func drawTiny(_ scene: Scene, on frame: inout Frame) {
    frame.write(aloneTitleRow(focus ?? .driver, scene), column: 0, row: 0)
    guard rows > 1 else { return }
    let hasKeys = rows > 3 || prompt != nil
    let room = Room(columns: columns, rows: rows - (hasKeys ? 2 : 1))
    if room.rows == 1 || columns < 20 {
      var why = WhyText.single(scene)
      why.cut(to: columns)
      frame.write(why, column: 0, row: 1)
    } else {
      for (index, row) in WhyText.content(scene.why, room: room, isOpen: false).rows.prefix(room.rows).enumerated() {
        frame.write(row.line, column: -1, row: 1 + index)
      }
    }
    if hasKeys { frame.write(keyRow(scene), column: 0, row: rows - 1) }
  }
}
