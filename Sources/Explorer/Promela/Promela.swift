import Machine

/// The program as a Promela model, so that Spin checks the same scenario independently.
///
/// A process a thread with its calls written out in place and its locals in one array, a `d_step` for each step, cells
/// as global arrays. It is made from the same compiled steps that run here, and the same program gives the same text.
///
/// What to hold it to: `spin -a -o1 -o2 -o3`, compiled with `-DNOREDUCE -DSAFETY`, stores exactly as many states as
/// `explore` meets, if no fault can be reached. There is nothing to add or to subtract: processes exist from the
/// beginning, with their locals initialised in the declaration, and they never end but stop at `end: false`.
/// Without those flags it is the model to race against.
///
/// What differs: a fault is a failed assertion or an array index out of bounds, which Spin reports at once, so that it
/// has no state after a fault where `explore` has one. A step that never ends hangs Spin. A call through a cell looks
/// only among procedures that some statement or first value can put into that field and that take as many arguments.
///
/// - Parameter monitor: adds a process that asserts the properties. It adds no state as long as they hold.
public func promela(_ program: Program, monitor: Bool) -> String {
  let cells = PromelaCells(program)
  let callees = PromelaCallees(program)
  let countsEnded = monitor && program.properties.contains(where: \.onlyAtEnd)
  var ended = "threads_ended"
  var declarations = "byte threads_ended;\n"
  let processes = program.threads.indices.map { thread in
    var process = PromelaProcess(cells, callees, thread: thread, countsEnded: countsEnded, asserts: monitor)
    let text = process.text()
    if let rest = process.restText {
      declarations += rest.declaration
      ended += " + \(rest.count)"
    }
    return text
  }
  var parts = [cells.declarations()]
  if countsEnded { parts.append(declarations) }
  parts += processes
  if monitor, !program.properties.isEmpty { parts.append(monitorText(cells, ended: ended)) }
  return parts.joined(separator: "\n")
}

/// A process that can move only where a property does not hold.
///
/// - Parameter ended: how many threads have ended, or serve others and have nothing to do.
private func monitorText(_ cells: PromelaCells, ended: String) -> String {
  let program = cells.program
  var text = "active proctype properties() {\nend:\n  if\n"
  for property in program.properties where property.before == nil {
    let scope = PromelaScope(cells, slots: [:], base: 0, thread: 0)
    let atEnd = property.onlyAtEnd ? "\(ended) == \(program.threads.count) && " : ""
    text += "  /* \(commentText("\(property.name): \(property.sentence)")) */\n"
    text += "  :: \(atEnd)!(\(scope.text(property.holds))) -> assert(false)\n"
  }
  return text + "  fi\n}\n"
}

/// Text that may stand in a comment.
func commentText(_ text: String) -> String {
  var result = ""
  for character in text where character != "*" || result.last != "/" {
    if character == "/", result.last == "*" { result.removeLast() }
    result.append(character)
  }
  return result
}
