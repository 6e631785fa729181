/// What is to be said of a version of the kernel.
public struct EditionWords: Sendable {
  /// `5.2`.
  public let version: String
  /// What it is, in one sentence.
  public let sentence: String
  /// The bugs of 5.2 that it does not have.
  public let mended: Set<String>
  /// What of it is not modelled, or not known; a sentence each.
  public let gaps: [String]
}

extension Edition {
  /// The editions that there are, the oldest first.
  public static let all: [EditionWords] = [
    EditionWords(
      version: "5.2",
      sentence: "Linux 5.2, the commit of 2019: a driver registers its range, waits, reads, and tests valid.",
      mended: [], gaps: [])
  ]
}
