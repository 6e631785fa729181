import Machine
import Testing

@testable import Kernel

/// An operation of core mm by itself: where it begins, and what it does, an event a line, in order.
///
/// In the words of section 9 of the reference: `N+` begins a section, with its reason and pages; `N-` ends it; `F` is a
/// flush of the CPU's TLB. An entry, the vmas and a frame's owner are shown as they change. Behind the bar are the
/// locks that the thread holds at that moment. What a frame or a slot has come to, and what is left over, stands at the
/// end, behind `=`.
struct OperationRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let world: World
  let operation: Operation
  /// nil for one that waits at its end for what does not come.
  let returns: Int?
  let cells: @Sendable (inout Setup) -> Void
  /// What another thread does, all of it, when the operation is about to make a step for the first time.
  let meanwhile: (step: String, operation: Operation)?
  let story: [String]

  init(
    _ name: String, _ operation: Operation, in world: World = .window(), returns: Int? = 0,
    cells: @escaping @Sendable (inout Setup) -> Void = { _ in }, before step: String? = nil,
    other: Operation = .read(page: 0), _ story: String
  ) {
    testDescription = name
    (self.operation, self.returns, self.cells) = (operation, returns, cells)
    self.world = world.but { $0.hasTLBs = true }
    meanwhile = step.map { ($0, other) }
    self.story = story.isEmpty ? [] : story.split(separator: "\n").map(String.init)
  }

  /// The machine of a row: a thread that does it, and another one, which stands by, and holds the locks that a row says
  /// are taken. The steps are single statements.
  func program() throws -> Program {
    var setup = try world.with(
      Actor("app", [operation]), Actor("other", [meanwhile?.operation ?? .read(page: 0)])
    ).setup()
    let thread = setup.threads[0]
    setup.threads[0].arguments = []
    setup.threads[0].procedure = Procedure("caller", isKernel: false) {
      Statement(
        .call(
          .procedure(thread.procedure), thread.arguments.map { .constant($0, name: nil) }, into: Local("ret", .errno)))
      hold(until: ret == 98, "the test is over").named("end")
    }
    cells(&setup)
    var dissolving = Dissolving()
    return Program(dissolving.applied(to: setup))
  }
}

extension World {
  /// The same with a change.
  func but(_ change: (inout World) -> Void) -> World {
    var copy = self
    change(&copy)
    return copy
  }

  /// A process without a mirror.
  static var unmirrored: World { window().but { $0.devices[0].isRegistered = false } }

  /// A process with these pages, and a child that is yet to be.
  static func family(_ pages: [PageContent]) -> World {
    World.pages(pages).but {
      $0.processes = ["app", "child"]
      $0.others = [
        AddressSpace("child", base: $0.base, pages: pages.map { _ in .none }, isForked: true)
      ]
    }
  }

  /// A process with a huge page of two, and a child that is yet to be.
  static func hugeFamily(_ word: String = "") -> World {
    family([.huge(frame: "1a0", isWritable: true), .huge(frame: "1a1", isWritable: true)]).but {
      $0.vmas[0] = $0.vmas[0].with(word)
    }
  }

  /// A huge page of two, and room for another.
  static var movableHuge: World {
    hugePage.but {
      $0.pages[2] = .none
      $0.pages[3] = .none
      $0.vmas = [VmaPiece(0..<2)]
    }
  }
}
