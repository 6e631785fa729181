/// Code for expressions, and for the places that they are stored in.
extension Compiler {
  func column(_ place: Place) -> Layout.Column {
    guard let column = layout.column(place.record, place.field.name) else {
      preconditionFailure("no field \(place.record).\(place.field.name)")
    }
    return column
  }

  /// The constant that a value is, where it is known while compiling.
  func known(_ value: Value) -> Int? {
    switch value {
    case .constant(let number, _): return number
    case .local(let local): return fixed[local.name]
    case .rows(let record): return layout.rows[record] ?? 0
    case .binary(let op, let a, let b):
      guard let a = known(a), let b = known(b) else { return nil }
      return op.apply(a, b)
    case .named(_, _, let inner): return known(inner)
    default: return nil
    }
  }

  /// The address of a cell, where it is known while compiling; and that of the flag which says whether its row is in
  /// use, where that must be looked at.
  func knownAddress(_ place: Place, _ column: Layout.Column) -> (address: Int, flag: Int?)? {
    guard let row = known(place.row), (1...max(1, column.rows)).contains(row), column.rows > 0 else { return nil }
    let element = place.element == nil ? 0 : place.element.flatMap(known)
    guard let element, place.element == nil || (0..<column.elements).contains(element) else { return nil }
    let flags = column.needsAllocation ? layout.column(column.record.name, Layout.allocatedField) : nil
    return (column.base + (row - 1) * column.stride + element, flags.map { $0.base + row - 1 })
  }

  /// Remembers what a step touches.
  mutating func touches(_ place: Place) {
    touchesCells = true
    if reads != nil { read(place) }
    guard let lock = setup.guardian(of: place.field, in: place.record) else { return }
    let new = Step.Guard(record: place.record, lock: lock)
    if !guards.contains(new) { guards.append(new) }
  }

  mutating func address(_ place: Place) {
    touches(place)
    let column = column(place)
    if let known = knownAddress(place, column) {
      if let flag = known.flag { emit(.inUse, 0, flag) }
      return emit(.constant, known.address)
    }
    address(place, column)
  }

  /// The address of a cell that is known only while running.
  private mutating func address(_ place: Place, _ column: Layout.Column) {
    if let (local, more) = localRow(place.row) {
      emit(.rowOfLocal, column.base, column.stride, rule(column))
      code[code.count - 1].d = Int16(slot(local))
      code[code.count - 1].e = more
    } else {
      value(place.row)
      emit(.row, column.base, column.stride, rule(column))
    }
    if let element = place.element {
      value(element)
      // A read-write semaphore is two bytes: the writer, and a bit for each reader.
      emit(.element, column.stride)
    }
  }

  /// The local that holds a row, where it does, and how far behind it the row is.
  private func localRow(_ row: Value) -> (Local, Int8)? {
    switch row {
    case .local(let local): fixed[local.name] == nil ? (local, 0) : nil
    case .named(_, _, let inner): localRow(inner)
    case .binary(.add, .local(let local), let more):
      fixed[local.name] != nil ? nil : known(more).flatMap(Int8.init(exactly:)).map { (local, $0) }
    default: nil
    }
  }

  mutating func rule(_ column: Layout.Column) -> Int {
    let name = column.record.name + (column.needsAllocation ? "" : " at any time")
    if let known = ruleIndex[name] { return known }
    let flags = column.needsAllocation ? layout.column(column.record.name, Layout.allocatedField)?.base : nil
    rowRules.append(RowRule(rows: Int32(column.rows), allocated: Int32(flags ?? -1)))
    ruleIndex[name] = rowRules.count - 1
    return rowRules.count - 1
  }

  /// Uses the address that the last instruction gives: in one with it, where it is one of a row.
  private mutating func use(_ row: Op, _ rowOfLocal: Op, _ address: Op) {
    switch code[code.count - 1].op {
    case .row: code[code.count - 1].op = row
    case .rowOfLocal: code[code.count - 1].op = rowOfLocal
    default: emit(address)
    }
  }

  mutating func store(_ place: Value) {
    switch place {
    case .local(let local): emit(.setLocal, slot(local))
    case .cell(let cell):
      touches(cell)
      let column = column(cell)
      if let known = knownAddress(cell, column) {
        if let flag = known.flag { emit(.inUse, 0, flag) }
        return emit(.setCell, known.address)
      }
      address(cell, column)
      use(.storeRow, .storeOfLocal, .store)
    default: preconditionFailure("\(place.text) cannot be assigned to")
    }
  }

  mutating func value(_ value: Value) {
    switch value {
    case .constant(let number, _): emit(.constant, number)
    case .local(let local):
      if let row = fixed[local.name] { emit(.constant, row) } else { emit(.local, slot(local)) }
    case .cell(let place):
      touches(place)
      let column = column(place)
      if let known = knownAddress(place, column) {
        return known.flag.map { emit(.cellInUse, known.address, $0) } ?? emit(.cell, known.address)
      }
      address(place, column)
      use(.loadRow, .loadOfLocal, .load)
    case .negated(let inner):
      self.value(inner)
      emit(.negate)
    case .not, .binary(.and, _, _), .binary(.or, _, _), .every, .some: truth(value)
    case .binary(let op, let a, let b): binary(op, a, b)
    case .rows(let record): emit(.constant, layout.rows[record] ?? 0)
    case .me: emit(.me)
    case .procedure(let procedure):
      let number = index[ObjectIdentifier(procedure)].flatMap { callable.firstIndex(of: $0) }
      emit(.constant, (number ?? -1) + 1)
    case .list(let query, let place, let entry):
      if let entry { self.value(entry) }
      address(place)
      let capacity = column(place).elements
      switch query {
      case .first: emit(.listFirst, capacity)
      case .next: emit(.listNext, capacity)
      case .isEmpty: emit(.listIsEmpty, capacity)
      case .contains: emit(.listContains, capacity)
      case .count: emit(.listCount, capacity)
      }
    case .count(let local, let record, let inner):
      emit(.constant, 0)
      for row in 1...max(1, layout.rows[record] ?? 0) where (layout.rows[record] ?? 0) > 0 {
        bind(local, row) { compiler in
          let no = compiler.jumps(inner, if: false)
          compiler.emit(.addTo, 1)
          compiler.fill(no)
        }
      }
    case .holds(let place):
      address(place)
      emit(.holds, place.field.kind == .rwsem ? 1 : 0)
    case .named(_, _, let inner): self.value(inner)
    }
  }

  mutating func bind(_ local: Local, _ row: Int, _ body: (inout Compiler) -> Void) {
    let outer = fixed[local.name]
    fixed[local.name] = row
    body(&self)
    fixed[local.name] = outer
  }

  mutating func binary(_ op: Operator, _ a: Value, _ b: Value) {
    value(a)
    if let constant = known(b), let withConstant = Op(constantAfter: op) {
      return emit(withConstant, constant)
    }
    value(b)
    switch op {
    case .add: emit(.add)
    case .subtract: emit(.subtract)
    case .multiply: emit(.multiply)
    case .equal: emit(.equal)
    case .notEqual: emit(.notEqual)
    case .less: emit(.less)
    case .lessOrEqual: emit(.lessOrEqual)
    case .greater: emit(.greater)
    case .greaterOrEqual: emit(.greaterOrEqual)
    case .bitAnd: emit(.bitAnd)
    case .bitOr: emit(.bitOr)
    case .shiftLeft: emit(.shiftLeft)
    case .shiftRight: emit(.shiftRight)
    case .and, .or: break
    }
  }
}

extension Layout.Column {
  /// Whether a row must be in use to be touched; the field that says so can be read at any time.
  var needsAllocation: Bool { record.isAllocated && field.name != Layout.allocatedField }
}

extension Op {
  /// The instruction for an operator whose right side is a constant, where there is one.
  fileprivate init?(constantAfter op: Operator) {
    switch op {
    case .add: self = .addTo
    case .subtract: self = .subtractFrom
    case .equal: self = .equalTo
    case .notEqual: self = .notEqualTo
    case .bitAnd: self = .bitAndWith
    default: return nil
    }
  }
}
