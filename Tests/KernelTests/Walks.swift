import Machine

@testable import Kernel

/// How a range is filled: by which call, asking for what.
struct Filling: Sendable {
  var isFault = false
  var defaults = 0
  var mask = 0
  /// What the driver leaves in pfns, a request a page; -1 marks what nobody may touch.
  var requests: [Int] = []
  var shift = 12
  var edition = Edition.linux5_2

  static let snapshot = Filling()
  /// Everything, to read.
  static let read = Filling(isFault: true, defaults: 1)
  /// Everything, to write.
  static let write = Filling(isFault: true, defaults: 3)
  /// Page by page.
  static func each(_ requests: Int...) -> Filling { Filling(isFault: true, mask: -1, requests: requests) }

  func mending(_ bugs: String...) -> Filling {
    var copy = self
    copy.edition = Edition(fixes: Set(bugs))
    return copy
  }

  /// The driver's requests, as statements.
  var asking: [Statement] {
    requests.enumerated().map { index, request in
      range.element(\.pfns, .constant(index, name: nil)) <- .constant(request, name: nil)
    }
  }

  func of(_ shift: Int) -> Filling {
    var copy = self
    copy.shift = shift
    return copy
  }
}

extension Filling {
  /// The same call as a row: of a world's whole window, or of its first pages, by a thread that holds mmap_sem.
  func oneCall(
    _ name: String, _ world: World, upTo end: Int? = nil, handler: Procedure? = nil,
    cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    var world = world
    world.edition = edition
    let (filling, pages) = (self, end ?? world.pages.count)
    let other = handler.map { filling.fault(with: $0) }
    return OneCall(
      name, returns: nil, world, cells: cells,
      before: {
        registeredRange($0, to: pages) + filling.questions + filling.asking + [down_read(mm.mmap_sem)]
      },
      call: {
        [
          filling.isFault
            ? call(other ?? $0.hmm_range_fault, range.value, 0, into: ret)
            : call($0.hmm_range_snapshot, range.value, into: ret)
        ]
      })
  }

  fileprivate var questions: [Statement] {
    [
      range.page_shift <- .constant(shift, name: nil), range.default_flags <- .constant(defaults, name: nil),
      range.pfn_flags_mask <- .constant(mask, name: nil),
    ]
  }

  /// `hmm_range_fault` with another handler of page faults below it.
  fileprivate func fault(with handler: Procedure) -> Procedure {
    Core.hmm_range_fault(edition, Core.walk_page_range(edition, Core.walkCallbacks(edition, handler)))
  }
}

/// Fills a range that covers every page of a world, in a thread that then stands still.
func fill(
  _ filling: Filling, _ world: World, and others: [Actor] = [], handler: Procedure? = nil, block: Bool = false,
  cells: (inout Setup) -> Void = { _ in }, before: () -> [Statement] = { [] }
) throws -> Answer {
  var world = world
  world.edition = filling.edition
  let core = Core.of(filling.edition)
  let pages = world.pages.count
  let fault = handler.map { filling.fault(with: $0) } ?? core.hmm_range_fault
  return try answer(world, and: others, cells: cells) {
    registeredRange(core, to: pages)
    filling.questions
    filling.asking
    down_read(mm.mmap_sem)
    before()
    if filling.isFault {
      call(fault, range.value, .constant(block ? 1 : 0, name: nil), into: ret)
    } else {
      call(core.hmm_range_snapshot, range.value, into: ret)
    }
  }
}

extension Run {
  /// The entries of pfns, one for each page.
  func pfns(_ count: Int) -> [Int] { (0..<count).map { pfn($0) } }
  /// Whether a walk has lost something that it should have given back.
  var hasLeaked: Bool { value("hmm_vma_walk", 1, "leaked") != 0 }
}

extension Answer {
  /// The entries of pfns, one for each page.
  func pfns(_ count: Int) -> [Int] { run.pfns(count) }
  /// The step that the caller stands before.
  var next: String? { run.program.nextStep(run.state, 0)?.name }
  var holdsMmapSem: Bool { run.held == ["mmap_sem R caller"] }
}

extension World {
  /// Pages with the given contents, four frames of which the last two are free, a swap slot, one vma.
  static func pages(_ pages: [PageContent], vmas: [VmaPiece]? = nil) -> World {
    var world = World.window()
    world.pages = pages
    world.vmas = vmas ?? [VmaPiece(0..<pages.count)]
    world.frames = [
      FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B"),
      FrameContent("1b3"), FrameContent("1b4"),
    ]
    return world
  }

  func at(_ base: Int) -> World {
    var copy = self
    copy.base = base
    return copy
  }
}

/// A fault handler that answers with one code, as the kernel's would: with RETRY mmap_sem is dropped. What it was asked
/// for is kept in the driver's window.
func handler(_ code: Value, dropsMmapSem: Bool = false) -> Procedure {
  let flags = Value.local("flags", .tag("fault_flags"))
  return Procedure(
    "handle_mm_fault", [Pointer<Vma>("vma").value, Value.local("addr", .tag("page")), flags],
    returns: .tag("vm_fault"), isKernel: false
  ) {
    step("asked") {
      driver.start <- flags
      driver.end <- driver.end + 1
    }
    if dropsMmapSem { up_read(mm.mmap_sem) }
    result(code)
  }
}

/// The address space, where `mm` means something else.
private let space = Pointer<Mm>(.named("mm", 1))

extension World {
  /// A driver that faults its window in, another in the old way, one with addresses for its device, and an app that
  /// drops a page.
  static func faulting(_ edition: Edition, _ pages: [PageContent], asks: Int = 3, hugetlb: Bool = false) -> World {
    let core = Core.of(edition)
    var world = World.pages(pages)
    world.edition = edition
    world.vmas[0].isHugetlb = hugetlb
    world.dma = .mayFail
    world.ranges = 3
    func thread(_ name: String, _ last: [Statement], @StatementBuilder _ body: () -> [Statement]) -> Actor {
      let statements = body()
      let procedure = Procedure(name, isKernel: false) {
        registeredRange(core, to: pages.count)
        range.default_flags <- .constant(asks, name: nil)
        down_read(space.mmap_sem)
        statements
        last
        call(core.hmm_range_unregister, range.value)
        free(range)
      }
      return Actor(name, [.call(procedure, [])])
    }
    let unlock = [when(ret != Errno.EAGAIN) { up_read(space.mmap_sem) }]
    return world.with(
      thread("new", unlock) { call(core.hmm_range_fault, range.value, 0, into: ret) },
      thread("dma", unlock) {
        call(core.hmm_range_dma_map, range.value, driver.value, 1, 0, into: ret)
        call(core.hmm_range_dma_unmap, range.value, 1, driver.value, 1, 1, into: ret)
        core.entryCalls.map { call($0, range.value, 9, into: Value.local("any")) }
      },
      Actor("old", [.call(oldDriver(core), [])]), Actor("app", [.dontneed(0..<1)]))
  }

  /// A driver of 5.1, on the calls that 5.2 has for it.
  static func oldDriver(_ core: Core) -> Procedure {
    let valid = Value.local("valid", .flag)
    return Procedure("old", isKernel: false) {
      allocate(range)
      Core.setup(range, driver)
      range.vma.value <- 1
      range.element(\.pfns, 0) <- 1
      down_read(space.mmap_sem)
      call(core.hmm_vma_fault, range.value, 1, into: ret)
      when(ret == 0) {
        call(core.hmm_vma_range_done, range.value, into: valid)
        up_read(space.mmap_sem)
      }
      free(range)
    }
  }
}
