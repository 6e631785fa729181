import Scene
import Screen
import Testing

@testable import Interface

@Suite("Rows that a switch changes")
struct SwitchTests {
  /// `hmm_free` as a listing: one place in two forms, and one that only the switch has.
  private var listing: Listing {
    var listing = Listing()
    listing.name = "Kernel"
    listing.rows = [
      ListingRow(label: "RR5", text: "last = kref_put(&hmm->kref);"), ListingRow(label: "HF3", text: "free_hmm(hmm);"),
      ListingRow(label: "", text: "}"),
    ]
    var mended = ListingRow(label: "", text: "range->hmm = NULL;")
    (mended.switches, mended.form) = ("B3", .changed)
    listing.rows[0].switches = "B3"
    listing.rows[0].others = [mended]
    var other = ListingRow(label: "", text: "mmdrop(mm);")
    (other.switches, other.form) = ("B5", .changed)
    (listing.rows[1].switches, listing.rows[1].form) = ("B5", .original)
    listing.rows[1].others = [other]
    listing.rows[1].ran = true
    listing.focus = 1
    return listing
  }

  private func lines(_ bothForms: Bool, columns: Int = 50) -> [String] {
    ListingText.content(
      listing, room: Room(columns: columns, rows: 10, isAlone: false), showsBothForms: bothForms
    ).rows.map(\.line.text)
  }

  @Test("have its name at their end, dim") func mark() throws {
    let lines = lines(false)
    #expect(lines.count == 3)
    #expect(lines[0].hasSuffix(" B3") && lines[0].count == 49)
    #expect(lines[1].hasPrefix("» ") && lines[1].hasSuffix(" B5"))
    #expect(!lines[2].contains("B"))
    let row = ListingText.content(listing, room: Room(columns: 50, rows: 10, isAlone: false)).rows[0].line
    #expect(row.cells.last?.role == .quiet)
  }

  @Test("show both forms when asked: - as the edition has it, + as the switch makes it") func both() {
    let lines = lines(true)
    #expect(lines.map { $0.first } == [" ", "+", "»", "+", " "])
    #expect(lines[1].contains("range->hmm = NULL;") && lines[1].hasSuffix("B3"))
    #expect(lines[3].contains("mmdrop(mm);") && lines[3].hasSuffix("B5"))
    let content = ListingText.withOtherForms(listing)
    #expect(content.focus == 2 && content.rows[1].isGhost && !content.rows[2].isGhost)
  }

  @Test("a name gives way to the text, and a value stands before it") func room() {
    #expect(!lines(false, columns: 36)[0].contains("B3") && lines(false, columns: 36)[0].hasSuffix("kref);"))
    var listing = listing
    listing.rows[1].value = "hmm = NULL"
    let row = ListingText.content(listing, room: Room(columns: 50, rows: 10, isAlone: false)).rows[1].line.text
    #expect(row.hasSuffix("// hmm = NULL B5") && row.count == 49)
  }

  @Test("i shows both forms, and again one; the prompt knows it as forms") func key() {
    var view = View(columns: 120, rows: 36)
    var scene = Scene()
    scene.kernel = listing
    _ = view.handle(.character("i"), scene: scene)
    #expect(view.showsBothForms && view.note?.text.hasPrefix("both forms") == true)
    #expect(view.frame(of: scene).text.contains("mmdrop(mm);"))
    _ = view.run(command: "forms", scene)
    #expect(!view.showsBothForms && !view.frame(of: scene).text.contains("mmdrop(mm);"))
    scene.kernel.rows = []
    _ = view.handle(.character("i"), scene: scene)
    #expect(view.note?.text.contains("changes nothing") == true)
  }

  @Test("fix and unfix need a switch, and go to the session") func flip() {
    var view = View(columns: 120, rows: 36)
    #expect(view.run(command: "fix", Scene()).isEmpty && view.note?.isError == true)
    #expect(view.run(command: "fix B2a", Scene()) == [.request(.command("fix B2a"))])
    #expect(view.run(command: "unfix B2a", Scene()) == [.request(.command("unfix B2a"))])
  }
}
