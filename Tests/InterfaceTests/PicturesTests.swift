import Interface
import Scene
import Screen
import Testing

@Suite struct Pictures {
  @Test func aWholeScreenIsAsTheStoryboardDrawsIt() throws {
    try expectSnapshot(View(columns: 120, rows: 36).frame(of: RetryLoop.step35), named: "step-35-120x36")
  }

  @Test func beforeTheFirstStepEverythingIsStillToCome() throws {
    try expectSnapshot(View(columns: 120, rows: 36).frame(of: RetryLoop.step0), named: "step-0-120x36")
  }

  @Test func aSleeperIsShownWhereItSleeps() throws {
    try expectSnapshot(View(columns: 120, rows: 36).frame(of: RetryLoop.step60), named: "step-60-120x36")
  }

  @Test func whatAnEarlierRoundReadStandsInParentheses() throws {
    try expectSnapshot(View(columns: 120, rows: 36).frame(of: RetryLoop.step91), named: "step-91-120x36")
  }

  @Test func aCommitShowsOldAndNewDeviceEntries() throws {
    try expectSnapshot(View(columns: 120, rows: 36).frame(of: RetryLoop.step99), named: "step-99-120x36")
  }

  @Test func aLaneColumnStandsForTwoStepsWhereTheScreenIsNarrow() throws {
    try expectSnapshot(View(columns: 100, rows: 30).frame(of: RetryLoop.step35), named: "step-35-100x30")
  }

  @Test func aPhoneSizedScreenKeepsTablesRangesAndThePanelWithTheKeys() throws {
    try expectSnapshot(View(columns: 60, rows: 20).frame(of: RetryLoop.step35For60), named: "step-35-60x20")
  }

  @Test func aBrokenInvariantShowsInTheTitleTheTableAndTheFrame() throws {
    try expectSnapshot(View(columns: 80, rows: 24, focus: nil).frame(of: FlagComesBack.step54), named: "step-54-80x24")
  }

  @Test func everyGlyphHasAnASCIIStandIn() throws {
    var view = View(columns: 80, rows: 24, focus: nil)
    view.isASCII = true
    try expectSnapshot(view.frame(of: FlagComesBack.step54), named: "step-54-80x24-ascii")
  }

  @Test func aTraceSaysWhatItDoesNotTell() throws {
    try expectSnapshot(
      View(columns: 120, rows: 36, focus: .kernel).frame(of: RealTrace.line2466), named: "trace-120x36")
  }

  @Test func theSmallestScreenShowsOnePanel() throws {
    try expectSnapshot(View(columns: 40, rows: 10, focus: .cpu).frame(of: RetryLoop.step24), named: "step-24-40x10")
    try expectSnapshot(View(columns: 40, rows: 10).frame(of: RetryLoop.step46), named: "step-46-40x10")
  }

  @Test func theMenuOfTheNextStepTakesTheRowsOfWhyAndTime() throws {
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character("t"), scene: RetryLoop.step35)
    try expectSnapshot(view.frame(of: RetryLoop.step35), named: "menu-120x36")
  }

  @Test func theHelpIsPrintedFromTheTableOfKeys() throws {
    var view = View(columns: 80, rows: 24)
    _ = view.handle(.character("?"), scene: RetryLoop.step35)
    try expectSnapshot(view.frame(of: RetryLoop.step35), named: "help-80x24")
  }

  @Test func aLargeScreenHasRoomForHistoryWatchesAndBranches() throws {
    var scene = RetryLoop.step35
    scene.watches = [Watch(expression: "hmm->notifiers", value: "1", before: "0")]
    try expectSnapshot(View(columns: 200, rows: 60).frame(of: scene), named: "step-35-200x60")
  }
}
