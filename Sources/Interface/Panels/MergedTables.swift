import Scene
import Screen

/// All page tables in one panel, a page a row.
enum MergedTables {
  static func content(_ scene: Scene, room: Room, folds: Folds, prefersDevice: Bool) -> Content {
    let cpu = Side.cpu(scene, folds), device = Side.device(scene, folds)
    // Levels have no room beside other tables: the one that they belong to has the panel for itself.
    if folds.showsLevels {
      let side = prefersDevice ? device : cpu, table = side.tables[side.one]
      if !table.levels.isEmpty {
        return PageTable.content(table, room: room, folds: folds, anchor: side.anchor)
      }
    }
    let (cpus, devices) = shown(cpu, device, columns: room.columns)
    return SideBySide(cpu.columns(cpus) + device.columns(devices), room: room).content()
  }

  /// The title names the tables that are in sight, and counts the others.
  static func title(_ title: Title, _ scene: Scene, _ folds: Folds, columns: Int) -> Title {
    let cpu = Side.cpu(scene, folds), device = Side.device(scene, folds)
    guard cpu.tables.count + device.tables.count > 2 else { return title }
    var title = title
    let (cpus, devices) = shown(cpu, device, columns: columns)
    let hidden = cpu.wanted.count - cpus.count + device.wanted.count - devices.count
    title.name = "Tables"
    if let chosen = cpu.chosen { title.name += " \(chosen + 1) of \(cpu.tables.count)" }
    title.count = Title.mapped(cpu: cpus.map { cpu.tables[$0] }, device: devices.map { device.tables[$0] })
    if hidden > 0 { title.count += ", +\(hidden)" }
    return title
  }

  /// The tables that have a column: of the devices one alone is the first to go, then of the address spaces.
  private static func shown(_ cpu: Side, _ device: Side, columns: Int) -> (cpu: [Int], device: [Int]) {
    let choices = [
      (cpu.wanted, device.wanted), (cpu.wanted, [device.one]), ([cpu.one], device.wanted),
    ]
    return choices.first { cpus, devices in
      SideBySide.fits(cpus.map { cpu.tables[$0] } + devices.map { device.tables[$0] }, columns: columns)
    } ?? ([cpu.one], [device.one])
  }
}
