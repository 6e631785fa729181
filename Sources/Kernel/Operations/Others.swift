import Machine

private let write = Value.local("write", .flag)
private let entry = Value.local("entry", .tag("entry"))
private let owner = Value.local("owner", .tag("process"))

extension Core {
  /// Another process takes a free frame, as soon as there is one, and stores a letter in it.
  static func take() -> Procedure {
    Procedure("take", [letter, owner], file: "mm/memory.c") {
      label("again")
      hold(until: someFreeFrame, "a frame is free").named("TK1")
      step("TK2") { alloc_page(owner) }
      when(page.isNull) { goto("again") }
      step("TK3") { page.letter <- letter }
    }
  }

  /// The device loads from a page, or stores a letter there, through its own page table, as soon as that maps the page.
  /// It looks at nothing else: whose frame it is, is for others to have cared about.
  static func device_access() -> Procedure {
    let fits = has(driver.element(\.dpt, addr), Entries.valid)
    let writable = !write || has(driver.element(\.dpt, addr), Entries.write)
    return Procedure("device_access", [driver.value, addr, write, letter], file: "device", isKernel: false) {
      label("again")
      hold(until: fits && writable, "the device maps the page").named("DA1").bare
      step("DA2") {
        entry <- driver.element(\.dpt, addr)
        when(has(entry, Entries.valid)) {
          page.value <- (entry >> Entries.pfnShift)
          when(write) {
            page.letter <- letter
          } otherwise: {
            letter <- page.letter
          }
        }
      }.bare
      when(page.isNull) { goto("again") }
    }
  }
}
