// Cells by the names that people write: `hmm->notifiers`, `range[0].valid`, `pte[1].kind`.

extension Program {
  /// The address of a cell by its name; nil if there is none of this name.
  public func address(named name: String) -> Int? {
    var path = Substring(name)
    guard let (record, row) = Self.takeOwner(&path) else { return nil }
    guard let (field, element) = Self.takeField(&path), path.isEmpty || path.first == "." else { return nil }
    guard let column = layout.column(record, field) else { return nil }
    var offset = element ?? 0
    if column.field.kind == .rwsem { offset = path == ".readers" ? 1 : 0 }
    return layout.address(record, (row ?? 0) + 1, field, offset)
  }

  /// The value under a name, following pointers on the way: `mm->hmm->notifiers`, `range[0].hmm->dead`; nil if there
  /// is none, or if a pointer on the way is NULL.
  public func read(_ name: String, _ state: [UInt8]) -> Int? {
    var path = Substring(name)
    guard let (first, index) = Self.takeOwner(&path) else { return nil }
    var record = first
    var row = (index ?? 0) + 1
    while true {
      guard let (field, element) = Self.takeField(&path), let column = layout.column(record, field) else { return nil }
      var offset = element ?? 0
      if column.field.kind == .rwsem {
        if path == ".readers" { offset = 1 }
        path = ""
      }
      guard let address = layout.address(record, row, field, offset) else { return nil }
      let value = Int(Int8(bitPattern: state[address]))
      if path.isEmpty { return value }
      guard case .pointer(let next) = column.field.kind, value > 0 else { return nil }
      if path.hasPrefix("->") {
        path.removeFirst(2)
      } else if path.hasPrefix(".") {
        path.removeFirst()
      } else {
        return nil
      }
      record = next
      row = value
    }
  }

  private static func takeName(_ path: inout Substring) -> String {
    let name = path.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    path = path[name.endIndex...]
    return String(name)
  }

  private static func takeIndex(_ path: inout Substring) -> Int? {
    guard path.first == "[", let close = path.firstIndex(of: "]"),
      let number = Int(path[path.index(after: path.startIndex)..<close]), (0..<1 << 16).contains(number)
    else { return nil }
    path = path[path.index(after: close)...]
    return number
  }

  private static func takeOwner(_ path: inout Substring) -> (String, Int?)? {
    let name = takeName(&path)
    let index = takeIndex(&path)
    if path.hasPrefix("->") {
      path.removeFirst(2)
    } else if path.hasPrefix(".") {
      path.removeFirst()
    } else {
      return nil
    }
    return name.isEmpty ? nil : (name, index)
  }

  private static func takeField(_ path: inout Substring) -> (String, Int?)? {
    let name = takeName(&path)
    return name.isEmpty ? nil : (name, takeIndex(&path))
  }
}
