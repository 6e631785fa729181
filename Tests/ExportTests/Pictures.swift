import Screen

/// A small frame in which everything occurs: lines, roles, reversed text, a wide letter, what XML must escape.
func smallFrame() -> Frame {
  var frame = Frame(columns: 12, rows: 4)
  frame.write("┌─", column: 0, row: 0, as: .quiet)
  frame.write(" a<b&c ", column: 2, row: 0, as: .title)
  frame.write("──┐", column: 9, row: 0, as: .quiet)
  frame.write("│", column: 0, row: 1, as: .quiet)
  frame.write("»001", column: 1, row: 1, as: .now)
  frame.write("●", column: 6, row: 1, as: .holds)
  frame.write("✗ I1", column: 8, row: 1, as: .broken)
  frame.write("│", column: 0, row: 2, as: .quiet)
  frame.write("日 \"x\"", column: 1, row: 2, as: .caution)
  frame.write("└", column: 0, row: 3, as: .quiet)
  frame.write(" pick ", column: 4, row: 3, as: .selection)
  return frame
}
