import Session

/// Runs a script on a subject.
func play(_ script: String, _ finder: Subject.Finder, _ subject: Subject, _ display: DisplayOptions) throws {
  throw failure("scripts are not wired yet", Status.usage)
}
