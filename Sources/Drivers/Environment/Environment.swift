import Machine

/// What a driver of one edition finds around it: the calls, structs and numbers of the kernel, by their names in C.
public struct Environment: Sendable {
  /// What stands behind the name of a function.
  public enum Call: Sendable {
    case procedure(Procedure)
    /// One step that is put in the place of the call, for what is not the kernel's text, and the locals that it uses.
    case statements([Parameter], uses: [String], @Sendable ([Value]) -> [Statement])
    /// It does nothing that the model looks at: `pr_debug`.
    case nothing
    /// It exists, but the model does not have it yet.
    case notModelled
  }

  public struct Parameter: Sendable {
    public let name: String
    public let kind: Kind

    public init(_ name: String, _ kind: Kind = .number) {
      self.name = name
      self.kind = kind
    }
  }

  /// A struct of the kernel.
  public struct Structure: Sendable {
    public let record: RecordType
    /// Members that C has and the model does not look into; they may be assigned to, which does nothing.
    public var silent: Set<String>
    /// Members that are arrays of numbers which never change: the encodings of a range.
    public var constants: [String: [Int]]
    /// What it says that this member as a whole is assigned to, given the row.
    public var filled: [String: @Sendable (Value) -> [Statement]] = [:]
    /// What reading a member means where that is more than its cell, given the row.
    public var reads: [String: @Sendable (Value) -> Value] = [:]
    /// Bookkeeping of a step that reads a member, given the row.
    public var noted: [String: @Sendable (Value) -> [Statement]] = [:]
    /// Bookkeeping of a step that gives up a lock, given the row that it is in.
    public var released: [String: @Sendable (Value) -> [Statement]] = [:]
    /// Arrays that C has elsewhere, and that are found through it.
    public var arrays: [String: Place] = [:]
    /// Bookkeeping when a row comes to lie on a driver's stack, given its row and the driver's.
    public var allocated: @Sendable (Value, Value) -> [Statement] = { _, _ in [] }

    /// Fields of the model that C has otherwise: a text cannot name them.
    public var hidden: Set<String> = []

    public init(_ record: RecordType, silent: Set<String> = [], constants: [String: [Int]] = [:]) {
      self.record = record
      self.silent = silent
      self.constants = constants
    }

    /// The fields that a text may name.
    var fields: [Field] { record.fields.filter { !$0.isGhost && !hidden.contains($0.name) } }
  }

  /// One callback of an ops struct, and what it is called with.
  public struct Callback: Sendable {
    public enum Passing: Sendable {
      /// A pointer to a struct, by its name in C.
      case structure(String)
      case number(Kind)
      /// An array that the model has in a place of its own: nothing is passed.
      case array(Place)
      /// `void *private`: the driver.
      case driver
      /// C passes it, and the model does not look into it.
      case nothing
    }

    public let parameters: [(name: String, passing: Passing)]

    public init(_ parameters: [(name: String, structure: String)]) {
      self.parameters = parameters.map { ($0.name, .structure($0.structure)) }
    }

    public init(passing parameters: [(name: String, passing: Passing)]) { self.parameters = parameters }
  }

  /// An ops struct that the scenario provides, by its name: the struct, and its callbacks.
  public struct Ops: Sendable {
    public let structure: String
    public let members: [String: Procedure]

    public init(_ structure: String, _ members: [String: Procedure]) {
      self.structure = structure
      self.members = members
    }
  }

  /// `5.2`.
  public var version: String
  public var functions: [String: Call] = [:]
  /// Functions that take an ops struct: the procedure gets its callbacks in its place.
  public var specials: [String: Procedure] = [:]
  /// By name in C: `hmm_range`.
  public var structs: [String: Structure] = [:]
  public var numbers: [String: Int] = [:]
  /// Numbers that print by another name than the one that a text uses: -11 is `-EAGAIN`.
  public var printedNumbers: [Int: String] = [:]
  /// Ops structs and their members.
  public var callbacks: [String: [String: Callback]] = [:]
  /// Members of ops structs that C has, and that nothing calls here.
  public var silentCallbacks: [String: Set<String>] = [:]
  /// Ops structs that need no declaration.
  public var ops: [String: Ops] = [:]
  /// Names that need no declaration, as expressions of the dialect over `driver`.
  public var given: [String: String] = [:]
  /// The call that writes the device's page table from the pfns; a comment may stand for it.
  public var commit = "map_pages"
  /// Wrong calls that C only warns of, and what they do: the name, then the struct of the argument.
  public var confusions: [String: [String: Call]] = [:]

  public init(version: String) {
    self.version = version
  }

  /// The struct's name in C of a record.
  func structure(of record: String) -> String? {
    structs.first { $0.value.record.name == record }?.key
  }
}
