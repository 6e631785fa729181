import Machine

/// Threads in other places: what becomes of a state.
///
/// It is asked for half of all states that moves lead to, so all that it needs lies in plain memory: with arrays, of
/// which it is counted who holds them, the whole search took half as long again.
struct Renaming: ~Copyable {
  private let size: Int
  private let threads: Int
  private let bases: Constants<Int>
  private let frameHeader = Program.frameHeader
  /// Bytes that go elsewhere: stacks as runs, what lies among the cells one by one.
  private let runs: Constants<Run>
  private let bytes: Constants<(to: Int32, from: Int32)>
  /// By place: the thread that takes it.
  let taker: Constants<Int>
  /// Cells that hold a thread's number, or the row that it owns; and those with a bit a thread.
  private let numbers: Constants<Int32>
  private let masks: Constants<Int32>
  /// The locals that hold such a number, procedure by procedure; and by program counter which of them are a frame's.
  private let locals: Constants<Int>
  private let localsAt: Constants<Range<Int>>
  /// What becomes of a number, and of a set of bits.
  private let number: Constants<UInt8>
  private let mask: Constants<UInt8>

  private struct Run {
    var to: Int
    var from: Int
    var count: Int
  }

  /// - Parameter order: by thread, whose place it takes.
  init(_ program: Program, _ owners: ThreadNumbers, _ order: [Int]) {
    size = program.size
    threads = order.count
    bases = Constants(program.threads.map(\.base))
    taker = Constants(order.indices.map { place in order.firstIndex(of: place) ?? place })
    var number = (0...255).map { UInt8($0) }
    for (thread, place) in order.enumerated() {
      number[thread + 1] = UInt8(place + 1)
      number[order.count + thread + 1] = UInt8(order.count + place + 1)
    }
    self.number = Constants(number)
    mask = Constants(
      (0...255).map { bits in
        order.indices.reduce(UInt8(0)) { $0 | (bits >> $1 & 1 == 0 ? 0 : 1 << UInt8(order[$1])) }
      })
    func isOwned(_ kind: Kind) -> Bool {
      switch kind {
      case .thread: true
      case .pointer(let record), .list(let record): owners.owned.contains(record)
      default: false
      }
    }
    var bytes: [(to: Int32, from: Int32)] = []
    var numbers = [Int32(Layout.faultThreadAddress)]
    var masks: [Int32] = []
    for column in program.layout.columns where column.rows > 0 && column.stride > 0 {
      for row in 0..<column.rows {
        for byte in 0..<column.stride {
          let from = column.base + row * column.stride + byte
          var (newRow, newByte) = (row, byte)
          if owners.owned.contains(column.record.name) { newRow = Int(number[row + 1]) - 1 }
          if let extent = column.field.extent, owners.owned.contains(extent) { newByte = Int(number[byte + 1]) - 1 }
          let to = column.base + newRow * column.stride + newByte
          if to != from { bytes.append((Int32(to), Int32(from))) }
          switch column.field.kind {
          case .rwsem: if byte == 0 { numbers.append(Int32(from)) } else { masks.append(Int32(from)) }
          case .mutex, .spinlock: numbers.append(Int32(from))
          case .waitQueue: masks.append(Int32(from))
          case let kind: if isOwned(kind) { numbers.append(Int32(from)) }
          }
        }
      }
    }
    self.bytes = Constants(bytes)
    self.numbers = Constants(numbers)
    self.masks = Constants(masks)
    runs = Constants(
      order.indices.filter { order[$0] != $0 }.map { thread in
        let (from, to) = (program.threads[thread], program.threads[order[thread]])
        return Run(to: to.base, from: from.base, count: from.stack + 4)
      })
    var locals: [Int] = []
    let ranges = program.procedures.map { procedure in
      let first = locals.count
      locals += procedure.locals.indices.filter { isOwned(procedure.locals[$0].kind) }
      return first..<locals.count
    }
    self.locals = Constants(locals)
    localsAt = Constants(program.steps.map { $0.procedure < 0 ? 0..<0 : ranges[$0.procedure] })
  }

  /// Writes what becomes of a state.
  func write(_ state: UnsafePointer<UInt8>, to place: UnsafeMutablePointer<UInt8>) {
    place.update(from: state, count: size)
    for run in runs.all { (place + run.to).update(from: state + run.from, count: run.count) }
    for byte in bytes.all { place[Int(byte.to)] = state[Int(byte.from)] }
    for address in numbers.all { place[Int(address)] = number[Int(place[Int(address)])] }
    for address in masks.all { place[Int(address)] = mask[Int(place[Int(address)])] }
    if locals.all.isEmpty { return }
    for thread in 0..<threads { rename(place, bases[thread]) }
  }

  /// Renames what the frames of a thread hold, the innermost first.
  private func rename(_ state: UnsafeMutablePointer<UInt8>, _ base: Int) {
    let frames = state + base + 4
    var counter = Int(state[base]) | Int(state[base + 1]) << 8
    var bottom = Int(state[base + 2]) << 1
    while counter != 0 {
      for index in localsAt[counter] {
        let local = frames + bottom + locals[index]
        local.pointee = number[Int(local.pointee)]
      }
      if bottom == 0 { return }
      let header = frames + bottom - frameHeader
      counter = Int(header[0]) | Int(header[1]) << 8
      bottom = Int(header[2]) << 1
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

/// Values that never change, in memory where nothing is counted or checked.
struct Constants<Element>: ~Copyable {
  let all: UnsafeMutableBufferPointer<Element>

  init(_ values: [Element]) {
    all = .allocate(capacity: values.count)
    _ = all.initialize(from: values)
  }

  deinit { all.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element { all.baseAddress.unsafelyUnwrapped[index] }
}
