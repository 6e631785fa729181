import Machine

private let block = Value.local("block", .flag)
private let rc = Value.local("rc", .errno)

extension Core {
  /// `hmm_range_fault`: fills `pfns`, and faults in what was asked for. Entered with mmap_sem held for reading; left
  /// so, but for -EAGAIN. Returns how many pages it got through, -EFAULT, -EAGAIN, -EBUSY, -EINVAL or -EPERM. Linux
  /// 5.2, mm/hmm.c.
  ///
  /// B10: `block` changes nothing.
  static func hmm_range_fault(_ edition: Edition, _ walk_page_range: Procedure) -> Procedure {
    Procedure("hmm_range_fault", [range.value, block], file: "mm/hmm.c") {
      when(range.hmm.mm.isNull || range.hmm.dead) {
        atomic {
          ghost { range.failed <- true }
          Laws.sawDeath(range)
        }
        result(Errno.EFAULT)
      }.named("FA1").bare.after(Laws.noteDeath(range))
      step("FA2") {
        hmm.value <- range.hmm.value
        start <- range.start
        newRound()
        Laws.missedDeath(range)
        mended("B1", in: edition) { range.seen <- range.hits }
      }
      label("again")
      when(!range.valid) {
        mended("H05", in: edition) {
          result(Errno.EBUSY).named("FA2")
        } otherwise: {
          up_read(hmm.mm.mmap_sem).named("FA2")
          result(Errno.EAGAIN).named("FA2")
        }
      }.named("FA2").bare
      step("FA3") { find_vma(hmm.mm, start) }
      refusals("FA3")
      step("FA4") {
        range.vma.value <- vma.value
        begin(from: start)
        walk.fault <- true
        walk.block <- block
        end <- range.end
        when(vma.vm_end < end) { end <- vma.vm_end }
      }
      label("retry")
      call(walk_page_range, hmm.mm.value, start, end, walk.value, into: rc).named("FA5")
      step("FA6") { start <- walk.last }
      mended("B1", in: edition) {
        when(rc == Errno.EBUSY && range.valid && range.seen == range.hits) { goto("retry") }.named("FA6").bare
      } otherwise: {
        when(rc == Errno.EBUSY && range.valid) { goto("retry") }.named("FA6").bare
      }
      when(rc != 0) {
        step("FA7") {
          allNone(range, from: walk.last - range.start, below: range.end - range.start)
          ghost { ended() }
        }
        result(rc).named("FA7")
      }.named("FA7")
      step("FA8") { start <- end }
      when(start < range.end) { goto("again") }.named("FA8")
      step("FA9") {
        rc <- walk.last - range.start
        ghost {
          range.failed <- false
          ended()
        }
      }
      result(rc).named("FA9")
    }
  }

  // MARK: What snapshot and fault have in common

  /// What the vma forbids: no ordinary memory, another page size, no reading.
  static func refusals(_ name: String) -> [Statement] {
    let (special, size, read) = name == "SN4" ? ("SN4", "SN5", "SN6") : (name, name, name)
    return [
      when(vma.isNull || has(vma.vm_flags, VmFlags.special)) { result(Errno.EFAULT) }.named(special),
      when(range.page_shift != PAGE_SHIFT && !isWalkedHuge(range)) { result(Errno.EINVAL) }.named(size),
      when(!has(vma.vm_flags, VmFlags.read)) {
        step(read) { allNone(range, from: 0, below: range.end - range.start) }
        result(Errno.EPERM)
      }.named(read),
    ]
  }

  /// A hugetlb vma may be walked in its own page size.
  private static func isWalkedHuge(_ range: Pointer<HmmRange>) -> Value {
    has(vma.vm_flags, VmFlags.hugetlb) && range.page_shift == .named("huge_page_shift", 21)
  }

  /// The state of a walk, on the stack of the thread.
  static func begin(from start: Value) -> [Statement] {
    ghost { walk.value <- .me } + [
      walk.range.value <- range.value,
      walk.last <- start,
    ]
  }

  /// The state of the walk is gone with the stack, and with it whatever it had not given back.
  static func ended() -> [Statement] {
    [
      when(walk.mapped || walk.pgmap) { walk.leaked <- true },
      walk.mapped <- false,
      walk.pgmap <- false,
      walk.range.value <- 0,
      walk.vma.value <- NULL,
      walk.last <- 0,
      walk.fault <- false,
      walk.block <- false,
    ]
  }
}
