import Machine

@testable import Kernel

/// Rows for section 5 of the reference: ranges, snapshots, faults, and the calls of older drivers.
extension OneCall {
  static let ranges: [OneCall] = registers + unregisters + waits + snapshots + faults

  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }

  // MARK: 5.1, 5.2

  private static func register(
    _ name: String, returns: Int, changed: [String] = [], _ pages: (Int, Int) = (0, 4), shift: Int = 12,
    world: World = .window(), fixes: Set<String> = [], cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: returns, changed: changed, world, fixes: fixes, cells: cells,
      before: { _ in [allocate(range)] },
      call: {
        [
          Machine.call(
            $0.hmm_range_register, range.value, mm.value, number(pages.0), number(pages.1), number(shift), into: ret)
        ]
      })
  }

  private static let registers = [
    OneCall(
      "RR4 no object: one is made", returns: 0, held: ["mmap_sem W caller"],
      changed: [
        "mm->hmm 0 ⇒ 1", "mm->mm_count 1 ⇒ 2", "mm->subscribers[0] 0 ⇒ 1", "hmm[0].mm 0 ⇒ 1", "hmm[0].kref 0 ⇒ 1",
        "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12",
        "range->valid 0 ⇒ 1",
      ],
      unmirrored, before: { _ in [allocate(range), down_write(mm.mmap_sem)] },
      call: {
        [Machine.call($0.hmm_range_register, range.value, mm.value, 0, 4, PAGE_SHIFT, into: ret)]
      }),
    register("RR2 not aligned", returns: -22, (1, 4), shift: 21),
    register("RR2 empty", returns: -22, (2, 2)),
    register(
      "RR4 no object, and no memory for one", returns: -14, changed: ["range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12"],
      world: unmirrored
    ) {
      $0.allocate(Hmm.name, 1)
      $0.allocate(Hmm.name, 2)
    },
    register(
      "RR5 dead: range->hmm stays (B3)", returns: -14,
      changed: ["range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12"]
    ) { $0.set(Hmm.name, 1, "dead", to: .number(1)) },
    register(
      "RR5 dead, B3 mended", returns: -14, changed: ["range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12"], fixes: ["B3"]
    ) { $0.set(Hmm.name, 1, "dead", to: .number(1)) },
    register(
      "RR5 dead, with the last reference: range->hmm is left to an object that is gone", returns: -14,
      changed: freed + [
        "hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].dead 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0", "range->hmm 0 ⇒ 1",
        "range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12",
      ]
    ) { $0.set(Hmm.name, 1, "dead", to: .number(1)) }.last(at: "RR5"),
    register("RR5 no mm", returns: -14, changed: ["range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4", "range->page_shift 0 ⇒ 12"]) {
      $0.set(Hmm.name, 1, "mm", to: .number(0))
    },
    register(
      "RR6 no section is open: valid", returns: 0,
      changed: [
        "hmm[0].kref 1 ⇒ 2", "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4",
        "range->page_shift 0 ⇒ 12", "range->valid 0 ⇒ 1",
      ]),
    register(
      "RR6 no section is open, B2c mended", returns: 0,
      changed: [
        "hmm[0].kref 1 ⇒ 2", "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4",
        "range->page_shift 0 ⇒ 12", "range->valid 0 ⇒ 1",
      ], fixes: ["B2c"]),
    register(
      "RR6 a section is open: INVALID", returns: 0,
      changed: [
        "hmm[0].kref 1 ⇒ 2", "hmm[0].ranges[0] 0 ⇒ 1", "range->hmm 0 ⇒ 1", "range->end 0 ⇒ 4",
        "range->page_shift 0 ⇒ 12",
      ]
    ) { $0.set(Hmm.name, 1, "notifiers", to: .number(1)) },
  ]

  private static let unregisters = [
    OneCall(
      "UR1 never registered", returns: nil, before: { _ in [allocate(range)] },
      call: { [Machine.call($0.hmm_range_unregister, range.value)] }),
    OneCall(
      "UR1 empty", returns: nil, before: { registeredRange($0) + [range.end <- range.start] },
      call: { [Machine.call($0.hmm_range_unregister, range.value)] }),
    OneCall(
      "UR3 unregistered", returns: nil,
      changed: ["hmm[0].kref 2 ⇒ 1", "hmm[0].ranges[0] 1 ⇒ 0", "range->hmm 1 ⇒ 0", "range->valid 1 ⇒ 0"],
      before: { registeredRange($0) },
      call: { [Machine.call($0.hmm_range_unregister, range.value)] }),
    OneCall(
      "UR3 with the last reference", returns: nil,
      changed: [
        "mm->hmm 1 ⇒ 0", "mm->mm_count 2 ⇒ 1", "mm->subscribers[0] 1 ⇒ 0", "hmm[0].mm 1 ⇒ 0", "hmm[0].kref 1 ⇒ 0",
        "hmm[0].ranges[0] 1 ⇒ 0", "range->hmm 1 ⇒ 0", "range->valid 1 ⇒ 0",
      ],
      before: { registeredRange($0) + [Machine.call($0.hmm_mirror_unregister, mirror.value)] },
      call: { [Machine.call($0.hmm_range_unregister, range.value)] }),
  ]

  // MARK: 5.3, 5.4

  private static func wait(_ name: String, returns: Int, changed: [String] = [], _ before: [Statement]) -> OneCall {
    OneCall(
      name, returns: returns, changed: changed, before: { registeredRange($0) + before },
      call: { [Machine.call($0.hmm_range_wait_until_valid, range.value, 100, into: ret)] })
  }

  private static let waits = [
    wait("WT1 not registered", returns: 0, changed: ["range->valid 1 ⇒ 0"], [range.hmm.value <- NULL]),
    wait("WT1 dead", returns: 0, changed: ["range->valid 1 ⇒ 0"], [range.hmm.dead <- true]),
    wait("WT1 no mm", returns: 0, changed: ["range->valid 1 ⇒ 0"], [range.hmm.mm.value <- NULL]),
    wait("WT2 valid", returns: 1, []),
    wait("WT3 time-out, WT4 still INVALID", returns: 0, [range.valid <- false]),
    OneCall(
      "RV1 reads the flag", returns: 1, before: { registeredRange($0) },
      call: { [Machine.call($0.hmm_range_valid, range.value, into: ret)] }),
  ]

  // MARK: 5.5, 5.6

  static let mmapSem = ["mmap_sem R caller"]

  /// Two pages that are there; a change of the vma.
  private static func world(_ vmas: [VmaPiece]? = nil, _ change: (inout VmaPiece) -> Void = { _ in }) -> World {
    var world = World.pages(
      [.present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: false)], vmas: vmas)
    if !world.vmas.isEmpty { change(&world.vmas[0]) }
    return world
  }

  private static func snapshot(
    _ name: String, returns: Int, changed: [String] = [], _ world: World = world(), shift: Int = 12,
    fixes: Set<String> = [], given before: [Statement] = []
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: mmapSem, changed: changed, world, fixes: fixes,
      before: {
        registeredRange($0, to: world.pages.count) + [range.page_shift <- number(shift)] + before
          + [down_read(mm.mmap_sem)]
      }, call: { [Machine.call($0.hmm_range_snapshot, range.value, into: ret)] })
  }

  /// Something in both entries.
  private static let asked = [range.element(\.pfns, 0) <- 5, range.element(\.pfns, 1) <- 5]

  private static let snapshots = [
    snapshot("SN1 dead", returns: -14, given: [range.hmm.dead <- true]),
    snapshot("SN1 no mm", returns: -14, given: [range.hmm.mm.value <- NULL]),
    snapshot("SN3 INVALID", returns: -11, given: [range.valid <- false]),
    snapshot("SN3 INVALID, H05 mended", returns: -16, fixes: ["H05"], given: [range.valid <- false]),
    snapshot("SN4 no vma", returns: -14, world([])),
    snapshot("SN4 special", returns: -14, world { $0.isSpecial = true }),
    snapshot("SN5 another page size", returns: -22, shift: 21),
    snapshot(
      "SN6 not readable: all NONE", returns: -1, changed: ["range->pfns[0] 5 ⇒ 0", "range->pfns[1] 5 ⇒ 0"],
      world { $0.isReadable = false }, given: asked),
    snapshot(
      "SN9 two vmas", returns: 2, changed: ["range->vma 0 ⇒ 2", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"],
      world([VmaPiece(0..<1), VmaPiece(1..<2)])),
    snapshot(
      "SN8 all read, B15 mended", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"], fixes: ["B15"]),
    snapshot(
      "SN10 all read", returns: 2, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"]),
    snapshot(
      "SN8 a special pte, the walk's result is not looked at (B15)", returns: 0,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 4"],
      World.pages([.special, .present(frame: "1a0", isWritable: true)])),
    snapshot(
      "SN8 the same with B15 mended", returns: -14, changed: ["range->vma 0 ⇒ 1"],
      World.pages([.special, .present(frame: "1a0", isWritable: true)]),
      fixes: ["B15"]),
  ]

  static func fault(
    _ name: String, returns: Int?, held: [String] = mmapSem, changed: [String] = [], _ world: World = world(),
    shift: Int = 12, asks: Int = 1, block: Bool = false, fixes: Set<String> = [], given before: [Statement] = [],
    cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: held, changed: changed, world, fixes: fixes, cells: cells,
      before: {
        registeredRange($0, to: world.pages.count) + [
          range.page_shift <- number(shift), range.default_flags <- number(asks),
        ] + before + [down_read(mm.mmap_sem)]
      }, call: { [Machine.call($0.hmm_range_fault, range.value, number(block ? 1 : 0), into: ret)] })
  }

  private static let faults = [
    fault("FA1 dead", returns: -14, given: [range.hmm.dead <- true]),
    fault("FA1 no mm", returns: -14, given: [range.hmm.mm.value <- NULL]),
    fault(
      "FA2 INVALID: mmap_sem is dropped", returns: -11, held: [], changed: ["mm->mmap_sem.readers 1 ⇒ 0"],
      given: [range.valid <- false]),
    fault("FA2 INVALID, H05 mended: it is not", returns: -16, fixes: ["H05"], given: [range.valid <- false]),
    fault("FA3 no vma", returns: -14, world([])),
    fault("FA3 special", returns: -14, world { $0.isSpecial = true }),
    fault("FA3 another page size", returns: -22, shift: 21),
    fault(
      "FA3 not readable: all NONE", returns: -1, changed: ["range->pfns[0] 5 ⇒ 0", "range->pfns[1] 5 ⇒ 0"],
      world { $0.isReadable = false }, given: asked),
    fault(
      "FA6 a page is missing: faulted in, walked again", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33", "range->pfns[1] 0 ⇒ 25"], .pages([.none, .none])),
    fault(
      "FA7 a special pte", returns: -14, changed: ["range->vma 0 ⇒ 1"],
      .pages([.special, .present(frame: "1a0", isWritable: true)])),
    fault(
      "FA8 two vmas", returns: 2, changed: ["range->vma 0 ⇒ 2", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"],
      world([VmaPiece(0..<1), VmaPiece(1..<2)])),
    fault(
      "FA2 valid, H05 mended", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"], fixes: ["H05"]),
    fault(
      "FA9 nothing to fault", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11", "range->pfns[1] 0 ⇒ 17"]),
  ]
}
