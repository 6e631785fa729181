import Kernel
import Machine
import Scene

/// A few lines on the words that the screen uses, for `:help WORD`.
enum Glossary {
  /// What a word means; nil if it is none of these.
  static func entry(_ word: String) -> String? {
    let wanted = word.lowercased()
    if let law = (Laws.described(.linux5_2) + Laws.others).first(where: { $0.name.lowercased() == wanted }) {
      return "\(law.name): \(law.sentence)"
    }
    if let bug = Switch.all.first(where: { $0.name.lowercased() == wanted }) {
      return "\(bug.name), a known bug of Linux 5.2, \(bug.fix): \(bug.sentence) With --fix \(bug.name): \(bug.mended)"
        + " It \(Edition.linux5_2.effect(of: bug.name))."
    }
    return terms[wanted]
  }

  /// What the words mean that stand in a scene: in its sentences first, then in its panels.
  static func entries(in scene: Scene) -> [WordEntry] {
    let sentences = scene.why.sentences.map(\.text) + [scene.why.title]
    let phases = (scene.notifiers.open + [scene.notifiers.last].compactMap(\.self)).flatMap { section in
      [section.event] + section.phases.flatMap { [$0.name, $0.detail] }
    }
    let panels =
      ["page table range notifiers frame thread driver kernel"] + scene.threads.map(\.says) + scene.locks.map(\.name)
      + scene.ranges.counters.map(\.name) + phases + scene.heading.broken
      + (scene.cpu.entries + scene.device.entries).map(\.value.text)
    var seen: Set<String> = []
    return (sentences + panels).flatMap { Self.words(of: $0) }.compactMap { word in
      guard let (term, text) = meaning(of: word), seen.insert(term).inserted else { return nil }
      return WordEntry(term, text)
    }
  }

  /// The words of a text: letters, digits and what stands inside of names.
  static func words(of text: String) -> [String] {
    text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).map(String.init)
  }

  /// The entry of a word as it stands in a sentence: in the plural, in capitals.
  static func meaning(of word: String) -> (term: String, text: String)? {
    let lower = word.lowercased()
    for form in forms(of: lower) {
      if let text = terms[form] { return (form, text) }
    }
    // Laws and switches are called I1, B2a, H34: looking them up costs more.
    return word.contains(where: \.isNumber) ? entry(word).map { (word, $0) } : nil
  }

  /// What a word may be a form of: `ptes` of pte, `unmapped` of unmap, `migrating` of migrate.
  private static func forms(of word: String) -> [String] {
    var forms = [word, word + "s"]
    for ending in ["s", "es", "ed", "d", "ing", "er"] where word.hasSuffix(ending) {
      forms.append(String(word.dropLast(ending.count)))
    }
    for ending in ["ed", "ing"] where word.hasSuffix(ending) {
      let stem = word.dropLast(ending.count)
      if ending == "ing" { forms.append(stem + "e") }
      if let last = stem.last, stem.dropLast().last == last { forms.append(String(stem.dropLast())) }
    }
    return forms
  }
}

extension Session {
  /// What these words mean, as they stand in a sentence, each once.
  public static func meanings(of words: [String]) -> [WordEntry] {
    var seen: Set<String> = []
    return words.compactMap { Glossary.meaning(of: $0) }.filter { seen.insert($0.term).inserted }
      .map { WordEntry($0.term, $0.text) }
  }

  /// The words of a text that can be asked about, as they stand there, each once.
  public static func terms(in text: String) -> [String] {
    var seen: Set<String> = []
    return Glossary.words(of: text).filter { Glossary.meaning(of: $0) != nil && seen.insert($0.lowercased()).inserted }
  }
}
