import ArgumentParser
import Drivers
import Library
import Scripts

/// Runs a script: a file, or a shipped one by name. A failing Expect is exit status 1.
func play(_ name: String, _ finder: Subject.Finder, _ subject: Subject?, _ display: DisplayOptions) throws {
  let bytes =
    try read(name) ?? finder.shipped.bytes("Scripts/\(name)") ?? finder.shipped.bytes("Scripts/\(name).tape")
  guard let bytes else { throw failure("there is no script \(name)", Status.noInput) }
  let script: Script
  do {
    script = try Script(bytes: bytes, file: name)
  } catch {
    complain(error.description)
    throw Status.badData
  }
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
    throw Status.failed
  }
}
