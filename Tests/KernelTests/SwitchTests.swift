import Machine
import Testing

@testable import Kernel

@Suite("Switches mend known bugs")
struct SwitchTests {
  static let names = [
    "B1", "B2a", "B2b", "B2c", "B2d", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B9b", "B10", "B11", "B12", "B13",
    "B14", "B15", "B16", "H34", "H05", "H19", "H24", "H30", "H09", "H32", "H40", "H43",
  ]
  /// The switches that change statements of 5.2, found in its procedures.
  static let modelled = names.filter { !Edition.linux5_2.procedures(changedBy: $0).isEmpty }

  @Test("every bug of the reference is one, with words") func words() {
    #expect(Set(Switch.all.map(\.name)) == Set(Self.names) && Switch.all.count == Self.names.count)
    for known in Switch.all {
      for text in [known.sentence, known.mended] {
        #expect(text.hasSuffix(".") && text.count <= 120, "\(known.name): \(text)")
      }
      #expect(known.fixedIn != nil || known.fix.contains("not known"), "\(known.name)")
      #expect(known.commit == nil || known.commit?.count == 12, "\(known.name)")
    }
  }

  @Test("those that this build models are found in the procedures themselves") func places() {
    #expect(Set(Self.modelled).isSuperset(of: ["B1", "B2a", "B2b", "B2c", "B3", "B5", "B12", "B13"]))
    #expect(Edition.linux5_2.procedures(changedBy: "B2a") == ["hmm_invalidate_range_start"])
    #expect(Edition.linux5_2.effect(of: "B3") == "changes hmm_range_register")
    #expect(Edition.linux5_2.effect(of: "B7").contains("driver's text"))
    for name in Self.names where !Self.modelled.contains(name) {
      #expect(!Edition.linux5_2.effect(of: name).hasPrefix("changes"), "\(name)")
    }
  }

  @Test("a switch changes what is printed, and only where it says so", arguments: modelled)
  func changes(_ name: String) throws {
    let mended = Core.of(Edition(fixes: [name])).procedures
    let places = Edition.linux5_2.procedures(changedBy: name)
    func named(_ procedure: Procedure) -> [String] { [procedure.name] + procedure.parameters.map(\.name) }
    for procedure in Core.of(.linux5_2).procedures {
      let twin = try #require(mended.first { named($0) == named(procedure) })
      if places.contains(procedure.name) { continue }
      #expect(listing(twin) == listing(procedure), "\(procedure.name)")
    }
    let old = places.flatMap { place in Core.of(.linux5_2).procedures.filter { $0.name == place }.map(listing) }
    let new = places.flatMap { place in mended.filter { $0.name == place }.map(listing) }
    #expect(old != new)
  }

  /// The rows of a procedure that depend on a switch, and those that it would bring.
  private func forms(_ procedures: [Procedure], _ name: String) -> (here: [String], other: [String]) {
    let rows = procedures.sorted { $0.name < $1.name }.flatMap { procedureRows($0) }
    return (
      rows.filter { row in row.switches.contains { $0.name == name } }.map(\.text),
      rows.flatMap(\.others).filter { $0.name == name }.flatMap(\.rows).map(\.text)
    )
  }

  @Test("both forms are kept: the other form of one is what stands in the other", arguments: modelled)
  func twoForms(_ name: String) {
    let places = Edition.linux5_2.procedures(changedBy: name)
    func forms(_ edition: Edition) -> (here: [String], other: [String]) {
      self.forms(Core.of(edition).procedures.filter { places.contains($0.name) }, name)
    }
    let (original, changed) = (forms(.linux5_2), forms(Edition(fixes: [name])))
    #expect(original.other == changed.here && changed.other == original.here)
    #expect(!(original.here + original.other).isEmpty)
  }

  @Test("B2 stands for its four parts") func parts() {
    #expect(Edition(fixes: ["B2"]) == Edition(fixes: ["B2a", "B2b", "B2c", "B2d"]))
    #expect(Edition.switches(named: "B2").count == 4 && Edition.switches(named: "B99").isEmpty)
    #expect(Edition(fixes: ["B2a", "B1"]).words == "5.2 without B1, B2a")
  }
}
