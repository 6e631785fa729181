import Scene

/// Text for pages of Markdown: every character stands for itself there.
public enum Markdown {
  /// A heading of a level from 1 to 6.
  public static func heading(_ level: Int, _ text: String) -> String {
    String(repeating: "#", count: level) + " " + escaped(text) + "\n"
  }

  /// A picture of a file beside the page.
  public static func picture(_ words: String, file: String) -> String {
    "![\(escaped(words))](\(address(file)))\n"
  }

  /// Blocks with a blank line between paragraphs; items of a list stand together. It ends in a newline.
  ///
  /// - Parameter indent: blanks before every line, inside an item of a list.
  public static func text(_ blocks: [ProseBlock], indent: Int = 0) -> String {
    var text = ""
    var last: ProseBlock?
    for block in blocks {
      if let last, !(last.isItem && block.isItem) { text += "\n" }
      text += lines(block).map { $0.isEmpty ? "\n" : String(repeating: " ", count: indent) + $0 + "\n" }.joined()
      last = block
    }
    return text
  }

  private static func lines(_ block: ProseBlock) -> [String] {
    switch block.kind {
    case .paragraph: return [line(block.spans)]
    case .item(let marker): return [marker + " " + line(block.spans)]
    case .verbatim:
      let rows = block.spans.map(\.text)
      let fence = String(repeating: "`", count: max(3, 1 + rows.map { longestRun(of: "`", in: $0) }.max()!))
      return [fence] + rows + [fence]
    }
  }

  private static func line(_ spans: [ProseSpan]) -> String {
    let text = spans.map { span in
      switch span.style {
      case .plain: escaped(span.text)
      case .code: code(span.text)
      case .emphasis: "*\(escaped(span.text))*"
      case .strong: "**\(escaped(span.text))**"
      }
    }.joined()
    return startEscaped(text)
  }

  /// Between as many backquotes as the text does not have.
  private static func code(_ text: String) -> String {
    let run = longestRun(of: "`", in: text)
    guard run > 0 else { return "`\(text)`" }
    let fence = String(repeating: "`", count: run + 1)
    return "\(fence) \(text) \(fence)"
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0, run = 0
    for next in text {
      run = next == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// Without what Markdown would take for marks of its own. An underscore inside a word is none.
  static func escaped(_ text: String) -> String {
    let characters = Array(text)
    var result = ""
    for (index, character) in characters.enumerated() {
      switch character {
      case "\\", "`", "*", "[", "]", "<", "&": result += "\\\(character)"
      case "_":
        let before = index > 0 ? characters[index - 1] : " ",
          after = index + 1 < characters.count ? characters[index + 1] : " "
        result += before.isWord && after.isWord ? "_" : "\\_"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// A paragraph that begins as a list, a heading or a quotation would is none of these.
  private static func startEscaped(_ text: String) -> String {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if let after = text.dropFirst(digits.count).first, !digits.isEmpty, after == "." || after == ")" {
      return digits + "\\" + text.dropFirst(digits.count)
    }
    guard let first = text.first else { return text }
    let second = text.dropFirst().first ?? " "
    let begins =
      switch first {
      case ">", "|": true
      case "#", "-", "+", "~": second == " " || second == first
      default: false
      }
    return begins ? "\\" + text : text
  }

  /// A path as an address: what is no letter, digit or mark of a path is written by its bytes.
  private static func address(_ path: String) -> String {
    path.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      if Character(scalar).isASCII,
        Character(scalar).isLetter || Character(scalar).isNumber || "-._~/".contains(Character(scalar))
      {
        return String(Character(scalar))
      }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}

extension ProseBlock {
  fileprivate var isItem: Bool { if case .item = kind { true } else { false } }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}
