import ArgumentParser
import Scripts

/// Runs a script: a file, or a shipped one by name. A failing Expect is exit status 1.
func play(_ name: String, _ finder: Subject.Finder, _ subject: Subject?, _ display: DisplayOptions) throws {
  let script = try ScriptFiles(shipped: finder.shipped).script(name)
  for warning in script.warnings { complain(warning) }
  let stage = ScriptStage(finder, subject, display)
  let runner = ScriptRunner(host: stage, session: subject?.session) { output($0) }
  do {
    try runner.run(script)
  } catch {
    // What the program itself refused has been told already, with its own status.
    if let status = error.cause as? ExitCode {
      complain("\(error.place): the script stops here")
      throw status
    }
    complain("\(error.place): error: \(error.message)")
    throw error.isBrokenQuestion ? Status.badData : Status.failed
  }
}
