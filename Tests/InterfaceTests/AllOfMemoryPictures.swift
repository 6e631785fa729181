import Scene
import Screen
import Testing

import Interface

@Suite struct AllOfMemoryPictures {
  private func picture(
    _ scene: Scene, _ columns: Int, _ rows: Int, focus: Panel? = .driver, keys: String = "", _ name: String
  ) throws {
    var view = View(columns: columns, rows: rows, focus: focus)
    for key in keys.unicodeScalars { _ = view.handle(.character(key), scene: scene) }
    try expectSnapshot(view.frame(of: scene), named: "\(name)-\(columns)x\(rows)")
  }

  @Test(arguments: [(80, 24), (120, 36)]) func aHugeEntryIsOneRow(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.huge, columns, rows, "huge")
  }

  @Test(arguments: [(80, 24), (120, 36), (60, 20)]) func itSplitsIntoSmallRows(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.split, columns, rows, "split")
  }

  @Test func theTableThatTakesTheKeysShowsAllRowsOnASmallScreen() throws {
    try picture(AllOfMemory.split, 80, 24, focus: .cpu, "split-keys")
    try picture(AllOfMemory.split, 80, 24, focus: .cpu, keys: "v", "split-levels")
  }

  @Test func aTableThatGoesAwayIsARowThatChanges() throws { try picture(AllOfMemory.collapse, 80, 24, "collapse") }

  @Test func everyKindHasItsGlyph() throws {
    try picture(AllOfMemory.kinds, 80, 24, focus: .cpu, keys: "z", "kinds")
    var view = View(columns: 80, rows: 24, focus: .cpu)
    (view.isASCII, view.isZoomed) = (true, true)
    try expectSnapshot(view.frame(of: AllOfMemory.kinds), named: "kinds-80x24-ascii")
  }

  @Test(arguments: [(80, 24), (120, 36)]) func theMemoryOfADeviceIsAGroupOfFrames(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.deviceMemory, columns, rows, "device-memory")
    try picture(AllOfMemory.deviceMemory, columns, rows, focus: .frames, "device-memory-keys")
  }

  @Test(arguments: [(80, 24), (100, 30), (120, 36), (40, 10)])
  func parentAndChildStandSideBySide(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.twoSpaces, columns, rows, focus: columns < 60 ? .cpu : .driver, "two-spaces")
  }

  @Test func oneKeyShowsTheChildAlone() throws {
    try picture(AllOfMemory.twoSpaces, 80, 24, keys: "pp", "child")
    try picture(AllOfMemory.twoSpaces, 120, 36, keys: "pp", "child")
  }

  @Test(arguments: [(80, 24), (120, 36)]) func devicesStandSideBySideToo(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.twoDevices, columns, rows, "two-devices")
  }

  @Test(arguments: [(80, 24), (120, 36)]) func aSectionInsideAnotherIsIndented(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.nested, columns, rows, focus: .notifiers, "nested")
    try picture(AllOfMemory.refused, columns, rows, focus: .notifiers, "refused")
  }

  @Test(arguments: [(80, 24), (120, 36)]) func aStaleTranslationIsMarked(columns: Int, rows: Int) throws {
    try picture(AllOfMemory.tlbs, columns, rows, "tlbs")
  }
}
