import Machine
import Testing

@testable import Kernel

/// What the engine takes for the fields of a record is what Swift's reflection says they are.
@Suite struct SchemaTests {
  @Test func theFieldsOfARecordAreItsStoredProperties() {
    func check<R: Record>(_: R.Type) {
      let fields = Mirror(reflecting: R.schema).children.compactMap { child in
        child.value as? Field ?? Mirror(reflecting: child.value).children.first?.value as? Field
      }
      #expect(!fields.isEmpty && R.type.fields == fields, "\(R.name)")
    }
    check(Mm.self)
    check(Vma.self)
    check(Pte.self)
    check(Pmd.self)
    check(MmuNotifierRange.self)
    check(Hmm.self)
    check(HmmMirror.self)
    check(HmmRange.self)
    check(Driver.self)
    check(Frame.self)
    check(WorkItem.self)
    check(MigrateVma.self)
  }
}
