/// Where every cell of a scenario lies in the flat vector of bytes.
///
/// Byte 0 holds the code of a fault, byte 1 the thread that ran into it; then the records, column by column; then the
/// threads, each with its program counter (two bytes), half the base of its frame, the number of spinlocks it holds,
/// and its stack.
public struct Layout: Sendable {
  /// The field that says whether a row of an allocated record is in use.
  public static let allocatedField = "(allocated)"
  package static let faultAddress = 0
  package static let faultThreadAddress = 1

  /// All rows of one field.
  public struct Column: Sendable {
    public let record: RecordType
    public let field: Field
    public let base: Int
    /// Bytes that one row takes.
    public let stride: Int
    /// Rows, without NULL.
    public let rows: Int
    /// Elements of a row: 1, the length of an array, or the capacity of a list.
    public let elements: Int
  }

  public let columns: [Column]
  public let records: [String: RecordType]
  public let rows: [String: Int]
  /// Where the threads begin.
  public let size: Int
  private let index: [Name: Int]

  /// A column's record and field.
  private struct Name: Hashable {
    let record: String
    let field: String
  }

  init(_ setup: Setup) {
    var columns: [Column] = []
    var index: [Name: Int] = [:]
    var next = 2
    let rows = setup.rows
    for record in setup.records {
      let count = rows[record.name] ?? 0
      var fields = record.fields
      if record.isAllocated { fields.append(Field(Self.allocatedField, .flag, isGhost: true)) }
      for field in fields {
        var elements = 1
        if let extent = field.extent { elements = rows[extent] ?? 0 }
        if let length = field.length { elements = length }
        if case .list(let entries) = field.kind { elements = rows[entries] ?? 0 }
        let stride = field.kind == .rwsem ? 2 : elements
        index[Name(record: record.name, field: field.name)] = columns.count
        columns.append(
          Column(record: record, field: field, base: next, stride: stride, rows: count, elements: elements))
        next += stride * count
      }
    }
    self.columns = columns
    self.index = index
    self.rows = rows
    self.size = next
    records = Dictionary(uniqueKeysWithValues: setup.records.map { ($0.name, $0) })
  }

  /// The column of a field; nil if there is no such field.
  public func column(_ record: String, _ field: String) -> Column? {
    index[Name(record: record, field: field)].map { columns[$0] }
  }

  /// The byte of a cell; rows count from 1, elements from 0; nil if there is no such cell.
  public func address(_ record: String, _ row: Int, _ field: String, _ element: Int = 0) -> Int? {
    guard let column = column(record, field), (1...max(1, column.rows)).contains(row), column.rows > 0,
      (0..<max(1, column.stride)).contains(element)
    else { return nil }
    return column.base + (row - 1) * column.stride + element
  }

  /// The cell that a byte belongs to; nil for bytes of threads and of the fault.
  public func cell(at address: Int) -> Cell? {
    guard address >= 2, address < size else { return nil }
    var low = 0
    var high = columns.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if columns[middle].base <= address { low = middle } else { high = middle - 1 }
    }
    // Columns without rows take no bytes and share their base with the next one.
    while columns[low].rows * columns[low].stride == 0, low > 0 { low -= 1 }
    let column = columns[low]
    let offset = address - column.base
    return Cell(column: column, row: offset / column.stride + 1, element: offset % column.stride)
  }
}

/// One cell, or one element of an array, by its place in a record.
public struct Cell: Sendable {
  public let column: Layout.Column
  /// From 1.
  public let row: Int
  /// From 0.
  public let element: Int

  public var record: String { column.record.name }
  public var field: Field { column.field }

  /// The name in predicates, differences and watches: `hmm->notifiers`, `range[0].valid`, `pte[1].kind`.
  public var name: String {
    let owner =
      column.rows == 1 && !column.record.isTable ? "\(record)->\(field.name)" : "\(record)[\(row - 1)].\(field.name)"
    switch field.kind {
    case .rwsem: return owner + (element == 0 ? ".writer" : ".readers")
    case .list: return "\(owner)[\(element)]"
    default: return field.isArray ? "\(owner)[\(element)]" : owner
    }
  }

  public var address: Int { column.base + (row - 1) * column.stride + element }
}
