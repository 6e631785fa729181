import Machine

extension Laws {
  private static let processor = Pointer<Cpu>("cpu")

  /// Not of the reference: every operation flushes before it frees.
  static let noStaleFrame = Property(
    "TLB", "A freed frame is in no CPU's TLB.",
    holds: every(processor, every(row, implies(known.isSet, known.owner != Process.free))))

  private static var known: Pointer<Frame> { Pointer<Frame>(processor.element(\.tlb, page) >> Entries.pfnShift) }
}
