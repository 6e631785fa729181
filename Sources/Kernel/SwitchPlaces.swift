import Machine

extension Core {
  /// Every procedure of the core and what these call.
  public var procedures: [Procedure] {
    var found: [Procedure] = []
    var seen: Set<ObjectIdentifier> = []
    func visit(_ procedure: Procedure) {
      guard seen.insert(ObjectIdentifier(procedure)).inserted else { return }
      found.append(procedure)
      procedure.body.forEachStatement { statement in
        if case .call(.procedure(let callee), _, _) = statement.action { visit(callee) }
      }
    }
    for procedure in linux5_1?.procedures ?? [] { visit(procedure) }
    for child in Mirror(reflecting: self).children {
      if let procedure = child.value as? Procedure { visit(procedure) }
    }
    return found
  }
}

extension Edition {
  /// The procedures of this edition that a switch changes, by name: found in the procedures themselves.
  public func procedures(changedBy name: String) -> [String] {
    Core.of(self).procedures.filter { procedure in
      var isChanged = false
      procedure.body.forEachStatement { statement in
        if statement.variants.contains(where: { $0.name == name }) { isChanged = true }
      }
      return isChanged
    }.map(\.name).sorted()
  }

  /// What a switch does to this edition's procedures, in words.
  public func effect(of name: String) -> String {
    if !fixes.isEmpty || !added.isEmpty { return Edition(version: version).effect(of: name) }
    if Switch.named(name)?.isAdded == true {
      let changed = Edition(version: version, added: [name]).procedures(changedBy: name)
      return "no edition has it; a scenario with \(name) has it in \(changed.joined(separator: ", "))"
    }
    if Self.mended(version).contains(name) { return "mended in edition \(version)" }
    if Self.foreign(version).contains(name) { return "edition \(version) has nothing that it could be in" }
    let changed = procedures(changedBy: name)
    guard changed.isEmpty else { return "changes \(changed.joined(separator: ", "))" }
    return Switch.named(name)?.isOfText == true
      ? "a bug of a driver's text: it changes no procedure of the kernel"
      : "not modelled yet: it changes no procedure of edition \(version)"
  }
}
