import Machine

/// Threads in other places: what becomes of a state.
struct Renaming {
  private let program: Program
  /// Bytes that go elsewhere, in runs.
  private var moves: [(to: Int, from: Int, count: Int)] = []
  /// By place: the thread that takes it.
  let taker: [Int]
  /// Cells that hold a thread's number, or the row that it owns; and those with a bit a thread.
  private var numbers: [Int] = []
  private var masks: [Int] = []
  /// By procedure: the locals that hold such a number; and whether any does.
  private var locals: [[Int]] = []
  private var hasLocals: [Bool] = []
  /// What becomes of a number, and of a set of bits.
  private var number: [UInt8]
  private var mask: [UInt8]

  /// - Parameter order: by thread, whose place it takes.
  init(_ program: Program, _ owners: ThreadNumbers, _ order: [Int]) {
    self.program = program
    let count = order.count
    taker = order.indices.map { place in order.firstIndex(of: place) ?? place }
    number = (0...255).map { UInt8($0) }
    for (thread, place) in order.enumerated() {
      number[thread + 1] = UInt8(place + 1)
      number[count + thread + 1] = UInt8(count + place + 1)
    }
    mask = (0...255).map { bits in
      order.indices.reduce(UInt8(0)) { $0 | (bits >> $1 & 1 == 0 ? 0 : 1 << UInt8(order[$1])) }
    }
    func isOwned(_ kind: Kind) -> Bool {
      switch kind {
      case .thread: true
      case .pointer(let record), .list(let record): owners.owned.contains(record)
      default: false
      }
    }
    numbers.append(Layout.faultThreadAddress)
    for column in program.layout.columns where column.rows > 0 && column.stride > 0 {
      for row in 0..<column.rows {
        for byte in 0..<column.stride {
          let from = column.base + row * column.stride + byte
          var (newRow, newByte) = (row, byte)
          if owners.owned.contains(column.record.name) { newRow = Int(number[row + 1]) - 1 }
          if let extent = column.field.extent, owners.owned.contains(extent) { newByte = Int(number[byte + 1]) - 1 }
          let to = column.base + newRow * column.stride + newByte
          if to != from { move(from, to: to, 1) }
          switch column.field.kind {
          case .rwsem: if byte == 0 { numbers.append(from) } else { masks.append(from) }
          case .mutex, .spinlock: numbers.append(from)
          case .waitQueue: masks.append(from)
          case let kind: if isOwned(kind) { numbers.append(from) }
          }
        }
      }
    }
    for (thread, place) in order.enumerated() where thread != place {
      let (from, to) = (program.threads[thread], program.threads[place])
      move(from.base, to: to.base, from.stack + 4)
    }
    locals = program.procedures.map { procedure in
      procedure.locals.indices.filter { isOwned(procedure.locals[$0].kind) }
    }
    hasLocals = locals.map { !$0.isEmpty }
  }

  private mutating func move(_ from: Int, to: Int, _ count: Int) {
    if let last = moves.last, last.from + last.count == from, last.to + last.count == to {
      moves[moves.count - 1].count += count
    } else {
      moves.append((to, from, count))
    }
  }

  /// Writes what becomes of a state.
  func write(_ state: UnsafePointer<UInt8>, to place: UnsafeMutablePointer<UInt8>) {
    place.update(from: state, count: program.size)
    for move in moves { (place + move.to).update(from: state + move.from, count: move.count) }
    for address in numbers { place[address] = number[Int(place[address])] }
    for address in masks { place[address] = mask[Int(place[address])] }
    for thread in program.threads.indices {
      program.forEachFrame(place, thread) { procedure, address in
        guard hasLocals[procedure] else { return }
        for local in locals[procedure] { place[address + local] = number[Int(place[address + local])] }
      }
    }
  }

  /// Whether a state stays as it is.
  func isSame(_ state: [UInt8]) -> Bool {
    var changed = state
    state.withUnsafeBufferPointer { old in
      changed.withUnsafeMutableBufferPointer { write(old.baseAddress!, to: $0.baseAddress!) }
    }
    return changed == state
  }
}

extension Program {
  /// The frames of a thread, the innermost first: the procedure, and where its locals begin.
  fileprivate func forEachFrame(
    _ state: UnsafePointer<UInt8>, _ thread: Int, _ body: (_ procedure: Int, _ address: Int) -> Void
  ) {
    let base = threads[thread].base
    let frames = base + 4
    var counter = counter(state, thread)
    var bottom = Int(state[base + 2]) << 1
    while counter != 0 {
      body(steps[counter].procedure, frames + bottom)
      if bottom == 0 { return }
      let header = frames + bottom - Self.frameHeader
      counter = Int(state[header]) | Int(state[header + 1]) << 8
      bottom = Int(state[header + 2]) << 1
    }
  }
}
