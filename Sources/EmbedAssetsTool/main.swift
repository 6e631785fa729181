import Foundation
let args = CommandLine.arguments
let root = args[1], output = args[2]
var text = "let embeddedAssets: [(path: StaticString, text: StaticString)] = [\n"
for file in args[3...] {
  let body = try String(contentsOfFile: file, encoding: .utf8)
  let name = file.dropFirst(root.count + 1)
  text += "  (\"\(name)\", ##\"\"\"\n\(body)\n\"\"\"##),\n"
}
text += "]\n"
try text.write(toFile: output, atomically: true, encoding: .utf8)
