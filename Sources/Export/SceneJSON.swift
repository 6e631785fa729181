import Scene

extension Scene {
  /// The scene as JSON, for other programs: `{"format":1,"moment":24,"scene":{…}}` on one line; a span of moments is
  /// JSON Lines.
  ///
  /// `moment` is the step of a run or the line of a trace. `scene` is the value `Scene` as the module Scene declares
  /// it, field by field under the names there:
  ///
  /// - every key is always there, and keys are sorted; what is absent is `null`;
  /// - a list is an array, a range of numbers is `[first, last]`, a flag is `true` or `false`;
  /// - a case is its name (`"readWrite"`); a case with a value is an object of one key (`{"bookmark": "a"}`).
  ///
  /// `format` grows when a key goes or means something else; a new key does not change it.
  public func json(indented: Bool = false) -> String {
    let value = JSON.object([
      "format": .number(1), "moment": .number(time.now), "scene": JSON(mirroring: self),
    ])
    return value.text(indented: indented)
  }
}

/// A value of JSON, written with sorted keys.
indirect enum JSON {
  case null
  case flag(Bool)
  case number(Int)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  /// Plain data as it is declared. What is none of the forms of a scene is a mistake of its author.
  init(mirroring value: Any) {
    switch value {
    case let value as Bool: self = .flag(value)
    case let value as Int: self = .number(value)
    case let value as String: self = .text(value)
    case let value as ClosedRange<Int>: self = .list([.number(value.lowerBound), .number(value.upperBound)])
    default:
      let mirror = Mirror(reflecting: value)
      switch mirror.displayStyle {
      case .optional: self = mirror.children.first.map { JSON(mirroring: $0.value) } ?? .null
      case .collection: self = .list(mirror.children.map { JSON(mirroring: $0.value) })
      case .struct: self = .object(Self.fields(mirror))
      case .enum:
        guard let payload = mirror.children.first else {
          self = .text("\(value)")
          return
        }
        self = .object([payload.label ?? "": JSON(mirroring: payload.value)])
      case .tuple where mirror.children.count == 1: self = JSON(mirroring: mirror.children.first!.value)
      default: preconditionFailure("a scene has a \(type(of: value)), which has no form in JSON")
      }
    }
  }

  private static func fields(_ mirror: Mirror) -> [String: JSON] {
    var fields: [String: JSON] = [:]
    for child in mirror.children {
      if let label = child.label { fields[label] = JSON(mirroring: child.value) }
    }
    return fields
  }

  func text(indented: Bool) -> String {
    var text = ""
    write(to: &text, indent: indented ? 0 : nil)
    return text
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += "\(number)"
    case .text(let string): text += Self.quoted(string)
    case .list(let items):
      Self.group("[", "]", items, &text, indent) { item, text, indent in item.write(to: &text, indent: indent) }
    case .object(let fields):
      Self.group("{", "}", fields.sorted { $0.key < $1.key }, &text, indent) { field, text, indent in
        text += Self.quoted(field.key) + (indent == nil ? ":" : ": ")
        field.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func group<Item>(
    _ open: String, _ close: String, _ items: [Item], _ text: inout String, _ indent: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
      write(item, &text, indent.map { $0 + 1 })
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// A string with its quotes; whatever is not a control character stands as itself.
  static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
