import Machine
import Testing

@testable import Kernel

/// One page fault by itself: where it begins, what it is for, what it comes to.
struct FaultRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var page = 0
  var flags = 0
  var result = 0
  /// Cells that have changed, as they are then.
  var changed: [String] = []
  /// The steps of interest, in order: none for a fault that tells nobody.
  var steps: [String] = []
  var world: World

  init(
    _ name: String, _ pages: [PageContent], page: Int = 0, flags: Int = 0, _ result: Int = 0,
    _ changed: [String] = [], steps: [String] = [], _ change: (inout World) -> Void = { _ in }
  ) {
    testDescription = name
    (self.page, self.flags, self.result, self.changed, self.steps) = (page, flags, result, changed, steps)
    var world = World.window()
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    change(&world)
    self.world = world
  }

  /// The same as a call among others.
  var call: OneCall {
    let (page, flags) = (page, flags)
    return OneCall(
      testDescription, returns: result, held: OneCall.mmapSem, world, before: { _ in [down_read(mm.mmap_sem)] },
      call: {
        [
          Machine.call(
            $0.handle_mm_fault, 1, .constant(page, name: nil), .constant(flags, name: nil), into: ret)
        ]
      }
    ).memory(changed)
  }

  /// A fault that changes nothing.
  init(
    _ name: String, _ pages: [PageContent], page: Int = 0, flags: Int = 0, _ result: Int,
    _ change: (inout World) -> Void
  ) {
    self.init(name, pages, page: page, flags: flags, result, [], change)
  }
}
