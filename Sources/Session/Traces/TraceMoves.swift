import Scene
import Trace

extension TracePicture {
  /// What travelled along a side of the square with this line.
  func moves(_ device: Table) -> [Move] {
    switch event.kind {
    case .mn_itree_inv_start_locked:
      guard let section = memory?.open.last(where: { $0.task == event.task && $0.counted == event.number }),
        section.isHit
      else { return [] }
      return [Move(.marking, text: address(section.start, section.end))]
    case .dmirror_do_fault, .dmirror_do_update, .dmirror_interval_invalidate__return:
      return device.entries.compactMap { entry in
        guard let before = entry.before, before != entry.value else { return nil }
        let page = entry.pages.lowerBound
        switch entry.value.kind {
        case .none:
          return before.kind == .unknown && before.text.isEmpty
            ? nil : Move(.takingAway, text: "zap \(entry.label)", page: page)
        case .readOnly: return Move(.committing, text: "◓ \(entry.label)", page: page)
        case .readWrite: return Move(.committing, text: "● \(entry.label)", page: page)
        default: return nil
        }
      }
    default: return []
    }
  }

  /// The lines before this one, in a few words each.
  func historyRows() -> [HistoryRow] {
    (max(0, event.number - 15)...event.number).map { number in
      let other = trace.event(number)
      return HistoryRow(
        step: other.line, thread: taskLabel(other.task), line: TraceWords.place(other.kind).function,
        isNow: number == event.number)
    }
  }
}
