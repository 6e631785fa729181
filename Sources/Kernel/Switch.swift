import Machine

/// Statements that a known bug of the edition is about: as the edition has them, or mended.
///
/// - Parameters:
///   - bug: the name of the reference, `B2a`.
///   - cured: what runs where the bug is mended.
///   - otherwise: what the edition does.
func mended(
  _ bug: String, in edition: Edition, @StatementBuilder _ cured: () -> [Statement],
  @StatementBuilder otherwise: () -> [Statement] = { [] }
) -> [Statement] {
  edition.cures(bug) ? cured() : otherwise()
}
