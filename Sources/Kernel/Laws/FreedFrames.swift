import Machine

extension Laws {
  /// I11. No device maps a frame that is free.
  static let noFreedFrame = Property(
    "I11", "A freed frame is in no device page table.",
    holds: every(device, every(row, implies(has(mapping, Entries.valid), frame.owner != Process.free))))

  private static var frame: Pointer<Frame> { Pointer<Frame>(mapping >> Entries.pfnShift) }
}
