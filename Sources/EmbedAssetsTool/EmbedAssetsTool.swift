import Foundation

/// Writes the assets as one Swift file: `EmbedAssetsTool ROOT OUTPUT FILE…`. Run by the build plug-in.
@main struct EmbedAssetsTool {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { stop("usage: EmbedAssetsTool ROOT OUTPUT FILE...") }
    let root = arguments[1]
    var rows: [String] = []
    var problems: [String] = []
    for file in arguments[3...].sorted() {
      do {
        let literal = try Literal(Array(Data(contentsOf: URL(filePath: file))))
        rows.append("  (\"\(file.dropFirst(root.count + 1))\", \(literal.text)),\n")
      } catch let problem as Literal.Problem {
        problems.append("\(file): error: \(problem.reason)")
      } catch {
        problems.append("\(file): error: it cannot be read")
      }
    }
    guard problems.isEmpty else { stop(problems.joined(separator: "\n")) }
    let text = """
      /// Every file of `Assets`, by its path there.
      let embeddedAssets: [(path: StaticString, text: StaticString)] = [
      \(rows.joined())]

      """
    do {
      try Data(text.utf8).write(to: URL(filePath: arguments[2]), options: .atomic)
    } catch {
      stop("\(arguments[2]): error: it cannot be written")
    }
  }

  private static func stop(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(1)
  }
}
