import Machine

/// The pmd that is being looked at.
let thisPmd = Pointer<Pmd>("pmd")
/// Where the span of the pmd at `addr` ends, within what is gone through.
let pmdEnd = Value.local("stop", .tag("page"))

/// How the steps of a way through page tables are named: a prefix and a number, counted on from the first.
struct PmdSteps {
  var prefix: String
  var first: Int

  /// The name of one of the steps: 0 looks at the pmd, 1 to 3 change ptes, 4 to 6 a huge entry, 7 splits one.
  func callAsFunction(_ number: Int) -> String { "\(prefix)\(first + number)" }
}

extension Core {
  /// The way that most changes of page tables go: pmd by pmd from `addr` on. A table is locked once and changed pte by
  /// pte; a huge entry that lies within goes as one, under its own lock; of one that does not, `split` makes a table,
  /// and the loop looks again.
  ///
  /// - Parameters:
  ///   - limit: where it ends; `addr` is there afterwards.
  ///   - before: what comes before the first lock of a pmd that is not none.
  ///   - pte: what becomes of `pte[addr]`.
  ///   - huge: what becomes of the huge entry `pmd`.
  static func eachPmd(
    _ name: PmdSteps, below limit: Value, split: Procedure, before: [Statement] = [], pte change: [Statement],
    huge changeHuge: [Statement]
  ) -> Statement {
    loop(addr < limit) {
      step(name(0)) { look(limit) }
      when(mapsNothing(thisPmd)) {
        addr <- pmdEnd
        Statement(.continueLoop)
      }.named(name(0))
      before
      when(thisPmd.kind == TableKind.table) {
        spin_lock(thisPmd.ptl).named(name(1))
        loop(addr < pmdEnd) {
          step(name(2)) {
            change
            addr <- addr + 1
          }
        }
        spin_unlock(thisPmd.ptl).named(name(3))
      } otherwise: {
        when(addr == thisPmd.start && pmdEnd == thisPmd.end) {
          spin_lock(thisPmd.lock).named(name(4))
          atomic {
            when(thisPmd.coversAll) {
              changeHuge
              addr <- pmdEnd
            }
          }.named(name(5))
          spin_unlock(thisPmd.lock).named(name(6))
        } otherwise: {
          call(split, mm.value, addr).named(name(7))
        }
      }
    }
  }

  /// The pmd of `addr`, and how far it reaches.
  static func look(_ limit: Value) -> [Statement] {
    [
      inline("pmd = pmd_offset(addr);") { thisPmd.value <- pte(addr).pmd.value },
      inline("stop = pmd_addr_end(addr, \(limit.text));") {
        pmdEnd <- thisPmd.end
        when(limit < pmdEnd) { pmdEnd <- limit }
      },
    ]
  }

  /// Nothing is mapped by it.
  static func mapsNothing(_ pmd: Pointer<Pmd>) -> Value { pmd.none || pmd.kind == TableKind.bad }
}
