import Machine

@testable import Kernel

/// Rows for sections 3 and 4 of the reference: what HMM knows of a process, its mirrors, its notifiers.
extension OneCall {
  static let lives: [OneCall] = objects + mirrors + starts + ends + releases

  private static let valued = Value.local("value")
  static var unmirrored: World {
    var world = World.window()
    world.devices[0].isRegistered = false
    return world
  }
  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static func set(_ record: String, _ row: Int, _ field: String, _ value: Int)
    -> @Sendable (inout Setup) -> Void
  {
    { $0.set(record, row, field, to: .number(value)) }
  }

  // MARK: 3.1 to 3.4, 3.7

  private static let objects = [
    OneCall(
      "GC1 there is one", returns: 1, changed: ["hmm[0].kref 1 ⇒ 2"],
      call: { [Machine.call($0.hmm_get_or_create, mm.value, into: ret)] }),
    OneCall(
      "GC2 out of memory", returns: 0, unmirrored,
      cells: {
        $0.allocate(Hmm.name, 1)
        $0.allocate(Hmm.name, 2)
      }, call: { [Machine.call($0.hmm_get_or_create, mm.value, into: ret)] }),
    OneCall(
      "GC5 another is still stored, with no reference left: NULL (B12)", returns: 0, held: ["mmap_sem W caller"],
      cells: set(Hmm.name, 1, "kref", 0),
      before: { _ in [down_write(mm.mmap_sem)] }, call: { [Machine.call($0.hmm_get_or_create, mm.value, into: ret)] }),
    OneCall(
      "GC7 made and subscribed", returns: 1, held: ["mmap_sem W caller"],
      changed: [
        "mm->hmm 0 ⇒ 1", "mm->mm_count 1 ⇒ 2", "mm->subscribers[0] 0 ⇒ 1", "hmm[0].mm 0 ⇒ 1", "hmm[0].kref 0 ⇒ 1",
      ], unmirrored,
      before: { _ in [down_write(mm.mmap_sem)] }, call: { [Machine.call($0.hmm_get_or_create, mm.value, into: ret)] }),
    OneCall("HD1 nothing there", returns: nil, unmirrored, call: { [Machine.call($0.hmm_mm_destroy, mm.value)] }),
    OneCall(
      "HD2 one with a reference left", returns: nil,
      changed: ["mm->hmm 1 ⇒ 0", "hmm[0].mm 1 ⇒ 0", "hmm[0].dead 0 ⇒ 1"],
      call: { [Machine.call($0.hmm_mm_destroy, mm.value)] }),
    OneCall("AL1 no mirror", returns: 0, call: { [Machine.call($0.hmm_mirror_mm_is_alive, NULL, into: ret)] }),
    OneCall(
      "AL1 not registered", returns: 0, unmirrored,
      call: { [Machine.call($0.hmm_mirror_mm_is_alive, mirror.value, into: ret)] }),
    OneCall(
      "AL2 dead", returns: 0, cells: set(Hmm.name, 1, "dead", 1),
      call: { [Machine.call($0.hmm_mirror_mm_is_alive, mirror.value, into: ret)] }),
    OneCall(
      "AL2 without an mm", returns: 0, cells: set(Hmm.name, 1, "mm", 0),
      call: { [Machine.call($0.hmm_mirror_mm_is_alive, mirror.value, into: ret)] }),
    OneCall("AL2 alive", returns: 1, call: { [Machine.call($0.hmm_mirror_mm_is_alive, mirror.value, into: ret)] }),
  ]

  // MARK: 3.5, 3.6

  private static func register(_ mirror: Value, _ mm: Value) -> @Sendable (Core) -> [Statement] {
    { [Machine.call($0.hmm_mirror_register, mirror, mm, into: ret)] }
  }

  private static let mirrors = [
    OneCall("MR1 no mm", returns: -22, unmirrored, call: register(mirror.value, NULL)),
    OneCall("MR1 no mirror", returns: -22, unmirrored, call: register(NULL, mm.value)),
    OneCall(
      "MR1 no ops", returns: -22, unmirrored, cells: set(HmmMirror.name, 1, "sync_cpu_device_pagetables", 0),
      call: register(mirror.value, mm.value)),
    OneCall(
      "MR2 out of memory", returns: -12, held: ["mmap_sem W caller"], unmirrored,
      cells: {
        $0.allocate(Hmm.name, 1)
        $0.allocate(Hmm.name, 2)
      }, before: { _ in [down_write(mm.mmap_sem)] }, call: register(mirror.value, mm.value)),
    OneCall(
      "MR4 registered", returns: 0, held: ["mmap_sem W caller"],
      changed: [
        "mm->hmm 0 ⇒ 1", "mm->mm_count 1 ⇒ 2", "mm->subscribers[0] 0 ⇒ 1", "hmm[0].mm 0 ⇒ 1", "hmm[0].kref 0 ⇒ 1",
        "hmm[0].mirrors[0] 0 ⇒ 1", "hmm_mirror->hmm 0 ⇒ 1",
      ], unmirrored,
      before: { _ in [down_write(mm.mmap_sem)] }, call: register(mirror.value, mm.value)),
    OneCall(
      "MU1 not registered", returns: nil, unmirrored,
      call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }),
    OneCall(
      "MU4 not the last reference", returns: nil,
      changed: ["hmm[0].kref 2 ⇒ 1", "hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0"],
      before: { registeredRange($0) },
      call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }),
    OneCall(
      "MU3 a mirror that hmm_release has unlinked", returns: nil,
      changed: ["hmm[0].kref 2 ⇒ 1", "hmm_mirror->hmm 1 ⇒ 0"],
      before: { registeredRange($0) + [Machine.call($0.hmm_release, 1, mm.value)] },
      call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }),
    OneCall(
      "HF2 another one is stored by now: it stays", returns: nil,
      changed: [
        "mm->hmm 1 ⇒ 2", "mm->mm_count 2 ⇒ 1", "mm->subscribers[0] 1 ⇒ 0", "hmm[0].mm 1 ⇒ 0", "hmm[0].kref 1 ⇒ 0",
        "hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0",
      ],
      call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }
    ).meanwhile("HF2") { $0.set("mm", 1, "hmm", to: 2) },
    OneCall(
      "MU4 the last reference: HF1 to HF3", returns: nil,
      changed: [
        "mm->hmm 1 ⇒ 0", "mm->mm_count 2 ⇒ 1", "mm->subscribers[0] 1 ⇒ 0", "hmm[0].mm 1 ⇒ 0", "hmm[0].kref 1 ⇒ 0",
        "hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0",
      ],
      call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }),
  ]

  // MARK: 4.1, 4.2

  /// A section over the second page, in the thread's own row.
  private static func section(_ start: Int, _ end: Int, mayBlock: Bool) -> [Statement] {
    let nrange = Pointer<MmuNotifierRange>(.named("section", 1))
    return [
      nrange.mm.value <- 1, nrange.start <- number(start), nrange.end <- number(end),
      nrange.event <- Event.clear, nrange.blockable <- number(mayBlock ? 1 : 0),
    ]
  }

  private static func start(
    _ name: String, returns: Int?, held: [String] = [], changed: [String] = [],
    mayBlock: Bool = true, at pages: Range<Int> = 1..<2, fixes: Set<String> = [], world: World = .window(),
    hasRange: Bool = true, cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: held, changed: changed, world, fixes: fixes, cells: cells,
      before: {
        (hasRange ? registeredRange($0, to: 2) : [])
          + section(pages.lowerBound, pages.upperBound, mayBlock: mayBlock)
      }, call: { [Machine.call($0.hmm_invalidate_range_start, 1, 1, into: ret)] })
  }

  private static let starts = [
    start("IS3 may block", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"]),
    start(
      "IS3 may not block, the lock is taken: not counted", returns: -11, held: ["lock other"], mayBlock: false,
      hasRange: false, cells: set(Hmm.name, 1, "lock", 2)),
    start(
      "IS3 may not block, the lock is free", returns: 0,
      changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"], mayBlock: false),
    start("IS4 hits no range", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1"], at: 3..<4),
    start(
      "IS6 may not block, mirrors_sem is taken: the count stays (B2a)", returns: -11,
      held: ["mirrors_sem W other"],
      changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"], mayBlock: false,
      cells: set(Hmm.name, 1, "mirrors_sem", 2)),
    start(
      "IS6 the same with B2a mended", returns: -11, held: ["mirrors_sem W other"], mayBlock: false,
      fixes: ["B2a", "B2c"], cells: set(Hmm.name, 1, "mirrors_sem", 2)),
    start(
      "IS6 B2a mended, another section is open: INVALID as before", returns: -11, held: ["mirrors_sem W other"],
      mayBlock: false, fixes: ["B2a", "B2c"],
      cells: {
        $0.set(Hmm.name, 1, "mirrors_sem", to: .number(2))
        $0.set(Hmm.name, 1, "notifiers", to: .number(1))
      }),
    start(
      "IS7 may not block, a mirror refuses: 0 (B2b)", returns: 0, held: ["update other"],
      changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"], mayBlock: false,
      cells: set(Driver.name, 1, "update", 2)),
    start(
      "IS7 the same with B2b mended", returns: -11, held: ["update other"], mayBlock: false, fixes: ["B2b", "B2c"],
      cells: set(Driver.name, 1, "update", 2)),
    start(
      "IS7 the mirror agrees, B2b mended", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"],
      mayBlock: false, fixes: ["B2b", "B2c"]),
    start(
      "IS9 with the last reference", returns: 0,
      changed: freed + ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0"], hasRange: false
    ).last(at: "IS9"),
    start(
      "IS7 no mirror", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1", "range->valid 1 ⇒ 0"],
      cells: set(Hmm.name, 1, "mirrors", 0)),
  ]

  private static func end(
    _ name: String, changed: [String], notifiers: Int, fixes: Set<String> = [], isValid: Bool = false
  ) -> OneCall {
    OneCall(
      name, returns: nil, changed: changed, fixes: fixes,
      before: {
        registeredRange($0, to: 2) + section(1, 2, mayBlock: true) + [
          range.valid <- number(isValid ? 1 : 0), hmm.notifiers <- number(notifiers),
        ]
      }, call: { [Machine.call($0.hmm_invalidate_range_end, 1, 1)] })
  }

  /// The mirror's driver, which unregisters it when it is made to.
  private static let leaving: [Kernel.Operation] = [.call(Core.of(.linux5_2).hmm_mirror_unregister, [1])]

  /// The same call, in which the mirror unregisters before this step: the reference of the call is the last one (B5).
  func last(at step: String) -> OneCall {
    var copy = meanwhile(step) { $0.finish("other") }
    copy.others = Self.leaving
    return copy
  }

  /// An object that is there no more.
  static let freed = [
    "mm->hmm 1 ⇒ 0", "mm->mm_count 2 ⇒ 1", "mm->subscribers[0] 1 ⇒ 0", "hmm[0].mm 1 ⇒ 0", "hmm[0].kref 1 ⇒ 0",
  ]

  private static let hmm = Pointer<Hmm>(.named("hmm", 1))

  private static let ends = [
    end("IE3 the last one: valid again", changed: ["hmm[0].notifiers 1 ⇒ 0", "range->valid 0 ⇒ 1"], notifiers: 1),
    OneCall(
      "IE4 with the last reference", returns: nil,
      changed: freed + ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].notifiers 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0"],
      before: { _ in section(1, 2, mayBlock: true) + [hmm.notifiers <- 1] },
      call: { [Machine.call($0.hmm_invalidate_range_end, 1, 1)] }
    ).last(at: "IE4"),
    end("IE3 another is open", changed: ["hmm[0].notifiers 2 ⇒ 1"], notifiers: 2),
    end("IE3 nothing was INVALID", changed: ["hmm[0].notifiers 1 ⇒ 0"], notifiers: 1, isValid: true),
    end(
      "IE2 with B2c mended", changed: ["hmm[0].notifiers 1 ⇒ 0", "range->valid 0 ⇒ 1"], notifiers: 1, fixes: ["B2c"]),
  ]

  // MARK: 4.3

  private static func release(
    _ name: String, changed: [String], _ cells: @escaping @Sendable (inout Setup) -> Void = { _ in }
  ) -> OneCall {
    OneCall(
      name, returns: nil, changed: changed, cells: cells, before: { registeredRange($0, to: 2) },
      call: { [Machine.call($0.hmm_release, 1, mm.value)] })
  }

  private static let releases = [
    release(
      "RL6 a mirror with a release", changed: ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].dead 0 ⇒ 1", "range->valid 1 ⇒ 0"]),
    release(
      "RL6 a mirror without one", changed: ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].dead 0 ⇒ 1", "range->valid 1 ⇒ 0"],
      set(HmmMirror.name, 1, "release", 0)),
    OneCall(
      "RL8 with the last reference", returns: nil,
      changed: freed + ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0"],
      call: { [Machine.call($0.hmm_release, 1, mm.value)] }
    ).last(at: "RL4"),
    release("RL5 no mirror", changed: ["hmm[0].dead 0 ⇒ 1", "range->valid 1 ⇒ 0"], set(Hmm.name, 1, "mirrors", 0)),
  ]
}
