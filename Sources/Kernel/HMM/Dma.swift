import Machine

private let block = Value.local("block", .flag)
private let dirty = Value.local("dirty", .flag)
private let mapping = Value.local("error", .flag)
private let done = Value.local("count")
private let i = Value.local("i")
private let daddrs = Pointer<Daddrs>("daddrs")
private let device = Pointer<Driver>("device")

/// A driver's array of addresses that its device may use: `dma_addr_t *daddrs`. There are rows only where a scenario
/// asks for them, one a device.
public struct Daddrs: Record {
  public static let schema = Daddrs()
  public static let name = "daddrs"
  public static let isTable = true

  /// One address a page, counted from the range's start: the frame, as the device sees it, and the direction.
  public let address = Field("address", .tag("dma"), extent: Pte.name)
  /// Mapping an address may fail.
  public let mayFail = Field("mayFail", .flag, isGhost: true)
}

/// What a `dma_addr_t` is here: the frame, twice, and whether the device may write.
enum DmaAddress {
  static let none = Value.named("0", 0)
  static let error = Value.named("DMA_MAPPING_ERROR", -1)

  /// `dma_map_page`, to the device or both ways.
  static func of(_ entry: Value) -> Value {
    .named(
      "dma_map_page", [device.value, entry],
      ((entry >> Entries.pfnShift) << 1) | (has(entry, Entries.write)))
  }
}

extension Core {
  /// `hmm_range_dma_map`: faults, then makes every page that is there reachable for a device. Returns how many pages,
  /// or an error; then nothing is mapped. Linux 5.2, mm/hmm.c.
  static func hmm_range_dma_map(_ hmm_range_fault: Procedure) -> Procedure {
    Procedure(
      "hmm_range_dma_map", [range.value, device.value, daddrs.value, block], file: "mm/hmm.c"
    ) {
      call(hmm_range_fault, range.value, block, into: ret).named("XM1")
      when(ret <= 0) {
        when(ret == 0) { result(Errno.EBUSY) }.named("XM1")
        result(ret).named("XM1")
      }.named("XM1")
      count(i, from: 0, below: range.end - range.start) {
        step("XM2") { daddrs.element(\.address, i) <- DmaAddress.none }
        when(has(range.element(\.pfns, i), Entries.valid)) {
          when(!range.valid) {
            ret <- Errno.EBUSY
            goto("unmap")
          }.named("XM3").bare
          choose(mapping, below: 2, where: mapping == 0 || daddrs.mayFail).named("XM4")
          step("XM4") {
            daddrs.element(\.address, i) <- DmaAddress.of(range.element(\.pfns, i))
            when(mapping) { daddrs.element(\.address, i) <- DmaAddress.error }
          }
          when(mapping) {
            ret <- Errno.EFAULT
            goto("unmap")
          }.named("XM4")
          step("XM5") { done <- done + 1 }
        }.named("XM2")
      }.named("XM2")
      result(done).named("XM5")
      label("unmap")
      step("XM6") { undo() }
      result(ret).named("XM6")
    }
  }

  /// The pages before the one that failed, until all that were mapped are unmapped.
  private static func undo() -> [Statement] {
    let j = Value.local("j")
    let address = daddrs.element(\.address, j)
    return [
      mapping <- false,
      count(j, from: 0, below: i) {
        when(done > 0 && has(range.element(\.pfns, j), Entries.valid) && address != DmaAddress.error) {
          address <- DmaAddress.none
          done <- done - 1
        }
      },
    ]
  }

  /// `hmm_range_dma_unmap`: takes the addresses back. The caller sees to it that nothing is invalidated meanwhile.
  /// Returns how many pages, or -EINVAL. Linux 5.2, mm/hmm.c.
  static func hmm_range_dma_unmap() -> Procedure {
    let entry = range.element(\.pfns, i)
    return Procedure(
      "hmm_range_dma_unmap", [range.value, vma.value, device.value, daddrs.value, dirty], file: "mm/hmm.c"
    ) {
      when(range.end <= range.start || daddrs.isNull) { result(Errno.EINVAL) }.named("XU1")
      count(i, from: 0, below: range.end - range.start) {
        when(has(entry, Entries.valid)) {
          step("XU2") {
            when(dirty && has(entry, Entries.write)) { pte(range.start + i).dirty <- true }
            daddrs.element(\.address, i) <- DmaAddress.none
            entry <- Entries.none
            done <- done + 1
          }
        }.named("XU2")
      }.named("XU2")
      result(done).named("XU3")
    }
  }

  // MARK: Entries

  /// `hmm_device_entry_to_page`: NULL for an entry that names no page. Linux 5.2, include/linux/hmm.h.
  static func hmm_device_entry_to_page() -> Procedure { decoder("hmm_device_entry_to_page", NULL, "XE1") }

  /// `hmm_device_entry_to_pfn`: -1 for an entry that names no page. Linux 5.2, include/linux/hmm.h.
  static func hmm_device_entry_to_pfn() -> Procedure {
    decoder("hmm_device_entry_to_pfn", .named("-1UL", -1), "XE2")
  }

  private static func decoder(_ name: String, _ nothing: Value, _ label: String) -> Procedure {
    let entry = Value.local("entry", .tag("entry"))
    let returns: Kind = label == "XE1" ? .pointer(Frame.name) : .number
    return Procedure(name, [range.value, entry], file: "include/linux/hmm.h", returns: returns) {
      // NONE, ERROR and SPECIAL are without VALID, too.
      when(!has(entry, Entries.valid)) { result(nothing) }.named(label)
      result(entry >> Entries.pfnShift).named(label)
    }
  }

  /// `hmm_device_entry_from_page` and `hmm_device_entry_from_pfn`: an entry with VALID and nothing else. Linux 5.2,
  /// include/linux/hmm.h.
  static func hmm_device_entry_from(_ name: String) -> Procedure {
    Procedure(
      "hmm_device_entry_from_\(name)", [range.value, page.value], file: "include/linux/hmm.h",
      returns: .tag("entry")
    ) {
      result((page.value << Entries.pfnShift) | Entries.valid).named("XE3")
    }
  }
}
