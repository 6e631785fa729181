import Scene
import Screen

/// What was inferred from a trace, each with the lines that it rests on. Enter goes to such a line.
enum EvidenceList {
  static func content(_ scene: Scene) -> Content {
    var content = Content()
    for evidence in scene.evidence {
      content.rows.append(Row("~ " + evidence.claim + ":"))
      for line in evidence.lines {
        var row = Row()
        row.line.append("\(line.number) ", .quiet)
        row.line.append(line.text)
        row.moment = line.number
        content.rows.append(row)
      }
    }
    if scene.evidence.isEmpty { content.rows = [Row("nothing had to be inferred")] }
    return content
  }
}
