import Kernel
import Machine
import Scene

extension RunMoment {
  /// What travelled along a side of the square in this step.
  func movesScene(_ ranges: Ranges, _ device: Table) -> [Move] {
    var moves: [Move] = []
    for range in ranges.ranges {
      for entry in range.pfns
      where entry.before != nil && (entry.value.kind == .readWrite || entry.value.kind == .readOnly) {
        moves.append(
          Move(.reading, text: "● \(entry.value.text)".glyph(entry.value.kind), page: entry.pages.lowerBound))
      }
      if range.before == .valid, range.validity == .invalid, let choice {
        if let section = section(innermostSection(choice)) { moves.append(Move(.marking, text: section.address)) }
      }
    }
    for entry in device.entries {
      guard let before = entry.before else { continue }
      if before.kind == .none {
        moves.append(
          Move(.committing, text: "● \(entry.value.text)".glyph(entry.value.kind), page: entry.pages.lowerBound))
      } else if entry.value.kind == .none {
        moves.append(Move(.takingAway, text: "zap \(entry.label)", page: entry.pages.lowerBound))
      }
    }
    if moves.isEmpty, step?.name == "C2", let choice, let section = section(innermostSection(choice)) {
      let page = now(MmuNotifierRange.name, innermostSection(choice), "start")
      if !section.address.isEmpty { moves.append(Move(.takingAway, text: "zap \(labels.page(page))", page: page)) }
    }
    return moves
  }

  private func innermostSection(_ choice: Choice) -> Int { program.innermostSection(of: choice.thread, in: after) }
}

extension String {
  /// The text with the glyph of its kind in first place.
  fileprivate func glyph(_ kind: EntryKind) -> String { kind == .readOnly ? "◓" + dropFirst() : self }
}
