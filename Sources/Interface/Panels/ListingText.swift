import Scene
import Screen

/// A procedure with the place where a thread stands in it: the driver's loop, or what runs in the kernel.
enum ListingText {
  static func content(_ listing: Listing, room: Room, showsBothForms: Bool = false) -> Content {
    let listing = showsBothForms ? withOtherForms(listing) : listing
    // A file's lines have numbers, to the right; a kernel procedure's have names, to the left.
    let isNumbered = listing.rows.allSatisfy { $0.label.allSatisfy(\.isNumber) }
    let longest = listing.rows.map(\.label.columns).max() ?? 0
    let width = isNumbered ? max(2, longest) : max(4, longest)
    var content = Content()
    content.rows = listing.rows.map {
      row($0, label: width, isNumbered: isNumbered, room: room, sign: showsBothForms ? sign($0) : Line(" "))
    }
    content.current = listing.rows.firstIndex(where: \.isNext) ?? listing.rows.firstIndex(where: \.ran)
    content.top = top(listing, rows: room.rows)
    return content
  }

  private static func row(_ line: ListingRow, label: Int, isNumbered: Bool, room: Room, sign: Line) -> Row {
    var row = Row()
    row.label = line.label
    row.line = line.ran ? Line("»", .now) : line.isInferred ? Line("~", .inferred) : sign
    let base: Role = line.ran ? .now : line.isGhost ? .quiet : .plain
    row.line.append(
      line.isNext ? Line("►", .now) : line.waits ? Line("░", .caution) : line.isBreak ? Line("▾", .caution) : Line(" "))
    if isNumbered { row.line.pad(to: 2 + label - line.label.columns) }
    row.line.append(line.label, line.isBreak ? .caution : .quiet)
    row.line.pad(to: 2 + label + 1)
    row.line.append(line.text, base)
    var end = room.columns - 1
    let least = label + 8
    if !line.switches.isEmpty, end - line.switches.columns > least {
      // The name of the switch gives way to a value, and to the text where that would be cut by it.
      let value = line.value.isEmpty ? 0 : line.value.columns + 4
      if row.line.width < end - line.switches.columns - value { end -= line.switches.columns + 1 }
    }
    if !line.value.isEmpty {
      let value = "// " + line.value
      let free = end - value.columns
      guard free > least else { return row }
      row.line.cut(to: free)
      row.line.pad(to: free)
      row.line.append(value, .value)
    }
    if !line.switches.isEmpty {
      guard end < room.columns - 1 else { return row }
      row.line.pad(to: end + 1)
      row.line.append(line.switches, .quiet)
    }
    return row
  }

  /// `-` and `+` before the two forms of a place.
  private static func sign(_ row: ListingRow) -> Line {
    let role: Role = row.isGhost ? .quiet : .plain
    return switch row.form {
    case .original: Line("-", role)
    case .changed: Line("+", role)
    case nil: Line(" ")
    }
  }

  /// The listing with the other form of each place behind the one that runs.
  static func withOtherForms(_ listing: Listing) -> Listing {
    var result = listing
    var places: [Int] = []
    result.rows = []
    for row in listing.rows {
      places.append(result.rows.count)
      result.rows.append(row)
      result.rows += row.others.map { other in
        var other = other
        other.isGhost = true
        return other
      }
    }
    result.focus = listing.focus.map { places[$0] }
    result.loop = listing.loop.map { places[$0.lowerBound]...places[$0.upperBound] }
    return result
  }

  /// The first row in sight: the whole loop if it fits, then what stands two rows around the focus.
  static func top(_ listing: Listing, rows: Int) -> Int {
    let count = listing.rows.count
    guard let focus = listing.focus, rows > 0, count > rows else { return 0 }
    let margin = min(2, max(0, (rows - 1) / 3))
    var top = 0
    if let loop = listing.loop, loop.contains(focus) {
      top = loop.lowerBound
      // A loop that is too long is shown without its label, which says the least.
      if loop.count > rows, focus > loop.lowerBound { top += 1 }
    } else if let loop = listing.loop, focus > loop.upperBound {
      // A third of the rows tells what follows the loop.
      top = loop.upperBound + rows / 3 - rows + 1
    }
    let low = focus + min(margin, count - 1 - focus) - rows + 1, high = focus - min(margin, focus)
    let isInside = listing.loop.map { $0.contains(focus) && $0.count <= rows } ?? false
    if !isInside {
      let after = listing.loop.map { focus > $0.upperBound } ?? false
      top = max(top, after ? focus + 1 - rows + 1 : low)
      if focus < top { top = high }
    }
    return min(max(0, top), count - rows)
  }
}
