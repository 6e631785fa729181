import Kernel
import Testing

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

  /// A fault that changes nothing.
  init(
    _ name: String, _ pages: [PageContent], page: Int = 0, flags: Int = 0, _ result: Int,
    _ change: (inout World) -> Void
  ) {
    self.init(name, pages, page: page, flags: flags, result, [], change)
  }
}
