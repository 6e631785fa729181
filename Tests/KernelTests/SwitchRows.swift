import Machine
import Testing

@testable import Kernel

/// Rows for what switches change in sections 3 and 4 of the reference: the loser of a race, notifiers without an
/// object, bugs of other versions.
extension OneCall {
  static let switched: [OneCall] = losers + orphans + others

  private static let hmm = Pointer<Hmm>(.named("hmm", 1))

  // MARK: B12

  private static func create(
    _ name: String, returns: Int, changed: [String], _ world: World = unmirrored, fixes: Set<String> = []
  ) -> OneCall {
    OneCall(
      name, returns: returns, held: ["mmap_sem W caller"], changed: changed, world, fixes: fixes,
      before: { _ in [down_write(mm.mmap_sem)] }, call: { [Machine.call($0.hmm_get_or_create, mm.value, into: ret)] })
  }

  /// Another thread has stored its object first, which it can do only if one of them breaks the rule on mmap_sem.
  private func beaten() -> OneCall {
    meanwhile("GC4") {
      for (field, value) in [(Layout.allocatedField, 1), ("mm", 1), ("kref", 1)] { $0.set("hmm", 2, field, to: value) }
      $0.set("mm", 1, "hmm", to: 2)
    }
  }

  private static func stored(kref: Int) -> [String] {
    ["mm->hmm 0 ⇒ 2", "hmm[1].mm 0 ⇒ 1", "hmm[1].kref 0 ⇒ \(kref)"]
  }

  private static let losers = [
    create("GC5 another was faster: NULL, though there is one (B12)", returns: 0, changed: stored(kref: 1)).beaten(),
    create("GC5 another was faster, B12 mended: its object", returns: 2, changed: stored(kref: 2), fixes: ["B12"])
      .beaten(),
    create(
      "GC4 nothing is stored, B12 mended", returns: 1,
      changed: [
        "mm->hmm 0 ⇒ 1", "mm->mm_count 1 ⇒ 2", "mm->subscribers[0] 0 ⇒ 1", "hmm[0].mm 0 ⇒ 1", "hmm[0].kref 0 ⇒ 1",
      ], fixes: ["B12"]),
  ]

  // MARK: B5

  private static func section(mayBlock: Bool = true) -> [Statement] {
    let nrange = Pointer<MmuNotifierRange>(.named("section", 1))
    return [
      nrange.mm.value <- 1, nrange.start <- 1, nrange.end <- 2, nrange.event <- Event.clear,
      nrange.blockable <- .constant(mayBlock ? 1 : 0, name: nil),
    ]
  }

  private static func start(
    _ name: String, returns: Int?, changed: [String] = [], _ world: World = .window(), fixes: Set<String> = [],
    mayBlock: Bool = true
  ) -> OneCall {
    OneCall(
      name, returns: returns, changed: changed, world, fixes: fixes, before: { _ in section(mayBlock: mayBlock) },
      call: { [Machine.call($0.hmm_invalidate_range_start, 1, 1, into: ret)] })
  }

  private static func end(
    _ name: String, changed: [String] = [], _ world: World = .window(), fixes: Set<String> = []
  ) -> OneCall {
    let isMirrored = world.devices[0].isRegistered
    return OneCall(
      name, returns: nil, changed: changed, world, fixes: fixes,
      before: { _ in section() + (isMirrored ? [hmm.notifiers <- 1] : []) },
      call: { [Machine.call($0.hmm_invalidate_range_end, 1, 1)] })
  }

  private static func release(
    _ name: String, changed: [String] = [], _ world: World = .window(), fixes: Set<String> = []
  ) -> OneCall {
    OneCall(
      name, returns: nil, changed: changed, world, fixes: fixes,
      call: { [Machine.call($0.hmm_release, 1, mm.value)] })
  }

  private static let orphans = [
    start("IS1 no object (B5)", returns: nil, unmirrored).stopping(.nullPointer),
    start("IS1 no object, B5 mended: 0", returns: 0, unmirrored, fixes: ["B5"]),
    start("IS1 an object, B5 mended", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1"], fixes: ["B5"]),
    end("IE1 no object (B5)", unmirrored).stopping(.nullPointer),
    end("IE1 no object, B5 mended", unmirrored, fixes: ["B5"]),
    end("IE1 an object, B5 mended", changed: ["hmm[0].notifiers 1 ⇒ 0"], fixes: ["B5"]),
    release("RL1 no object (B5)", unmirrored).stopping(.nullPointer),
    release("RL1 no object, B5 mended", unmirrored, fixes: ["B5"]),
    release(
      "RL1 an object, B5 mended", changed: ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].dead 0 ⇒ 1"], fixes: ["B5"]),
    OneCall(
      "HF3 the last reference, B5 mended: kept for whoever may still run", returns: nil,
      changed: [
        "mm->hmm 1 ⇒ 0", "mm->mm_count 2 ⇒ 1", "mm->subscribers[0] 1 ⇒ 0", "hmm[0].kref 1 ⇒ 0",
        "hmm[0].mirrors[0] 1 ⇒ 0", "hmm_mirror->hmm 1 ⇒ 0",
      ], fixes: ["B5"], call: { [Machine.call($0.hmm_mirror_unregister, mirror.value)] }),
  ]

  // MARK: Bugs of other versions

  private static let others = [
    start("IS8 no mirror is told (H32)", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1"]).adding("H32"),
    start(
      "IS3 may not block: the lock is had, and taken again (H09)", returns: nil,
      changed: ["hmm[0].kref 1 ⇒ 2", "hmm[0].lock 0 ⇒ 1"], mayBlock: false
    )
    .adding("H09").holding("lock caller").stopping(.alreadyHeld),
    start("IS3 may block, H09", returns: 0, changed: ["hmm[0].notifiers 0 ⇒ 1"]).adding("H09"),
    end("IE1 mirrors are told at the end (H32)", changed: ["hmm[0].notifiers 1 ⇒ 0"]).adding("H32")
      .meanwhile("C2") { #expect($0.held == ["mirrors_sem R caller", "update caller"]) },
    end("IE1 no mirror, H32", changed: ["hmm[0].mirrors[0] 1 ⇒ 0", "hmm[0].notifiers 1 ⇒ 0"]).adding("H32")
      .meanwhile("IE1") { $0.set("hmm", 1, "mirrors", to: 0) },
  ]
}
