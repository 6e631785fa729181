import Machine

extension FunctionLowering {
  /// Wait queues, and lock calls that the model reduces to plain ones.
  static let waitWords: Set<String> = lockWords.union(wakes).union(waits.keys)

  static let lockWords: Set<String> = Set(irqLocks.keys).union([
    "mutex_lock_interruptible", "mutex_lock_killable", "mutex_is_locked", "spin_is_locked", "rwsem_is_locked",
  ])

  /// There are no signals: who sleeps interruptibly is woken as everybody else.
  private static let wakes: Set<String> = [
    "wake_up", "wake_up_all", "wake_up_interruptible", "wake_up_interruptible_all",
  ]

  /// What sleeps on a wait queue: whether it may give up, and what it would return for a signal.
  private static let waits: [String: (hasTimeout: Bool, signal: String?)] = [
    "wait_event": (false, nil), "wait_event_timeout": (true, nil),
    "wait_event_interruptible": (false, "-ERESTARTSYS"), "wait_event_interruptible_timeout": (true, "-ERESTARTSYS"),
    "wait_event_killable": (false, "-ERESTARTSYS"), "wait_event_killable_timeout": (true, "-ERESTARTSYS"),
  ]

  /// There are no interrupts here: these are the plain calls, some with a word of flags that is not looked at.
  private static let irqLocks: [String: (verb: LockVerb, arguments: Int)] = [
    "spin_lock_irqsave": (.spinLock, 2), "spin_unlock_irqrestore": (.spinUnlock, 2), "spin_lock_irq": (.spinLock, 1),
    "spin_unlock_irq": (.spinUnlock, 1), "spin_lock_bh": (.spinLock, 1), "spin_unlock_bh": (.spinUnlock, 1),
  ]

  mutating func waitWord(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    if let plain = Self.irqLocks[site.name] {
      guard takes(plain.arguments, site, &unit) else { return .broken }
      let one = CallSite(
        name: site.name, span: site.span, whole: site.whole, arguments: [site.arguments[0]], wanted: site.wanted,
        line: site.line)
      return lock(plain.verb, one, &body, &unit)
    }
    guard Self.waitWords.contains(site.name) else { return nil }
    let count = Self.waits[site.name].map { $0.hasTimeout ? 3 : 2 } ?? 1
    guard takes(count, site, &unit) else { return .broken }
    if Self.wakes.contains(site.name) {
      guard let place = queue(site, isAddress: true, &body, &unit) else { return .broken }
      emit(Statement(.wake(place)), line: site.line, &body)
      return .nothing
    }
    if let wait = Self.waits[site.name] { return sleep(site, wait.hasTimeout, wait.signal, &body, &unit) }
    switch site.name {
    case "mutex_lock_interruptible", "mutex_lock_killable": return interruptible(site, &body, &unit)
    default: return isLocked(site, &body, &unit)
    }
  }

  /// The wait queue that a call is about: its address, or for `wait_event` the queue itself.
  private mutating func queue(
    _ site: CallSite, isAddress: Bool, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Place? {
    let argument = site.arguments[0]
    switch meaning(argument, line: site.line, &body, &unit) {
    case .address(let place) where place.field.kind == .waitQueue && isAddress: return place
    case .cell(let place, _) where place.field.kind == .waitQueue && !isAddress: return place
    case .address(let place) where place.field.kind == .waitQueue:
      unit.error(argument.span, "\(site.name)() takes the wait queue itself, not its address")
    case .broken: break
    default:
      unit.error(argument.span, "\(site.name)() takes \(isAddress ? "the address of a wait queue" : "a wait queue")")
    }
    return nil
  }

  private mutating func sleep(
    _ site: CallSite, _ hasTimeout: Bool, _ signal: String?, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard let place = queue(site, isAddress: false, &body, &unit) else { return .broken }
    if let signal { warnOfSignals(signal, site, &unit) }
    flush(&body)
    // It is asked again each time that somebody wakes the thread.
    var before: [Statement] = []
    let problems = unit.problems.count
    let condition = value(site.arguments[1], line: site.line, &before, &unit)
    if unit.problems.dropFirst(problems).contains(where: { $0.severity == .error }) { return .broken }
    guard before.isEmpty else {
      unit.error(
        site.arguments[1].span, "the condition of \(site.name)() may only read here",
        hint: "a call in it is not modelled")
      return .broken
    }
    guard hasTimeout else {
      emit(Statement(.wait(until: condition, on: place, timeout: nil, into: nil)), line: site.line, &body)
      return signal == nil ? .nothing : .number(0)
    }
    let local = target(site, .flag)
    // How long it is makes no difference: time can run out at any moment.
    emit(Statement(.wait(until: condition, on: place, timeout: 1, into: local)), line: site.line, &body)
    isSet.insert(local.name)
    return .variable(local, .number(.flag))
  }

  /// A text that looks at what such a call returns will find a line that is never reached: it is told why.
  private func warnOfSignals(_ signal: String, _ site: CallSite, _ unit: inout UnitLowering) {
    if case .nothing = site.wanted { return }
    let returned = Self.waits[site.name]?.hasTimeout == true ? "1 or, when time runs out, 0" : "0"
    unit.warn(
      site.span, "\(site.name)() never returns \(signal) here", hint: "there are no signals: it returns \(returned)")
  }

  /// 0 with the lock, or -EINTR without it: a signal may come while somebody else has it.
  private mutating func interruptible(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard let place = lockPlace(site, .mutex, &body, &unit) else { return .broken }
    let local = target(site, .errno)
    let mayGiveUp = Value.local(local) == 0 || (.cell(place) != 0 && !.holds(place))
    flush(&body)
    emit(Statement(.choose(local, below: 2, where: mayGiveUp)), line: site.line, &body)
    isSet.insert(local.name)
    let interrupted = Statement(.assign(.local(local), .named("-EINTR", -4)), line: site.line)
    let locks = Statement(.lock(.mutexLock, place), line: site.line)
    body.append(Statement(.when(.local(local), [interrupted], [locks]), line: site.line))
    return .variable(local, .number(.errno))
  }

  private mutating func isLocked(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let kinds: [String: Kind] = ["spin_is_locked": .spinlock, "rwsem_is_locked": .rwsem]
    let kind = kinds[site.name] ?? .mutex
    guard let place = lockPlace(site, kind, &body, &unit) else { return .broken }
    guard kind == .rwsem else { return .number(.cell(place) != 0) }
    let readers = Place(
      record: place.record, field: place.field, row: place.row, element: 1, isTable: place.isTable)
    return .number(.cell(place) != 0 || .cell(readers) != 0)
  }

  /// The lock whose address a call takes.
  private mutating func lockPlace(
    _ site: CallSite, _ kind: Kind, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Place? {
    let argument = site.arguments[0]
    switch meaning(argument, line: site.line, &body, &unit) {
    case .address(let place) where place.field.kind == kind: return place
    case .broken: break
    default: unit.error(argument.span, "\(site.name)() takes the address of \(kind.lockText)")
    }
    return nil
  }

  /// Where the result of a call goes.
  mutating func target(_ site: CallSite, _ kind: Kind) -> Local {
    if case .local(let given) = site.wanted { return given }
    hiddenCount += 1
    return Local("(\(hiddenCount))", kind)
  }
}

extension Kind {
  /// Why a cell of this kind cannot be read as a number.
  var unreadable: (message: String, hint: String)? {
    switch self {
    case .waitQueue: ("a wait queue has no value", "wait_event(…) waits on it, wake_up(&…) wakes")
    case UnitLowering.atomic: ("an atomic_t is no number", "atomic_read(&…) reads it")
    default: nil
    }
  }
}
