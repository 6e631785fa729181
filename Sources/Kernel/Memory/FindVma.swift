import Machine

extension Core {
  /// `find_vma` for driver texts, which may call it by itself. Linux 5.2, mm/mmap.c.
  static func findVma() -> Procedure {
    Procedure("find_vma", [mm.value, addr], file: "mm/mmap.c", returns: .pointer(Vma.name)) {
      find_vma(mm, addr)
      result(vma.value)
    }
  }
}
