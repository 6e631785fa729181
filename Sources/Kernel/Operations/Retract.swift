import Machine

private let taken = Value.local("taken", .flag)

extension Core {
  /// `retract_page_tables`: khugepaged has copied the small pages of a file to a huge one, which every process is to
  /// find at its next fault; so it takes the ptes of the small ones away. mmap_sem is only tried for. Linux 5.2,
  /// mm/khugepaged.c.
  ///
  /// H30: nobody who mirrors the pages is told. The huge page itself is not modelled, since there is no page cache.
  static func retract_page_tables(_ edition: Edition, _ parts: UnmapParts) -> Procedure {
    Procedure("retract_page_tables", [mm.value, start, end], file: "mm/khugepaged.c") {
      down_write(mm.rmap).named("RT1")
      Statement(.trylock(.downWriteTrylock, mm.mmap_sem.asPlace, into: Local("taken", .flag))).named("RT2")
      when(taken) {
        step("RT3") {
          begin(Event.clear, start, end)
          mended("H30", in: edition) {
          } otherwise: {
            // There is no section: nothing is about to be told.
            ghost { nrange.phases <- Phases.start | Phases.told | Phases.end }
          }
        }
        mended("H30", in: edition) { call(parts.sections.start, nrange.value).named("RT4") }
        call(parts.unmap, nrange.value, start, end).named("RT5")
        mended("H30", in: edition) { call(parts.sections.end, nrange.value).named("RT6") }
        call(parts.finish, nrange.value).named("RT7")
        up_write(mm.mmap_sem).named("RT8")
      }.named("RT2")
      up_write(mm.rmap).named("RT9")
    }
  }
}
