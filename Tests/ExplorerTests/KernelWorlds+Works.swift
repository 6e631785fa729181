import Kernel
import Machine

/// Worlds with work items, which have a kernel thread to run them.
extension KernelWorld {
  static let works: [KernelWorld] = [
    KernelWorld(
      "queue, flush and cancel",
      items([zap]).with(
        Actor("a", [queue(1), .call(core.flush_work, [1])]), Actor("b", [queue(1), .call(core.cancel_work_sync, [1])]))
    ),
    KernelWorld(
      "two items, two workers",
      items([zap, again]).with(
        Actor("a", [queue(1), queue(2), .call(core.flush_workqueue, [])]), Actor("b", [queue(2)]))
    ),
    KernelWorld(
      "the callback queues",
      {
        var world = items([zap])
        world.devices[0].callback = later
        return world.with(gpu, Actor("app", [.dontneed(0..<1)]))
      }()),
  ]

  static let core = Core.of(.linux5_2)

  /// A world whose device has these work items.
  static func items(_ functions: [Procedure?]) -> World {
    var world = window(1, present: 1)
    world.devices[0].works = functions
    return world
  }

  static func queue(_ item: Int) -> Kernel.Operation { .call(core.queue_work, [item]) }

  private static let work = Pointer<WorkItem>("work")
  private static let mirror = Pointer<HmmMirror>("mirror")
  private static let update = Pointer<HmmUpdate>("update")

  /// Zaps the device's table under the driver's lock.
  static let zap = Procedure("zap", [work.value], isKernel: false) {
    mutex_lock(work.driver.update)
    Core.unmap_pages(work.driver, 0, 1)
    mutex_unlock(work.driver.update)
  }

  /// Queues itself once more, the first time.
  static let again = Procedure("again", [work.value], isKernel: false) {
    when(work.driver.start == 0) {
      step("again") { work.driver.start <- 1 }
      call(core.queue_work, work.value)
    }
  }

  /// A callback that leaves its work to somebody else.
  static let later = Procedure("later", [mirror.value, update.value], isKernel: false) {
    call(core.queue_work, mirror.driver.value)
    result(0)
  }
}
