import Scene
import Screen

extension View {
  /// What a press of the mouse means: a panel, a row of it, a moment on the scrubber or in a lane; the wheel steps.
  mutating func clicked(column: Int, row: Int, _ button: Button, _ scene: Scene) -> [Effect] {
    guard prompt == nil else { return [] }
    guard overlay == nil else { return clickedOverlay(button, scene) }
    switch button {
    case .wheelUp: return ask(.step(1, .back))
    case .wheelDown: return ask(.step(1, .forward))
    case .right, .move: return []
    case .left: break
    }
    let layout = layout(scene)
    if let moment = moment(atColumn: column, row: row, layout, scene) {
      isPlaying = false
      return ask(.goTo(.moment(moment)))
    }
    guard let place = layout.places.first(where: { $0.inner.contains(column: column, row: row) }) else { return [] }
    if place.panel == .why || place.panel == .choices { return [] }
    if place.panel == .lesson { return clickedLesson(place, column: column, row: row, layout, scene) }
    turn(to: place.panel == .tables ? .cpu : place.panel)
    let content = content(of: place, scene, layout)
    let index = window(of: content, place).lowerBound + row - place.inner.row - content.header.count
    if place.panel == .threads, scene.threads.indices.contains(index), scene.heading.isRun {
      chooseThread(scene)
      let name = scene.threads[index].name
      if case .choices = overlay, let choice = scene.choices.firstIndex(where: { $0.thread == name }) {
        overlay = .choices(selected: choice)
      }
      return []
    }
    guard content.rows.indices.contains(index), content.rows[index].isSelectable else { return [] }
    chosen[place.panel] = index
    if let fold = content.rows[index].fold { toggle(fold) }
    return []
  }

  /// Over a list the wheel moves in it; a right click closes it.
  private mutating func clickedOverlay(_ button: Button, _ scene: Scene) -> [Effect] {
    switch button {
    case .wheelUp: handle(.key(.up), scene: scene)
    case .wheelDown: handle(.key(.down), scene: scene)
    case .right: handle(.key(.escape), scene: scene)
    case .left, .move: []
    }
  }

  /// The moment of a column of the lanes or of the scrubber.
  private func moment(atColumn column: Int, row: Int, _ layout: Layout, _ scene: Scene) -> Int? {
    guard !layout.isTiny, !layout.isAlone, column > 0, column < columns - 1 else { return nil }
    let time = scene.time
    if layout.form.time == 0 {
      guard row == rows - 2, columns > 3 else { return nil }
      return time.first + ((column - 1) * (time.last - time.first) + (columns - 3) / 2) / (columns - 3)
    }
    let lanes = layout.place(.time)?.inner
    guard row == rows - 2 || lanes?.contains(column: column, row: row) ?? false else { return nil }
    let prefix = TimeLanes.prefix(time), scale = TimeScale(time, columns: columns - 2 - prefix)
    let offset = column - 1 - prefix
    guard offset >= 0 else { return nil }
    return min(scale.start + offset * scale.stride, scale.end)
  }
}
