import Machine

/// What a driver puts off for a kernel thread: `struct work_struct`. A part of its device: each device has its own.
public struct WorkItem: Record {
  public static let schema = WorkItem()
  public static let name = "work"
  public static let isTable = true

  /// What it runs; NULL before `INIT_WORK`.
  public let function = Field("func", .procedure)
  /// The worker that runs it; 0 for none.
  public let worker = Field("worker", .thread)
  /// How many threads cancel it: meanwhile it cannot be queued.
  public let canceling = Field("canceling")
  /// Who waits until the run that is queued has ended, a bit for each thread.
  public let waitsForNext = Field("flush_next", .waitQueue)
  /// Who waits until the run that is under way has ended.
  public let waitsForThis = Field("flush_this", .waitQueue)
  /// Whose it is.
  public let driver = Link<Driver>("driver", isGhost: true)
}

/// The queue that all work items share: `system_wq` and the pool of workers behind it.
public struct Workqueue: Record {
  public static let schema = Workqueue()
  public static let name = "system_wq"

  /// What is queued and not begun, first come, first served.
  public let worklist = Field("worklist", .list(WorkItem.name))
  /// The first of the workers, whose numbers follow each other.
  public let firstWorker = Field("first_worker", .thread, isGhost: true)
}
