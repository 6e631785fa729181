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

  /// A number, a letter, an address; or a word of everyday English.
  private static func isPlain(_ word: String) -> Bool {
    word.count < 2 || word.contains(where: \.isNumber) && !word.contains { $0.isLowercase && $0 > "f" }
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
    for term in ["range", "notifiers", "callback", "invalid", "mmap_sem", "kref", "pte", "swap"] {
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
    about above add addr advised after again against ago alive all allows alone already although an and another
    answer answers any anybody apart appeared are argument arguments arrays arrived as aside asked asks asleep at
    attempt away back be because become becomes been before begin beginning begins begun behind belong belongs
    below between bit bits block both break business but by cached call called caller calls came can cannot case
    change changed changes checked checks choose chooses chosen clean cleaned cleans cleared clears code collapsed
    collect collected collection collects come comes compared compares complete contains contents copied copies
    copy could count counts covers cpu cure cut date decided decision deed default detached detaches did die differ
    directly do does done down downgrades drain drains drop dropped drops dst each earlier early edition else empty
    end ended ends enough enters entries equal error escaping even event ever every everybody everything everywhere
    failure fair false far faster filled fills filter finalize finalizes find finds finished first flag flags
    folded follow follows for forget forgets found free freed freeing frees from fs function functions gap gather
    gathered gave get gets give given gives glance go goes going gone good got goto guard had handles happened
    happens harm has have header hears held help here hint hit hits hold holders holds how hugetlbfs if in include
    index innermost inserted inserts inside intention into invalidate is isolates it item items its itself joined
    joins jump jumps keep keeps kept kernel kill kind know known knows kpage label last later learn learns leave
    leaves left let lets letter level lie lies life like line linux list listed lists load loads local long longer
    look looked looks loses lost made make makes making many map mapping mappings maps mark marked marking marks
    matter max may me meant meanwhile memremap merge merged mine missing mistaken mkclean moment more move moved
    moves moving ms must name names needed needs neither new next no nobody node none nor not notes nothing now
    number obey object of off old older on once one only open or ordinary orig other others out over overlap
    overlaps own pagewalk part passed passes path picks piece place places points prefix prepare prepared prepares
    present previous proc procedure procedures program protect protects put puts raised raises rc reach reached
    reaches read reading reads reap reaped reaps reasons record refuse refused refuses remember removed replace
    replaced replaces replacing rest result ret return returned returns reverse reversed revived ring ro room run
    running runs rw said same says sched second see seen sem separator set sets setup shared short side simply
    since size skipped slips small so soft some somebody something source space span spin src stack stands start
    starts state stay stays step still stopped store stores structure subscribe subscribes success switch take
    taken takes task tell tells test tested tests text than that the their them then there these they third this
    through time to together too took touch touching tried tries true try turned turns twice two under unless until
    untold up upper use used users uses validity value values var vm vmscan wait waited waiting waits wanted wants
    was watched way well went were what whatever when where whether which while who whoever whose why will with
    without woken work works worth would writable write writes writing written xff yes yet
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
