import Kernel
import Machine

/// Work items: what is queued, flushed and cancelled, and by whom.
extension MutationWorld {
  private static let work = Pointer<WorkItem>(.named("work", 1))
  private static let vma = Value.local("vma", .pointer(Vma.name))

  static var works: [MutationWorld] {
    KernelWorld.works.prefix(2).map { MutationWorld(name: $0.name, world: $0.world) } + [
      calls("queue twice", KernelWorld.items([KernelWorld.zap])) {
        call(core.queue_work, 1, into: Value.local("first"))
        keep(.local("first"))
        call(core.queue_work, 1, into: Value.local("first"))
        mark(.local("first"))
      },
      calls("flush", KernelWorld.items([KernelWorld.zap])) {
        call(core.flush_work, 1, into: Value.local("first"))
        keep(.local("first"))
        call(core.queue_work, 1)
        call(core.flush_work, 1, into: Value.local("first"))
        mark(.local("first"))
      },
      calls("flush all", KernelWorld.items([KernelWorld.zap, KernelWorld.again])) {
        call(core.queue_work, 2)
        call(core.queue_work, 1)
        call(core.flush_workqueue)
        driver.end <- list_count(Pointer<Workqueue>(.named("q", 1)).worklist) + work.worker
      },
      calls(
        "cancel what is flushed", KernelWorld.items([KernelWorld.again]),
        and: [Actor("b", [.call(core.flush_work, [1])]), Actor("c", [KernelWorld.queue(1)])]
      ) {
        call(core.cancel_work_sync, 1, into: Value.local("first"))
        keep(.local("first"))
      },
      calls("cancel twice", KernelWorld.items([KernelWorld.zap]), and: [Actor("b", [KernelWorld.queue(1)])]) {
        call(core.queue_work, 1)
        call(core.cancel_work_sync, 1, into: Value.local("first"))
        mark(.local("first"))
        call(core.cancel_work_sync, 1, into: Value.local("first"))
      },
      calls("find a vma", twoVmas) {
        call(core.findVma, 1, 0, into: vma)
        keep(vma)
        call(core.findVma, 1, 9, into: vma)
        mark(vma)
      },
    ]
  }

  private static var twoVmas: World {
    var world = window(2, 1)
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<2)]
    return world
  }

  /// The second thing to remember.
  private static func mark(_ value: Value) -> Statement { driver.end <- value }
}
