import Machine

/// The cells of a program as global arrays: their names, their declaration, and what is done to whole rows and lists.
struct PromelaCells {
  let program: Program
  /// Whether threads must count the spinlocks that they hold.
  let hasSpinlocks: Bool
  private let initial: [UInt8]

  init(_ program: Program) {
    self.program = program
    initial = program.initialState()
    hasSpinlocks = program.layout.columns.contains { $0.field.kind == .spinlock && $0.rows > 0 }
  }

  /// An expression, and something that can be assigned to, that Spin reports as an error when it is used.
  static let fault = "none[-1 - _pid]"

  func column(_ place: Place) -> Layout.Column {
    guard let column = program.layout.column(place.record, place.field.name) else {
      preconditionFailure("no field \(place.record).\(place.field.name)")
    }
    return column
  }

  static func name(_ column: Layout.Column) -> String {
    let field = column.field.name == Layout.allocatedField ? "allocated" : column.field.name
    return identifier("\(column.record.name)_\(field)")
  }

  static func identifier(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        return isPlain ? Character(scalar) : "_"
      })
  }

  func declarations() -> String {
    var text = """
      /* Cells of hmmscope, a column an array; rows count from 1 in pointers and from 0 in arrays, 0 is NULL. */
      hidden byte none[1], k;
      hidden short x, y;
      #define S8(e) ((((e) + 128) & 255) - 128)
      #define ELEMENT(e, n) ((e) >= 0 && (e) < (n) -> (e) : \(Self.fault))

      """
    let columns = program.layout.columns.filter { $0.rows * $0.stride > 0 }
    for column in columns { text += declaration(column) }
    for record in program.setup.records where record.isAllocated { text += row(record) }
    for column in columns { if case .list = column.field.kind { text += listOperations(column) } }
    return text
  }

  private func declaration(_ column: Layout.Column) -> String {
    let name = Self.name(column)
    let bytes = initial[column.base..<column.base + column.rows * column.stride]
    if column.field.kind == .rwsem {
      let pairs = Array(bytes)
      let writers = stride(from: 0, to: pairs.count, by: 2).map { pairs[$0] }
      let readers = stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] }
      return array("byte", name + "_writer", writers.map { Int($0) })
        + array("byte", name + "_readers", readers.map { Int($0) })
    }
    if Self.isByte(column.field.kind) { return array("byte", name, bytes.map { Int($0) }) }
    return array("short", name, bytes.map { Int(Int8(bitPattern: $0)) })
  }

  /// What is never negative takes one byte.
  private static func isByte(_ kind: Kind) -> Bool {
    switch kind {
    case .flag, .thread, .procedure, .pointer, .mutex, .rwsem, .spinlock, .waitQueue, .reference, .list: true
    case .number, .letter, .errno, .tag: false
    }
  }

  private func array(_ type: String, _ name: String, _ values: [Int]) -> String {
    "\(type) \(name)[\(values.count)]\(Self.initialiser(values));\n"
  }

  /// Spin's initialisers take digits only: what is negative is written as the number with the same 16 bits.
  static func initialiser(_ values: [Int]) -> String {
    if values.allSatisfy({ $0 == 0 }) { return "" }
    return " = {" + values.map { "\($0 & 0xffff)" }.joined(separator: ", ") + "}"
  }

  // MARK: Rows

  static func rowMacro(_ record: String) -> String { identifier(record) + "_at" }
  static func allocateInline(_ record: String) -> String { identifier(record) + "_allocate_row" }
  static func freeInline(_ record: String) -> String { identifier(record) + "_free_row" }

  /// The way to a row that is allocated; what allocates one, its number being left in `x`, and what frees row `x`.
  private func row(_ record: RecordType) -> String {
    let rows = program.layout.rows[record.name] ?? 0
    let name = Self.identifier(record.name)
    let macro = Self.rowMacro(record.name)
    guard rows > 0 else {
      return """
        #define \(macro)(p) (\(Self.fault))
        inline \(name)_allocate_row() { x = 0 }
        inline \(name)_free_row() { assert(x == 0) }

        """
    }
    let used = "\(name)_allocated"
    var zero = ""
    for column in program.layout.columns
    where column.record.name == record.name && column.field.name != Layout.allocatedField {
      let arrays = column.field.kind == .rwsem ? ["_writer", "_readers"] : [""]
      let stride = column.field.kind == .rwsem ? 1 : column.stride
      for suffix in arrays {
        for element in 0..<stride {
          zero += " \(Self.name(column))\(suffix)[\(stride == 1 ? "k" : "k * \(stride) + \(element)")] = 0;"
        }
      }
    }
    return """
      #define \(macro)(p) ((p) > 0 && (p) <= \(rows) && \(used)[(p) - 1] != 0 -> (p) - 1 : -1)
      inline \(name)_allocate_row() {
        k = 0;
        do
        :: k < \(rows) && \(used)[k] != 0 -> k++
        :: else -> break
        od;
        if
        :: k < \(rows) -> \(used)[k] = 1;\(zero) x = k + 1
        :: else -> x = 0
        fi;
        k = 0
      }
      inline \(name)_free_row() {
        if
        :: x != 0 -> assert(x > 0 && x <= \(rows) && \(used)[x - 1] != 0); k = x - 1; \(used)[k] = 0;\(zero) k = 0
        :: else -> skip
        fi
      }

      """
  }

  // MARK: Lists

  static func listInline(_ column: Layout.Column, _ verb: ListVerb) -> String { "\(name(column))_\(verb.rawValue)" }

  /// Lists are dense: entries from the front, then zeros. `x` is the entry, `y` where the row's part of the array
  /// begins. They are no parameters, since Spin does not take a conditional expression for one.
  private func listOperations(_ column: Layout.Column) -> String {
    let list = Self.name(column)
    let count = column.elements
    let find = """
        k = 0; assert(x != 0);
        do
        :: k < \(count) && \(list)[y + k] != 0 && \(list)[y + k] != x -> k++
        :: else -> break
        od;
      """
    return """
      inline \(Self.listInline(column, .add))() {
      \(find)
        assert(k < \(count) && \(list)[y + k] == 0);
        do
        :: k > 0 -> \(list)[y + k] = \(list)[y + k - 1]; k--
        :: else -> break
        od;
        \(list)[y] = x
      }
      inline \(Self.listInline(column, .addTail))() {
      \(find)
        assert(k < \(count) && \(list)[y + k] == 0);
        \(list)[y + k] = x; k = 0
      }
      inline \(Self.listInline(column, .remove))() {
      \(find)
        assert(k < \(count) && \(list)[y + k] == x);
        do
        :: k + 1 < \(count) -> \(list)[y + k] = \(list)[y + k + 1]; k++
        :: else -> break
        od;
        \(list)[y + k] = 0; k = 0
      }

      """
  }
}
