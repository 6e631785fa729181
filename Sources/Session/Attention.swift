/// What a person looks out for, carried from one session to another.
extension Session {
  /// Stops and watches of another session of the same thing, as far as their names are known here.
  public func takeAttention(of other: Session) {
    breaks = other.breaks.filter { timeline.canStop(at: $0) }
    conditions = other.conditions.filter { $0.unknownName(timeline, at: position) == nil }
    watches = other.watches.filter { $0.unknownName(timeline, at: position) == nil }
  }
}
