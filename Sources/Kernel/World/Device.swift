import Machine

/// A device with its driver's procedures.
public struct Device: Sendable {
  public var name: String
  /// What a thread that mirrors runs. Its arguments are found by the kind of its parameters: `driver`, `mm`.
  public var entry: Procedure?
  /// `sync_cpu_device_pagetables`; nil for the usual one.
  public var callback: Procedure?
  /// nil for the usual one.
  public var release: Procedure?
  /// What its work items run, where that is known from the beginning: nil for one that `INIT_WORK` will set up.
  public var works: [Procedure?] = []
  /// Which of its work items have a timer, by their place among them.
  public var delayed: Set<Int> = []
  /// Its own subscribers, with the functions that they have from the beginning.
  public var notifiers: [NotifierOps] = []
  /// Whether its mirror is registered from the beginning.
  public var isRegistered = true
  /// `free` and `fault` of its memory's ops; nil for the usual ones.
  public var free: Procedure?
  public var fault: Procedure?
  /// The pages that it is to mirror; nil for the whole window.
  public var window: Range<Int>?
  /// The process that it mirrors; nil for the first.
  public var process: String?

  public init(_ name: String, entry: Procedure? = nil, callback: Procedure? = nil, release: Procedure? = nil) {
    self.name = name
    self.entry = entry
    self.callback = callback
    self.release = release
  }
}
