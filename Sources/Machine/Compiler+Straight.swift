/// Code without jumps between steps: what may stand in an atomic block.
extension Compiler {
  mutating func straight(_ statement: Statement) {
    switch statement.action {
    case .assign(let place, let new):
      if let constant = known(new), case .local(let local) = place {
        return emit(.setLocalTo, slot(local), constant)
      }
      value(new)
      store(place)
    case .atomic(let body): for inner in body { straight(inner) }
    case .lock(let verb, let place):
      address(place)
      lock(verb)
    case .trylock(let verb, let place, let local):
      address(place)
      lock(verb)
      emit(.setLocal, slot(local))
    case .wake(let place):
      address(place)
      emit(.wakeAll)
    case .list(let verb, let place, let entry):
      value(entry)
      address(place)
      let capacity = column(place).elements
      switch verb {
      case .add: emit(.listAdd, capacity)
      case .addTail: emit(.listAddTail, capacity)
      case .remove: emit(.listRemove, capacity)
      }
    case .reference(let verb, let place, let local):
      address(place)
      switch verb {
      case .get: emit(.referenceGet)
      case .getUnlessZero: emit(.referenceGetUnlessZero)
      case .put: emit(.referencePut)
      }
      if verb != .get { if let local { emit(.setLocal, slot(local)) } else { emit(.drop) } }
    case .allocate(let place, let record):
      emit(.allocate, allocation(record))
      store(place)
      touchesCells = true
    case .free(let record, let row):
      value(row)
      emit(.free, allocation(record))
      touchesCells = true
    case .fault: emit(.fault, Int(Fault.written.rawValue))
    case .nothing: break
    case .when(let condition, let yes, let no):
      let branch = jumps(condition, if: false)
      for inner in yes { straight(inner) }
      if no.isEmpty {
        fill(branch)
      } else {
        let out = hole(.jump)
        fill(branch)
        for inner in no { straight(inner) }
        fill([out])
      }
    case .loop(let condition, let body):
      let top = code.count
      let out = jumps(condition, if: false)
      for inner in body { straight(inner) }
      emit(.jump, top)
      fill(out)
    case .count(let local, let from, let below, let body):
      value(from)
      emit(.setLocal, slot(local))
      let top = code.count
      let out = jumps(.local(local) < below, if: false)
      for inner in body { straight(inner) }
      value(.local(local) + 1)
      emit(.setLocal, slot(local))
      emit(.jump, top)
      fill(out)
      emit(.constant, 0)
      emit(.setLocal, slot(local))
    case .each(let local, let place, let condition, let body):
      value(.list(.first, place, nil))
      emit(.setLocal, slot(local))
      let top = code.count
      let out = jumps(.local(local), if: false)
      let skip = condition.map { jumps($0, if: false) } ?? []
      for inner in body { straight(inner) }
      fill(skip)
      value(.list(.next, place, .local(local)))
      emit(.setLocal, slot(local))
      emit(.jump, top)
      fill(out)
    default: preconditionFailure("\(statement.text) cannot stand in an atomic block")
    }
  }

  mutating func allocation(_ record: String) -> Int {
    if let known = allocationIndex[record] { return known }
    guard let flags = layout.column(record, Layout.allocatedField) else {
      preconditionFailure("\(record) is not allocated")
    }
    let columns = layout.columns.filter { $0.record.name == record && $0.base != flags.base }
    allocations.append(
      Allocation(
        allocated: Int32(flags.base), rows: Int32(flags.rows),
        columns: columns.map { (Int32($0.base), Int32($0.stride)) }))
    allocationIndex[record] = allocations.count - 1
    return allocations.count - 1
  }
}
