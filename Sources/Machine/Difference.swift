/// One cell or local that two states differ in.
public struct Change: Sendable, Equatable {
  /// `hmm->notifiers`, `gpu: ret`.
  public var name: String
  public var address: Int
  public var before: Int
  public var after: Int
  /// The kind of the cell or local, for printing.
  public var kind: Kind
}

extension Program {
  /// What differs between two states, by name, in the order of the bytes; bookkeeping of stacks is left out.
  public func difference(_ before: [UInt8], _ after: [UInt8]) -> [Change] {
    var result: [Change] = []
    for address in 0..<layout.size where before[address] != after[address] {
      let old = Int(Int8(bitPattern: before[address]))
      let new = Int(Int8(bitPattern: after[address]))
      let cell = layout.cell(at: address)
      let name = cell?.name ?? (address == Layout.faultAddress ? "fault" : "fault thread")
      result.append(
        Change(name: name, address: address, before: old, after: new, kind: cell?.field.kind ?? .number))
    }
    for thread in threads.indices {
      let old = stack(before, thread)
      let new = stack(after, thread)
      if counter(before, thread) != counter(after, thread) {
        let name = "\(threads[thread].name): next step"
        result.append(
          Change(
            name: name, address: threads[thread].base, before: counter(before, thread),
            after: counter(after, thread),
            kind: .number))
      }
      for frame in new {
        guard let match = old.first(where: { $0.address == frame.address && $0.procedure == frame.procedure }) else {
          continue
        }
        for (slot, local) in procedures[frame.procedure].locals.enumerated()
        where match.locals[slot] != frame.locals[slot] {
          result.append(
            Change(
              name: "\(threads[thread].name): \(local.name)", address: frame.address + slot,
              before: match.locals[slot], after: frame.locals[slot],
              kind: local.kind))
        }
      }
    }
    return result
  }

  /// A 64-bit fingerprint of a state: the same bytes give the same number everywhere. The size is in bytes, a multiple
  /// of eight.
  ///
  /// Two chains that do not wait for each other, each folding two words with one multiplication.
  public static func fingerprint(_ state: UnsafePointer<UInt8>, _ size: Int) -> UInt64 {
    let words = UnsafeRawPointer(state)
    var first: UInt64 = 0x9E37_79B9_7F4A_7C15
    var second: UInt64 = 0xD1B5_4A32_D192_ED03
    var offset = 0
    while offset + 32 <= size {
      first = fold(
        words.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ 0xA076_1D64_78BD_642F,
        words.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self) ^ first)
      second = fold(
        words.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self) ^ 0xE703_7ED1_A0B4_28DB,
        words.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self) ^ second)
      offset += 32
    }
    while offset + 8 <= size {
      first = fold(
        words.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ 0x8EBC_6AF0_9C88_C6E3,
        first ^ 0x5899_65CC_7537_4CC3)
      offset += 8
    }
    return fold(first ^ 0x1D8E_4E27_C47D_124F, second ^ UInt64(size))
  }

  /// The two halves of a product of 128 bits, folded into one.
  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The fingerprint of a state as an array.
  public static func fingerprint(_ state: [UInt8]) -> UInt64 {
    state.withUnsafeBufferPointer { fingerprint($0.baseAddress!, $0.count) }
  }

  /// A fingerprint of what a procedure is: its listing and the names of its steps. Recordings keep it.
  public func identity(ofProcedure index: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for row in procedures[index].rows {
      for byte in (row.label + "\t" + row.text + "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return hash
  }
}
