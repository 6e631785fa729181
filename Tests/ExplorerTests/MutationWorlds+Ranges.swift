import Kernel
import Machine

/// Ranges: registered, refused, waited for.
extension MutationWorld {
  static func rangeRegistered(_ from: Int = 0, _ to: Int = 1, shift: Value = 12) -> [Statement] {
    [allocate(range)] + Core.setup(range, driver) + [
      call(
        core.hmm_range_register, range.value, mm.value, .constant(from, name: nil), .constant(to, name: nil), shift,
        into: ret), keep(ret),
    ]
  }

  static var ranges: [MutationWorld] {
    [
      calls("register") { rangeRegistered() },
      calls("register while counted", cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) }) { rangeRegistered() },
      calls("register nothing") { rangeRegistered(1, 1) },
      calls("register unaligned") { rangeRegistered(1, 2, shift: 13) },
      calls("register unaligned end") { rangeRegistered(0, 1, shift: 13) },
      calls("register with the dead", cells: { $0.set("hmm", 1, "dead", to: .number(1)) }) { rangeRegistered() },
      calls(
        "register and be last", cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
        {
          // The mirror's reference is taken away behind its back.
          step("X") { hmm.dead <- true }
          rangeRegistered()
        }),
      calls(
        "register with the dead, who leave", cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
        and: [
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])])
        ]
      ) { rangeRegistered() },
      calls("register large pages") { rangeRegistered(0, 2, shift: 13) },
      calls(
        "register without memory", unregistered,
        cells: {
          $0.allocate("hmm", 1)
          $0.allocate("hmm", 2)
        }
      ) { rangeRegistered() },
      calls("register again what is wrong") {
        rangeRegistered()
        call(core.hmm_range_register, range.value, mm.value, 1, 1, 12, into: ret)
      },
      calls("wait while madvise", patient, and: [Actor("app", [.dontneed(0..<1)])]) {
        rangeRegistered()
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      beside(.munmap(2..<3)), beside(.oomReap(2..<3)), beside(.reclaim(page: 2)),
      calls("two ranges", twoRanges, and: [Actor("app", [.dontneed(1..<2)])]) {
        rangeRegistered(0, 1)
        rangeRegistered(2, 3)
      },
      calls("wait for a valid one") {
        rangeRegistered()
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
        call(core.hmm_range_valid, range.value, into: ret)
        driver.end <- ret
      },
      calls("wait for the dead") {
        rangeRegistered()
        hmm.dead <- true
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("wait without an object") {
        rangeRegistered()
        range.hmm.value <- 0
        range.valid <- true
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
      calls("wait until it is too late") {
        rangeRegistered()
        range.valid <- false
        call(core.hmm_range_wait_until_valid, range.value, 5, into: ret)
        keep(ret)
      },
    ]
  }

  static var patient: World {
    var world = window(2, 1)
    world.hasTimeouts = false
    return world
  }

  /// An invalidation that does not touch the range.
  static func beside(_ operation: Kernel.Operation, _ world: World = window(3, 3)) -> MutationWorld {
    calls("beside \(operation)", world, and: [Actor("app", [operation])]) { rangeRegistered(0, 1) }
  }

  static var twoRanges: World {
    var world = window(3, 2)
    world.ranges = 2
    return world
  }
}
