import Machine

/// Statements that a known bug of the edition is about: as the edition has them, or mended. The procedure keeps both
/// forms, so that a listing can show the other one.
///
/// - Parameters:
///   - bug: the name of the reference, `B2a`.
///   - cured: what runs where the bug is mended.
///   - otherwise: what the edition does.
func mended(
  _ bug: String, in edition: Edition, @StatementBuilder _ cured: () -> [Statement],
  @StatementBuilder otherwise: () -> [Statement] = { [] }
) -> [Statement] {
  // What no edition has is shown in no listing, until somebody puts it in.
  if edition.lacks(bug) { return cured() }
  return variant(bug, isChanged: edition.cures(bug), original: otherwise(), changed: cured())
}
