import Machine

extension Environment {
  /// Calls that belong together.
  public struct CallGroup: Sendable {
    public let title: String
    /// In alphabetical order.
    public let names: [String]
    /// What is to be known of them here.
    public var note: String?
  }

  /// The calls that a driver's text may make in this edition.
  public var calls: [CallGroup] {
    let locks = Set(LockVerb.allCases.map(\.rawValue)).union(FunctionLowering.lockWords)
    let waits = FunctionLowering.waitWords.subtracting(locks)
    let works = FunctionLowering.workWords.union(["schedule_work", "flush_work", "cancel_work_sync"])
    let counts = Set(FunctionLowering.atomicWords.keys).union(FunctionLowering.words.filter { $0.hasPrefix("kref_") })
    let notifiers = Set(functions.keys.filter { $0.contains("mmu_notifier_") }).filter {
      if case .notModelled? = functions[$0] { false } else { true }
    }
    let words = locks.union(waits).union(works).union(counts).union(notifiers)
    let pages = FunctionLowering.pageWords
    var kernel = Set(specials.keys)
    var silent: Set<String> = []
    for (name, call) in functions where !words.contains(name) {
      switch call {
      case .procedure, .statements: kernel.insert(name)
      case .nothing: silent.insert(name)
      case .notModelled: break
      }
    }
    let hmm = kernel.filter { $0.hasPrefix("hmm_") }
    let others = FunctionLowering.words.subtracting(words)
    return [
      CallGroup(title: "HMM", names: hmm.sorted()),
      CallGroup(title: "notifiers", names: notifiers.sorted()),
      CallGroup(
        title: "locks", names: locks.sorted(), note: "There are no interrupts: spin_lock_irqsave is spin_lock."),
      CallGroup(
        title: "wait queues", names: waits.sorted(),
        note: "There are no signals: wait_event_interruptible returns 0, and never -ERESTARTSYS."),
      CallGroup(
        title: "work items", names: works.sorted(),
        note: "A timer may run out at any moment after it was set, however long the delay is."),
      CallGroup(title: "counts", names: counts.sorted()),
      CallGroup(title: "memory, device, pages", names: kernel.subtracting(hmm).union(pages).sorted()),
      CallGroup(title: "macros of C and Linux", names: others.sorted()),
      CallGroup(title: "without effect here", names: silent.sorted()),
    ]
  }
}
