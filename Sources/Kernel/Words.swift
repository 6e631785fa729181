import Machine

// Locals that several procedures share, by the names that the kernel's listings have.

let mm = Pointer<Mm>("mm")
let hmm = Pointer<Hmm>("hmm")
let mirror = Pointer<HmmMirror>("mirror")
let range = Pointer<HmmRange>("range")
let update = Pointer<HmmUpdate>("update")
let nrange = Pointer<MmuNotifierRange>("nrange")
let driver = Pointer<Driver>("driver")
let vma = Pointer<Vma>("vma")
let walk = Pointer<HmmVmaWalk>("walk")
let page = Pointer<Frame>("page")
let slot = Pointer<SwapSlot>("slot")
let start = Value.local("start", .tag("page"))
let end = Value.local("end", .tag("page"))
let addr = Value.local("addr", .tag("page"))
let letter = Value.local("letter", .letter)
let ret = Value.local("ret", .errno)
let alive = Value.local("alive", .flag)
let last = Value.local("last", .flag)
/// Whether a walk has found something that was asked for and is not there, and whether that is to be writable.
let needFault = Value.local("fault", .flag)
let write_fault = Value.local("write_fault", .flag)

/// NULL, as a value to compare with or to assign.
let NULL = Value.named("NULL", 0)

extension Pointer {
  var isNull: Value { value == NULL }
  var isSet: Value { value != NULL }
}

/// The pte of a page of the window.
func pte(_ page: Value) -> Pointer<Pte> { Pointer(row: page) }

/// The body first, then the condition: `do { … } while (condition);`.
func repeating(
  @StatementBuilder _ body: () -> [Statement], whilst condition: () -> Value
) -> Statement { Statement(.doLoop(body(), condition())) }

/// A bit of an invalidation's progress: bookkeeping for the screen and the laws.
func mark(_ phase: Value) -> [Statement] {
  ghost { nrange.phases <- nrange.phases | phase }
}

/// Whether a bit is set.
func has(_ bits: Value, _ bit: Value) -> Value { (bits & bit) != 0 }

/// `mm_get_hmm` of Linux 5.2, written inline: the object of an address space with a reference, or NULL.
///
/// NULL has two meanings: there never was one, or it is being destroyed. Reading the pointer and raising the count are
/// one step here.
///
/// - Parameter name: what the listing calls the mm where it is reached in another way than in C.
func mm_get_hmm(_ mm: Pointer<Mm>, as name: String? = nil) -> Statement {
  inline("hmm = mm_get_hmm(\(name ?? mm.value.text));") {
    hmm.value <- mm.hmm.value
    when(hmm.isSet) {
      kref_get_unless_zero(hmm.kref, into: alive)
      when(!alive) {
        hmm.value <- NULL
      } otherwise: {
        ghost { hmm.held <- hmm.held + 1 }
      }
      alive <- false
    }
  }
}

/// `hmm_put` of Linux 5.2, written inline: what drops the reference. `last` tells whether to call `hmm_free`.
func hmm_put() -> [Statement] {
  [kref_put(hmm.kref, into: last)] + ghost { hmm.held <- hmm.held - 1 }
}

/// `find_vma`: the first vma that ends after an address, which need not contain it. Linux 5.2, mm/mmap.c.
func find_vma(_ mm: Pointer<Mm>, _ addr: Value) -> Statement {
  let entry = Pointer<Vma>("entry")
  let best = Value.local("best", .tag("page"))
  return inline("vma = find_vma(\(mm.value.text), \(addr.text));") {
    vma.value <- NULL
    best <- 127
    each(entry, in: mm.mmap, where: entry.vm_end > addr && entry.vm_start < best) {
      vma.value <- entry.value
      best <- entry.vm_start
    }
    best <- 0
  }
}

/// `put_page`: drops a reference to a frame; the last one frees it. Linux 5.2, include/linux/mm.h.
func put_page(_ page: Pointer<Frame>) -> Statement {
  inline("put_page(\(page.value.text));") {
    page.count <- page.count - 1
    when(page.count == 0) {
      page.owner <- Process.free
      page.letter <- 0
      page.lazyfree <- false
    }
  }
}

/// `page_mapcount`: how many ptes and huge entries map a frame, those of device memory among them. Linux 5.2,
/// include/linux/mm.h.
func page_mapcount(_ page: Pointer<Frame>) -> Value {
  let row = Pointer<Pte>("entry")
  let huge = Pointer<Pmd>("huge")
  let small = count(row, isMapping(row) && row.frame.value == page.value)
  let isHuge = huge.isHuge && huge.frame.value <= page.value
  return .named(
    "page_mapcount", [page.value],
    small + count(huge, isHuge && page.value < huge.frame.value + huge.end - huge.start))
}

/// Whether the CPU finds something at a pte.
func isPresent(_ pte: Pointer<Pte>) -> Value {
  pte.kind == PteKind.present || pte.kind == PteKind.special || pte.kind == PteKind.devmap
}

/// Whether a pte maps a frame whose references count: what `vm_normal_page` would give. The zero page's do not.
func isNormal(_ pte: Pointer<Pte>) -> Value {
  pte.kind == PteKind.present && pte.frame.owner != Process.zero
}

/// Whether a pte maps the frame that it names: it is present, or names a page of device memory.
func isMapping(_ pte: Pointer<Pte>) -> Value { pte.kind == PteKind.present || pte.kind == PteKind.devicePrivate }

/// The address space that a page of the windows belongs to.
func space(of page: Value) -> Pointer<Mm> { pte(page).pmd.pud.p4d.pgd.mm }
