import Interface
import Scene
import Screen
import Testing

@Suite struct AnyKeys {
  @Test func anyKeysInAnyOrderAreSurvived() {
    let events: [Event] =
      "slhSoOfFcC .,+-=][0579gGjkzvvpdVPeWwbB/nN&tT}{xQm'y:?qaZ~%\u{e9}日".unicodeScalars.map(Event.character)
      + "odulswhzc".unicodeScalars.map(Event.control) + "1379x".unicodeScalars.map(Event.alt)
      + [
        .key(.up), .key(.down), .key(.left), .key(.right), .key(.home), .key(.end), .key(.pageUp), .key(.pageDown),
        .key(.enter), .key(.enter), .key(.escape), .key(.tab), .key(.shiftTab), .key(.backspace), .key(.delete),
        .key(.function(1)), .altKey(.left), .mouse(column: 20, row: 8, button: .left),
        .mouse(column: 60, row: 20, button: .left), .mouse(column: 60, row: 34, button: .left), .resize,
      ]
    let scenes =
      [RetryLoop.step0, RetryLoop.step35, FlagComesBack.step54, RealTrace.line2466] + AllOfMemory.all.map(\.scene)
    var seed: UInt64 = 7
    func random(_ below: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % below
    }
    var view = View(columns: 120, rows: 36)
    for round in 0..<4000 {
      var scene = scenes[random(scenes.count)]
      scene.choices.removeLast(random(scene.choices.count + 1))
      if round % 50 == 0 { (view.columns, view.rows) = (1 + random(130), 1 + random(40)) }
      _ = view.handle(events[random(events.count)], scene: scene)
      if round % 3 == 0 { #expect(view.frame(of: scene).columns == view.columns) }
    }
  }

  @Test(arguments: 1...12) func aLongLineIsTypedOnANarrowScreen(columns: Int) {
    var view = View(columns: columns, rows: 4)
    _ = view.handle(.character(":"), scene: RetryLoop.step35)
    for _ in 0..<30 {
      _ = view.handle(.character("日"), scene: RetryLoop.step35)
      #expect(view.frame(of: RetryLoop.step35).columns == columns)
    }
  }
}
