import Library
import Scenarios
import Scene
import Testing

@testable import Session

@Suite("The glossary")
struct GlossaryTests {
  /// The words of every sentence of Why and of every title of a panel in a run, at every other step, that have no
  /// entry: neither as they stand nor as a step, a function of the kernel or a name of the scenario.
  private static func unexplained(_ name: String) throws -> Set<String> {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    let timeline = try RunTimeline.open(scenario)
    let names =
      timeline.scene(at: 0).threads.map(\.name) + timeline.labels.processes + timeline.labels.devices
      + scenario.drivers.flatMap { $0.name.split(whereSeparator: { !$0.isLetter }).map(String.init) }
    var known = Set(names.map { $0.lowercased() })
    var unknown: Set<String> = []
    for moment in stride(from: 1, through: timeline.last, by: 2) {
      let scene = timeline.scene(at: moment)
      let titles = [scene.why.title, scene.cpu.name, scene.device.name, scene.kernel.title, scene.driver.title]
      for text in scene.why.sentences.map(\.text) + titles {
        for word in Glossary.words(of: text) where !known.contains(word.lowercased()) && !isPlain(word) {
          if Glossary.meaning(of: word) == nil, timeline.meaning(of: word) == nil { unknown.insert(word.lowercased()) }
          known.insert(word.lowercased())
        }
      }
    }
    return unknown
  }

  /// A number, a letter, an address, so many pages (`2p`); or a word of everyday English.
  private static func isPlain(_ word: String) -> Bool {
    word.count < 2 || word.contains(where: \.isNumber) && !word.contains { $0.isLowercase && $0 > "f" && $0 != "p" }
      || word.contains("_") || plain.contains(word.lowercased())
  }

  @Test(
    "every term of a title or a why sentence has an entry",
    arguments: Library().names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) })
  func terms(name: String) throws {
    let unknown = try Self.unexplained(name)
    #expect(unknown.isEmpty, "\(name): \(unknown.sorted())")
  }

  @Test("the words of a screen are those that stand on it, each once, those of the sentences first") func onScreen()
    throws
  {
    let play = try Play("invalidate-before-lock")
    _ = try play.after("kswapd", "IS4")
    let words = play.session.handle(.command("words")).words
    #expect(Set(words.map(\.term)).count == words.count)
    for term in ["range", "notifiers", "invalid", "mmap_sem", "kref", "pte", "swap"] {
      #expect(words.contains { $0.term == term && !$0.text.isEmpty }, "\(term)")
    }
    #expect(words.contains { $0.term == "IS4" || $0.term == "is4" } || words.first?.term.isEmpty == false)
  }

  @Test("plain words are not explained, and no entry is empty") func entries() {
    for (term, text) in Glossary.terms {
      #expect(text.count > 20 && term == term.lowercased(), "\(term)")
      #expect(!Self.plain.contains(term), "\(term) is in both lists")
    }
  }

  /// What anybody who reads English knows: everything else in the sentences is a term.
  static let plain: Set<String> = Set(
    """
    about above add addr adds advised after again against ago alive all allowed allows alone already although an and
    another answer answers any anybody anything apart appeared are argument arguments arrays arrived as aside ask
    asked asks asleep at attempt attempts away back be because become becomes been before began begin beginning
    begins begun behind being belong belongs below between bit bits block both break bring business but by cached
    call called caller calls came can cannot case catches change changed changes changing checked checks choose
    chooses chosen clean cleaned cleans clear cleared clears closes code collapsed collect collected collection
    collects come comes compared compares complete contains contents copied copies copy could count counts covered
    covers cpu cure current cut date decided decides decision deed default delays detached detaches did die differ
    directly discard do does done down downgrades dpage drain drains drop dropped drops dst each earlier early
    edition either else elsewhere empty encoded end ended ends enough enters entries equal erases error escaping
    even event ever every everybody everything everywhere exclude failed failure fair false far faster filled fills
    filter finalize finalizes find finds finished first fits flag flags folded follow follows for forget forgets
    forgotten form found free freed freeing frees fresh from fs function functions further gap gather gathered gave
    get gets give given gives glance go goes going gone good got goto guard guarded guards had handled handles
    happened happens harm has have he head header hears held help here hint hit hits hold holders holds how hpage
    hugetlbfs if in include index innermost inserted inserts inside instruction intention into invalidate
    invalidates is isolates it item items its itself joined joins jump jumps keep keeps kept kernel kib kill killer
    kind know known knows kpage label last later learn learns leave leaves left let lets letter level lie lies life
    like line linux list listed lists lives load loads local long longer look looked looks lose loses lost made make
    makes making manual many map mapping mappings maps mark marked marking marks matter max may me meant meanwhile
    meets memremap mended merge merged middle mine missing mistaken mkclean moment more move moved moves moving ms
    multiples must name names needed needs neither never new newest newpage next no nobody node none nor not notes
    nothing notified now nowhere number numbers obey object of off old older on once one only open or order ordinary
    orig other others otherwise out over overlap overlaps own pagewalk parallel part passed passes path physical picks
    piece place places points prefix prepare prepared prepares present previous price problem proc procedure
    procedures program protect protected protects put puts raised raises rc reach reached reaches read reading reads
    reap reaped reaps reason reasons record refuse refused refuses relies remember removed removes replace replaced
    replaces replacing request rest restore result ret return returned returns reverse reversed revived ring ro room
    run running runs rw said same say says sched second see seems seen sem sense separator set sets setup shared
    short should shuts side simply since size skipped slip slips slow small so soft some somebody something soon
    source space spaces spage span speaks spin src stack stands start starts state states stay stays step still stop
    stopped stops store stored stores struct structure success switch take taken takes task
    tell tells test tested tests text than that the their them then there these they things third this those through
    thrown time to together too took top touch touched touching tried tries true try trying turned turns twice two
    under unless unlinks until untold up upper use used useless user users uses using validity value values vanishes
    var vm vmscan wait waited waiting waits want wanted wants was watch watched way well went were what whatever
    when where whether which while who whoever whole whose why will with without woken word work works worth would
    writable write writes writing written wrote xff yes yet
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
