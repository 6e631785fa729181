/// What a sentence is about; the sentences stand in this order.
public enum SentenceKind: Int, Equatable, Sendable, CaseIterable {
  /// `»` what happened, with its guard and values.
  case happened
  /// No glyph: what else is to be known.
  case more
  /// `░` who waits for what, and who has it.
  case waits
  /// `✗` what is broken.
  case broken
  /// `~` what was inferred.
  case inferred
  /// `▾` why a stop is here.
  case stop
  /// `►` what comes next.
  case next
}

/// One sentence of the panel Why.
public struct Sentence: Equatable, Sendable {
  public var kind: SentenceKind
  public var text: String
  /// The same in fewer words, for when not all sentences have room; empty where there is no shorter form.
  public var short: String

  public init(_ kind: SentenceKind, _ text: String, short: String = "") {
    self.kind = kind
    self.text = text
    self.short = short
  }
}

/// Why the moment is as it is.
public struct Why: Equatable, Sendable {
  /// `step 24, gpu: hmm_range_snapshot SN8, pte 001`.
  public var title = ""
  /// `step 24, gpu: SN8`, for narrow screens; empty where there is none.
  public var shortTitle = ""
  public var sentences: [Sentence] = []
  /// The first sentence in a few words, for the smallest screens: `gpu: pfns[1] - ⇒ ● 1a1 rw`.
  public var short = ""
  /// The kernel function and version that the step stands for: `mm/hmm.c, Linux 5.2`.
  public var source = ""

  public init() {}
}
