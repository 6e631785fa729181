import Machine
import Spelling

extension FunctionLowering {
  static let pageWords: Set<String> = [
    "migrate_pfn", "migrate_pfn_to_page", "page_to_pfn", "pfn_to_page", "is_device_private_page",
    "is_zone_device_page", "IS_ERR", "IS_ERR_OR_NULL", "PTR_ERR",
  ]

  /// Functions over pages and entries that are values, not calls; nil for any other.
  mutating func pageWord(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    guard Self.pageWords.contains(site.name) else { return nil }
    guard site.arguments.count == 1 else {
      unit.error(site.whole.span, "\(site.name)() takes 1 argument, not \(site.arguments.count)")
      return .broken
    }
    let value = value(site.arguments[0], line: site.line, &body, &unit)
    let shift = Value.named("MIGRATE_PFN_SHIFT", 3)
    switch site.name {
    case "migrate_pfn": return .number(.named("migrate_pfn", [value], value << shift))
    case "migrate_pfn_to_page": return .pointer(.named("migrate_pfn_to_page", [value], value >> shift), "page")
    case "pfn_to_page": return .pointer(value, "page")
    case "IS_ERR": return .number(.named("IS_ERR", [value], value < 0))
    case "IS_ERR_OR_NULL": return .number(.named("IS_ERR_OR_NULL", [value], value <= 0))
    case "is_device_private_page", "is_zone_device_page":
      return deviceOf(value, unit).map { .number(.named(site.name, [value], $0 != 0)) } ?? .broken
    default: return .number(value)
    }
  }

  private func deviceOf(_ page: Value, _ unit: UnitLowering) -> Value? {
    guard let record = unit.environment.structs["page"]?.record,
      let field = record.fields.first(where: { $0.name == "device" })
    else { return nil }
    return .cell(Place(record: record.name, field: field, row: page))
  }

  /// `entry & MIGRATE_PFN_VALID` and its like: VALID and DEVICE are no bits here, but what an entry names. Nil for any
  /// other operation.
  mutating func migrateBit(
    _ symbol: BinaryOperator, _ a: Expression, _ b: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning? {
    guard symbol == .bitAnd || symbol == .bitOr else { return nil }
    let names: [Expression.Kind] = [.name("MIGRATE_PFN_VALID"), .name("MIGRATE_PFN_DEVICE")]
    guard let (name, other) = names.contains(b.kind) ? (b, a) : names.contains(a.kind) ? (a, b) : nil else {
      return nil
    }
    let entry = value(other, line: line, &body, &unit)
    // migrate_pfn() names a frame, and that makes the entry valid; the frame tells whose memory it is.
    if symbol == .bitOr { return .number(entry) }
    let page = entry >> .named("MIGRATE_PFN_SHIFT", 3)
    if name.kind == .name("MIGRATE_PFN_VALID") { return .number(page != 0) }
    return deviceOf(page, unit).map { .number(page != 0 && $0 != 0) } ?? .broken
  }

  // MARK: Calls that take an ops struct

  mutating func special(
    _ procedure: Procedure, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let isMove = site.name == "migrate_vma"
    let names = isMove ? ["ops", "vma", "start", "end", "src", "dst", "private"] : ["ops", "device", "size"]
    guard site.arguments.count == names.count else {
      let hint = "\(site.name)(\(names.joined(separator: ", ")))"
      unit.error(
        site.whole.span, "\(site.name)() takes \(names.count) arguments, not \(site.arguments.count)", hint: hint)
      return .broken
    }
    let wanted = isMove ? ["alloc_and_copy", "finalize_and_map"] : ["free", "fault"]
    guard
      let operations = callbacks(
        site.arguments[0], isMove ? "migrate_vma_ops" : "hmm_devmem_ops", wanted, site.name, &unit),
      let driver = driverRow()
    else { return .broken }
    var values = operations
    if isMove {
      for (index, type) in [
        (1, Type.pointer("vm_area_struct")), (2, .number(.tag("page"))), (3, .number(.tag("page"))),
      ] {
        guard let value = argument(site.arguments[index], type, names[index], site, &body, &unit) else {
          return .broken
        }
        values.append(value)
      }
      for index in 4...5 where !isMigrationArray(site.arguments[index], line: site.line, &body, &unit) {
        unit.error(
          site.arguments[index].span, "'\(names[index])' of migrate_vma() is an array",
          hint: "driver->src and driver->dst are the model's")
        return .broken
      }
    }
    values.append(driver)
    return finish(.procedure(procedure), values, unit.type(of: procedure.returns), site, &body, unit)
  }

  /// The model's arrays, or one of the text, in whose place they stand.
  private mutating func isMigrationArray(
    _ expression: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Bool {
    switch meaning(expression, line: line, &body, &unit) {
    case .array(let place, _): place.record == "migrate_vma"
    case .silent, .broken: true
    default: false
    }
  }

  /// The procedures of an ops struct, in the order that is wanted; nil if something is wrong with it.
  mutating func callbacks(
    _ expression: Expression, _ structure: String, _ wanted: [String], _ caller: String, _ unit: inout UnitLowering
  ) -> [Value]? {
    guard case .name(let name) = expression.plain.kind else {
      unit.error(expression.span, "\(caller)() takes the name of a struct \(structure)")
      return nil
    }
    if let own = unit.ops[name], own.structure == structure {
      return wanted.map { member -> Value in
        guard let function = own.members[member] else { return .named("NULL", 0) }
        if unit.handedOn.insert(function).inserted {
          unit.lower(function, path: [])
          unit.handedOn.remove(function)
        } else {
          unit.error(expression.span, "\(function)() hands itself on to \(caller)()")
        }
        return unit.lowered[function].map { .procedure($0.procedure) } ?? .named("NULL", 0)
      }
    }
    if let given = unit.environment.ops[name], given.structure == structure {
      return wanted.map { given.members[$0].map { .procedure($0) } ?? .named("NULL", 0) }
    }
    if name == "NULL" { return wanted.map { _ in .named("NULL", 0) } }
    let known =
      Array(unit.ops.filter { $0.value.structure == structure }.keys)
      + unit.environment.ops.filter { $0.value.structure == structure }.map(\.key)
    let near = nearest(name, among: known).map { "did you mean '\($0)'?" }
    unit.error(
      expression.span, "no struct \(structure) '\(name)'",
      hint: near ?? (known.isEmpty ? nil : "the scenario provides \(known.sorted().joined(separator: ", "))"))
    return nil
  }
}
