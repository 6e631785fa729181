extension Scene {
  /// `step 24` of a run, `line 2466` of a trace.
  public var moment: String { "\(unit) \(time.now)" }

  /// `step=24 gpu: hmm_range_snapshot SN8`: which moment it is, for a program, and what it is, for a person. Films have
  /// it where players stop.
  public var marker: String { "\(unit)=\(time.now)" + (place.isEmpty ? "" : " \(place)") }

  /// `gpu: hmm_range_snapshot SN8`: what the moment is, without its number.
  public var place: String {
    why.title.hasPrefix(moment + ", ") ? String(why.title.dropFirst(moment.count + 2)) : why.title
  }

  private var unit: String { heading.isRun ? "step" : "line" }
}
