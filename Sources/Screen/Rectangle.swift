/// A part of a frame: where it begins, and how many cells it has.
public struct Rectangle: Equatable, Sendable {
  public var column: Int
  public var row: Int
  public var columns: Int
  public var rows: Int

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = columns
    self.rows = rows
  }

  /// The first column and row that lie behind it.
  public var right: Int { column + columns }
  public var bottom: Int { row + rows }

  public func contains(column: Int, row: Int) -> Bool {
    (self.column..<max(self.column, right)).contains(column) && (self.row..<max(self.row, bottom)).contains(row)
  }
}
