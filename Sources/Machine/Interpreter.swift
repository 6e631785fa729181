/// What came of an attempt to move a thread.
public enum Outcome: Equatable, Sendable {
  case moved
  /// The thread cannot move now; the state's bytes are spoilt and must be thrown away.
  case blocked
  /// The machine has stopped; the state says why and holds nothing else of the step.
  case faulted(Fault)
}

/// Sees which bytes a step reads and writes.
protocol Observer {
  mutating func read(_ address: Int)
  mutating func write(_ address: Int)
  /// Writes of a thread's own bytes: its counter, its stack.
  mutating func writeOwn(_ address: Int)
}

extension Observer {
  @inline(__always) mutating func writeOwn(_: Int) {}
}

struct Unobserved: Observer {
  @inline(__always) mutating func read(_: Int) {}
  @inline(__always) mutating func write(_: Int) {}
}

/// Which parts of a state steps may have changed, a bit a part. A part is a word, or a few where a state has more than
/// 64 of them.
public struct Dirty: Sendable, Observer {
  public var parts: UInt64 = 0
  /// Bits of an address that lie within a part.
  public let shift: UInt64

  public init(size: Int) {
    var shift: UInt64 = 3
    while size > 64 << Int(shift) { shift += 1 }
    self.shift = shift
  }

  @inline(__always) mutating func read(_: Int) {}
  @inline(__always) mutating func write(_ address: Int) {
    parts |= 1 &<< (UInt64(truncatingIfNeeded: address) &>> shift)
  }
  @inline(__always) mutating func writeOwn(_ address: Int) { write(address) }
}

/// The bytes that a step read and wrote, each once, in the order of their first use.
public struct Touched: Sendable, Observer {
  public private(set) var reads: [Int] = []
  public private(set) var writes: [Int] = []

  public init() {}
  mutating func read(_ address: Int) { if !reads.contains(address) { reads.append(address) } }
  mutating func write(_ address: Int) { if !writes.contains(address) { writes.append(address) } }
}

extension Program {
  /// The program counter of a thread; 0 when it has ended.
  @inline(__always)
  public func counter(_ state: UnsafePointer<UInt8>, _ thread: Int) -> Int {
    let base = bases[thread]
    return Int(state[base]) | Int(state[base + 1]) << 8
  }

  /// Moves a thread by one step, in place. The caller keeps a copy: a step that blocks spoils the bytes.
  ///
  /// A step that faults leaves its writes so far and sets the fault; use `move` for a state that is whole.
  public func step(_ state: UnsafeMutablePointer<UInt8>, thread: Int, alternative: Int) -> Outcome {
    var observer = Unobserved()
    return execute(state, thread, alternative, &observer)
  }

  /// The same, and which parts of the state it may have changed: those of a step that was blocked or has faulted too.
  public func step(
    _ state: UnsafeMutablePointer<UInt8>, thread: Int, alternative: Int, dirty: inout Dirty
  ) -> Outcome {
    execute(state, thread, alternative, &dirty)
  }

  /// Moves a thread by one step; nil if it cannot. A step that faults changes nothing but the fault.
  public func move(_ state: [UInt8], _ choice: Choice) -> [UInt8]? {
    var touched = Unobserved()
    return move(state, choice, &touched)
  }

  /// The same, and what the step touched.
  public func move(_ state: [UInt8], _ choice: Choice, touched: inout Touched) -> [UInt8]? {
    move(state, choice, &touched)
  }

  private func move(_ state: [UInt8], _ choice: Choice, _ observer: inout some Observer) -> [UInt8]? {
    guard state[Layout.faultAddress] == 0, threads.indices.contains(choice.thread) else { return nil }
    let counter = state.withUnsafeBufferPointer { self.counter($0.baseAddress!, choice.thread) }
    guard counter != 0, (0..<steps[counter].alternatives).contains(choice.alternative) else { return nil }
    var next = state
    let outcome = next.withUnsafeMutableBufferPointer {
      execute($0.baseAddress!, choice.thread, choice.alternative, &observer)
    }
    switch outcome {
    case .moved: return next
    case .blocked: return nil
    case .faulted:
      var stopped = state
      stopped[Layout.faultAddress] = next[Layout.faultAddress]
      stopped[Layout.faultThreadAddress] = next[Layout.faultThreadAddress]
      return stopped
    }
  }

  @inline(__always)
  func holds(at entry: Int, _ state: UnsafePointer<UInt8>, thread: Int) -> Bool {
    var observer = Unobserved()
    // Properties only read.
    return run(UnsafeMutablePointer(mutating: state), entry, thread: thread, &observer) == .moved
  }

  @inline(__always)
  private func execute(
    _ state: UnsafeMutablePointer<UInt8>, _ thread: Int, _ alternative: Int, _ observer: inout some Observer
  ) -> Outcome {
    let counter = counter(state, thread)
    let entry = Int(hotEntries[Int(hotSteps[counter].entries) + alternative])
    let outcome = run(state, entry, thread: thread, &observer)
    if case .faulted(let fault) = outcome {
      state[Layout.faultAddress] = fault.rawValue
      state[Layout.faultThreadAddress] = UInt8(thread + 1)
      observer.writeOwn(Layout.faultAddress)
    }
    return outcome
  }

  /// Runs code from an address until the step ends. For a property, the end of its expression ends it.
  @inline(__always)
  private func run<O: Observer>(
    _ s: UnsafeMutablePointer<UInt8>, _ entry: Int, thread: Int, _ observer: inout O
  ) -> Outcome {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { buffer in
      let stack = buffer.baseAddress!
      let base = bases[thread]
      let frames = s + base + Self.threadHeader
      let localsAt = base + Self.threadHeader + Int(s[base + 2]) << 1
      let bit = UInt8(1) << UInt8(thread)
      let me = UInt8(thread + 1)
      var at = code + entry
      var top = 0
      var budget = 10_000

      func go(_ counter: Int) {
        s[base] = UInt8(truncatingIfNeeded: counter)
        s[base + 1] = UInt8(truncatingIfNeeded: counter >> 8)
        observer.writeOwn(base)
        observer.writeOwn(base + 2)
      }

      func countSpinlock(_ more: Int8) {
        observer.writeOwn(base + 3)
        s[base + 3] = UInt8(bitPattern: Int8(bitPattern: s[base + 3]) + more)
      }

      @inline(__always) func local(_ slot: Int16) -> Int { Int(Int8(bitPattern: s[localsAt &+ Int(slot)])) }

      /// Where the cell of a row is; nil if there is no such row, or it is not in use.
      @inline(__always) func address(_ row: Int, _ i: Instruction) -> Int? {
        let rule = rules[Int(i.c)]
        if UInt(bitPattern: row &- 1) >= UInt(truncatingIfNeeded: rule.rows) { return nil }
        if rule.allocated >= 0, s[Int(rule.allocated) &+ row &- 1] == 0 { return nil }
        return Int(i.a) &+ (row &- 1) &* Int(i.b)
      }

      func fault(_ row: Int, _ i: Instruction) -> Fault {
        row == 0 ? .nullPointer : row < 0 || row > Int(rules[Int(i.c)].rows) ? .outOfRange : .useAfterFree
      }

      while true {
        let i = at.pointee
        at += 1
        switch i.op {
        case .constant:
          stack[top] = Int(i.a)
          top &+= 1
        case .local:
          stack[top] = local(Int16(truncatingIfNeeded: i.a))
          top &+= 1
        case .cell:
          observer.read(Int(i.a))
          stack[top] = Int(Int8(bitPattern: s[Int(i.a)]))
          top &+= 1
        case .row:
          guard let address = address(stack[top &- 1], i) else { return .faulted(fault(stack[top &- 1], i)) }
          stack[top &- 1] = address
        case .loadRow:
          guard let address = address(stack[top &- 1], i) else { return .faulted(fault(stack[top &- 1], i)) }
          observer.read(address)
          stack[top &- 1] = Int(Int8(bitPattern: s[address]))
        case .storeRow:
          top &-= 2
          guard let address = address(stack[top &+ 1], i) else { return .faulted(fault(stack[top &+ 1], i)) }
          observer.write(address)
          s[address] = UInt8(truncatingIfNeeded: stack[top])
        case .rowOfLocal:
          let row = local(i.d) &+ Int(i.e)
          guard let address = address(row, i) else { return .faulted(fault(row, i)) }
          stack[top] = address
          top &+= 1
        case .loadOfLocal:
          let row = local(i.d) &+ Int(i.e)
          guard let address = address(row, i) else { return .faulted(fault(row, i)) }
          observer.read(address)
          stack[top] = Int(Int8(bitPattern: s[address]))
          top &+= 1
        case .storeOfLocal:
          let row = local(i.d) &+ Int(i.e)
          guard let address = address(row, i) else { return .faulted(fault(row, i)) }
          top &-= 1
          observer.write(address)
          s[address] = UInt8(truncatingIfNeeded: stack[top])
        case .cellInUse:
          if s[Int(i.b)] == 0 { return .faulted(.useAfterFree) }
          observer.read(Int(i.a))
          stack[top] = Int(Int8(bitPattern: s[Int(i.a)]))
          top &+= 1
        case .inUse: if s[Int(i.b)] == 0 { return .faulted(.useAfterFree) }
        case .element:
          top &-= 1
          let index = stack[top]
          if index < 0 || index >= Int(i.a) { return .faulted(.outOfRange) }
          stack[top &- 1] &+= index
        case .load:
          let address = stack[top &- 1]
          observer.read(address)
          stack[top &- 1] = Int(Int8(bitPattern: s[address]))
        case .setLocal:
          top &-= 1
          observer.writeOwn(localsAt &+ Int(i.a))
          s[localsAt &+ Int(i.a)] = UInt8(truncatingIfNeeded: stack[top])
        case .setCell:
          top &-= 1
          observer.write(Int(i.a))
          s[Int(i.a)] = UInt8(truncatingIfNeeded: stack[top])
        case .setLocalTo:
          observer.writeOwn(localsAt &+ Int(i.a))
          s[localsAt &+ Int(i.a)] = UInt8(truncatingIfNeeded: i.b)
        case .store:
          top &-= 2
          observer.write(stack[top &+ 1])
          s[stack[top &+ 1]] = UInt8(truncatingIfNeeded: stack[top])
        case .add:
          top &-= 1
          stack[top &- 1] &+= stack[top]
        case .subtract:
          top &-= 1
          stack[top &- 1] &-= stack[top]
        case .multiply:
          top &-= 1
          stack[top &- 1] &*= stack[top]
        case .equal:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] == stack[top] ? 1 : 0
        case .notEqual:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] != stack[top] ? 1 : 0
        case .less:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] < stack[top] ? 1 : 0
        case .lessOrEqual:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] <= stack[top] ? 1 : 0
        case .greater:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] > stack[top] ? 1 : 0
        case .greaterOrEqual:
          top &-= 1
          stack[top &- 1] = stack[top &- 1] >= stack[top] ? 1 : 0
        case .addTo: stack[top &- 1] &+= Int(i.a)
        case .subtractFrom: stack[top &- 1] &-= Int(i.a)
        case .equalTo: stack[top &- 1] = stack[top &- 1] == Int(i.a) ? 1 : 0
        case .notEqualTo: stack[top &- 1] = stack[top &- 1] != Int(i.a) ? 1 : 0
        case .bitAndWith: stack[top &- 1] &= Int(i.a)
        case .bitAnd:
          top &-= 1
          stack[top &- 1] &= stack[top]
        case .bitOr:
          top &-= 1
          stack[top &- 1] |= stack[top]
        case .shiftLeft:
          top &-= 1
          stack[top &- 1] <<= stack[top]
        case .shiftRight:
          top &-= 1
          // A cell is a byte: its bits, not its sign, are shifted.
          stack[top &- 1] = (stack[top &- 1] & 0xff) >> stack[top]
        case .negate: stack[top &- 1] = 0 &- stack[top &- 1]
        case .me:
          stack[top] = thread + 1
          top &+= 1
        case .jumpIfEqualTo:
          top &-= 1
          if stack[top] & Int(i.c) == Int(i.b) { at = code + Int(i.a) }
        case .jumpIfNotEqualTo:
          top &-= 1
          if stack[top] & Int(i.c) != Int(i.b) { at = code + Int(i.a) }
        case .jumpIfLocalEqualTo: if local(i.d) & Int(i.c) == Int(i.b) { at = code + Int(i.a) }
        case .jumpIfLocalNotEqualTo: if local(i.d) & Int(i.c) != Int(i.b) { at = code + Int(i.a) }
        case .jumpIfCellEqualTo:
          observer.read(Int(i.d))
          if Int(Int8(bitPattern: s[Int(i.d)])) & Int(i.c) == Int(i.b) { at = code + Int(i.a) }
        case .jumpIfCellNotEqualTo:
          observer.read(Int(i.d))
          if Int(Int8(bitPattern: s[Int(i.d)])) & Int(i.c) != Int(i.b) { at = code + Int(i.a) }
        case .jumpIfLess:
          top &-= 1
          if stack[top] < Int(i.b) { at = code + Int(i.a) }
        case .jumpIfLessOrEqual:
          top &-= 1
          if stack[top] <= Int(i.b) { at = code + Int(i.a) }
        case .jumpIfGreater:
          top &-= 1
          if stack[top] > Int(i.b) { at = code + Int(i.a) }
        case .jumpIfGreaterOrEqual:
          top &-= 1
          if stack[top] >= Int(i.b) { at = code + Int(i.a) }
        case .jump:
          budget -= 1
          if budget == 0 { return .faulted(.endlessStep) }
          at = code + Int(i.a)
        case .mightSleep: if s[base + 3] != 0 { return .faulted(.sleepsWithSpinlock) }
        case .accept: return .moved
        case .refuse: return .blocked
        case .go:
          go(Int(i.a))
          return .moved
        case .call, .callCell:
          var target = Int(i.a)
          if i.op == .callCell {
            top &-= 1
            guard stack[top] > 0, stack[top] <= entryOfCallable.count else { return .faulted(.noProcedure) }
            target = Int(entryOfCallable[stack[top] - 1])
          }
          let site = callSites[Int(i.c)]
          let old = Int(s[base + 2]) << 1
          // Frames begin at even places, so that a byte tells where.
          let frame = (old + Int(site.callerLocals) + Self.frameHeader + 1) & ~1
          let header = frame - Self.frameHeader
          let needed = frame + Int(hotSteps[target].locals)
          if needed > threads[thread].stack { return .faulted(.stackOverflow) }
          // The call itself is kept, not where it returns to, so that a stack tells exactly which call is under way.
          frames[header] = s[base]
          frames[header + 1] = s[base + 1]
          frames[header + 2] = UInt8(old >> 1)
          frames[header + 3] = UInt8(truncatingIfNeeded: site.into)
          let count = Int(i.b)
          for k in 0..<count {
            frames[header + Self.frameHeader + k] = UInt8(truncatingIfNeeded: stack[top - count + k])
          }
          let end = base + Self.threadHeader + frame + count
          for address in stride(from: end - count - Self.frameHeader, to: end, by: 4) { observer.writeOwn(address) }
          observer.writeOwn(end - 1)
          s[base + 2] = UInt8(frame >> 1)
          go(target)
          return .moved
        case .leave:
          top &-= 1
          let value = stack[top]
          let old = Int(s[base + 2]) << 1
          for k in 0..<Int(i.a) {
            observer.writeOwn(localsAt + k)
            s[localsAt + k] = 0
          }
          if old == 0 {
            go(0)
            return .moved
          }
          let header = old - Self.frameHeader
          let into = Int8(bitPattern: frames[header + 3])
          let caller = Int(frames[header + 2]) << 1
          go(Int(hotSteps[Int(frames[header]) | Int(frames[header + 1]) << 8].next))
          s[base + 2] = UInt8(caller >> 1)
          for k in 0..<Self.frameHeader { frames[header + k] = 0 }
          observer.writeOwn(localsAt - Self.frameHeader)
          observer.writeOwn(localsAt - 1)
          if into >= 0 {
            observer.writeOwn(base + Self.threadHeader + caller + Int(into))
            frames[caller + Int(into)] = UInt8(truncatingIfNeeded: value)
          }
          return .moved
        case .mutexLock, .spinLock:
          top &-= 1
          let address = stack[top]
          observer.read(address)
          if i.op == .mutexLock, s[base + 3] != 0 { return .faulted(.sleepsWithSpinlock) }
          if s[address] == me { return .faulted(.alreadyHeld) }
          if s[address] != 0 { return .blocked }
          observer.write(address)
          s[address] = me
          if i.op == .spinLock { countSpinlock(1) }
        case .mutexTrylock, .spinTrylock:
          let address = stack[top &- 1]
          observer.read(address)
          let isFree = s[address] == 0
          if isFree {
            observer.write(address)
            s[address] = me
            if i.op == .spinTrylock { countSpinlock(1) }
          }
          stack[top &- 1] = isFree ? 1 : 0
        case .mutexUnlock, .spinUnlock:
          top &-= 1
          let address = stack[top]
          if s[address] != me { return .faulted(.notHeld) }
          observer.write(address)
          s[address] = 0
          if i.op == .spinUnlock { countSpinlock(-1) }
        case .downRead:
          top &-= 1
          let address = stack[top]
          observer.read(address)
          if s[base + 3] != 0 { return .faulted(.sleepsWithSpinlock) }
          if s[address] == me { return .faulted(.alreadyHeld) }
          if s[address + 1] & bit != 0 { return .faulted(.alreadyHeld) }
          if s[address] != 0 { return .blocked }
          observer.write(address + 1)
          s[address + 1] |= bit
        case .downReadTrylock:
          let address = stack[top &- 1]
          observer.read(address)
          if s[address + 1] & bit != 0 { return .faulted(.alreadyHeld) }
          let isFree = s[address] == 0
          if isFree {
            observer.write(address + 1)
            s[address + 1] |= bit
          }
          stack[top &- 1] = isFree ? 1 : 0
        case .upRead:
          top &-= 1
          let address = stack[top] + 1
          if s[address] & bit == 0 { return .faulted(.notHeld) }
          observer.write(address)
          s[address] &= ~bit
        case .downWrite:
          top &-= 1
          let address = stack[top]
          observer.read(address)
          observer.read(address + 1)
          if s[base + 3] != 0 { return .faulted(.sleepsWithSpinlock) }
          if s[address] == me || s[address + 1] & bit != 0 { return .faulted(.alreadyHeld) }
          if s[address] != 0 || s[address + 1] != 0 { return .blocked }
          observer.write(address)
          s[address] = me
        case .downWriteTrylock:
          let address = stack[top &- 1]
          observer.read(address)
          observer.read(address + 1)
          let isFree = s[address] == 0 && s[address + 1] == 0
          if isFree {
            observer.write(address)
            s[address] = me
          }
          stack[top &- 1] = isFree ? 1 : 0
        case .upWrite:
          top &-= 1
          let address = stack[top]
          if s[address] != me { return .faulted(.notHeld) }
          observer.write(address)
          s[address] = 0
        case .downgradeWrite:
          top &-= 1
          let address = stack[top]
          if s[address] != me { return .faulted(.notHeld) }
          observer.write(address)
          observer.write(address + 1)
          s[address] = 0
          s[address + 1] |= bit
        case .blockWhileAsleep:
          let address = stack[top &- 1]
          observer.read(address)
          if s[base + 3] != 0 { return .faulted(.sleepsWithSpinlock) }
          if s[address] & bit != 0 { return .blocked }
        case .sleep:
          top &-= 1
          let address = stack[top]
          observer.write(address)
          s[address] |= bit
          go(Int(i.a))
          return .moved
        case .wakeSelf:
          top &-= 1
          let address = stack[top]
          observer.read(address)
          if s[address] & bit == 0 { return .blocked }
          observer.write(address)
          s[address] &= ~bit
        case .wakeAll:
          top &-= 1
          let address = stack[top]
          observer.write(address)
          s[address] = 0
        case .listFirst:
          let address = stack[top &- 1]
          if i.a != 0 { observer.read(address) }
          stack[top &- 1] = i.a == 0 ? 0 : Int(s[address])
        case .listIsEmpty:
          let address = stack[top &- 1]
          if i.a != 0 { observer.read(address) }
          stack[top &- 1] = i.a == 0 || s[address] == 0 ? 1 : 0
        case .listCount:
          let address = stack[top &- 1]
          var count = 0
          while count < Int(i.a), s[address + count] != 0 { count += 1 }
          observer.read(address)
          stack[top &- 1] = count
        case .listNext, .listContains:
          top &-= 1
          let address = stack[top]
          let entry = UInt8(truncatingIfNeeded: stack[top &- 1])
          observer.read(address)
          var place = 0
          while place < Int(i.a), s[address + place] != 0, s[address + place] != entry { place += 1 }
          let found = entry != 0 && place < Int(i.a) && s[address + place] == entry
          if i.op == .listContains {
            stack[top &- 1] = found ? 1 : 0
          } else {
            if !found { return .faulted(.listLacksIt) }
            stack[top &- 1] = place + 1 < Int(i.a) ? Int(s[address + place + 1]) : 0
          }
        case .listAdd, .listAddTail:
          top &-= 2
          let address = stack[top &+ 1]
          let entry = UInt8(truncatingIfNeeded: stack[top])
          if entry == 0 { return .faulted(.nullPointer) }
          var count = 0
          while count < Int(i.a), s[address + count] != 0 {
            if s[address + count] == entry { return .faulted(.listHasIt) }
            count += 1
          }
          if count == Int(i.a) { return .faulted(.outOfRange) }
          if i.op == .listAdd {
            var place = count
            while place > 0 {
              observer.write(address + place)
              s[address + place] = s[address + place - 1]
              place -= 1
            }
            observer.write(address)
            s[address] = entry
          } else {
            observer.write(address + count)
            s[address + count] = entry
          }
        case .listRemove:
          top &-= 2
          let address = stack[top &+ 1]
          let entry = UInt8(truncatingIfNeeded: stack[top])
          var place = 0
          while place < Int(i.a), s[address + place] != entry { place += 1 }
          if entry == 0 || place == Int(i.a) { return .faulted(.listLacksIt) }
          while place < Int(i.a) {
            observer.write(address + place)
            s[address + place] = place + 1 < Int(i.a) ? s[address + place + 1] : 0
            place += 1
          }
        case .referenceGet:
          top &-= 1
          let address = stack[top]
          observer.read(address)
          if s[address] == 0 { return .faulted(.referenceFromZero) }
          observer.write(address)
          s[address] += 1
        case .referenceGetUnlessZero:
          let address = stack[top &- 1]
          observer.read(address)
          let isAlive = s[address] != 0
          if isAlive {
            observer.write(address)
            s[address] += 1
          }
          stack[top &- 1] = isAlive ? 1 : 0
        case .referencePut:
          let address = stack[top &- 1]
          observer.read(address)
          if s[address] == 0 { return .faulted(.referenceBelowZero) }
          observer.write(address)
          s[address] -= 1
          stack[top &- 1] = s[address] == 0 ? 1 : 0
        case .allocate:
          let row = allocateRow(s, Int(i.a), &observer)
          stack[top] = row
          top &+= 1
        case .free:
          top &-= 1
          if let fault = freeRow(s, Int(i.a), stack[top], &observer) { return .faulted(fault) }
        case .holds:
          let address = stack[top &- 1]
          let isHeld = s[address] == me || (i.a == 1 && s[address + 1] & bit != 0)
          stack[top &- 1] = isHeld ? 1 : 0
        case .drop: top &-= 1
        case .fault: return .faulted(Fault(rawValue: UInt8(i.a)) ?? .written)
        }
      }
    }
  }

  /// The first row that is free, zeroed; 0 if there is none.
  private func allocateRow(
    _ s: UnsafeMutablePointer<UInt8>, _ record: Int, _ observer: inout some Observer
  ) -> Int {
    let allocation = allocations[record]
    for row in 0..<Int(allocation.rows) where s[Int(allocation.allocated) + row] == 0 {
      observer.write(Int(allocation.allocated) + row)
      s[Int(allocation.allocated) + row] = 1
      zero(s, allocation, row, &observer)
      return row + 1
    }
    return 0
  }

  private func freeRow(
    _ s: UnsafeMutablePointer<UInt8>, _ record: Int, _ row: Int, _ observer: inout some Observer
  ) -> Fault? {
    let allocation = allocations[record]
    if row == 0 { return nil }
    if row < 0 || row > Int(allocation.rows) { return .outOfRange }
    let flag = Int(allocation.allocated) + row - 1
    if s[flag] == 0 { return .freedTwice }
    observer.write(flag)
    s[flag] = 0
    zero(s, allocation, row - 1, &observer)
    return nil
  }

  /// What held something is written; what was zero already is left out, for nothing is to be seen there.
  private func zero(
    _ s: UnsafeMutablePointer<UInt8>, _ allocation: Allocation, _ row: Int, _ observer: inout some Observer
  ) {
    for column in allocation.columns {
      let first = Int(column.base) + row * Int(column.stride)
      for address in first..<first + Int(column.stride) where s[address] != 0 {
        observer.write(address)
        s[address] = 0
      }
    }
  }
}

/// Which thread moves, and which alternative of its step it takes.
public struct Choice: Equatable, Hashable, Sendable {
  /// From 0.
  public var thread: Int
  public var alternative: Int

  public init(thread: Int, alternative: Int = 0) {
    self.thread = thread
    self.alternative = alternative
  }
}
