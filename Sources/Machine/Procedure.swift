import Synchronization

/// A named list of statements with parameters; data, the same for every scenario.
public final class Procedure: Sendable {
  public let name: String
  public let parameters: [Local]
  private let source: Mutex<Source>
  /// Where the kernel has it: `mm/hmm.c`; or the name of the driver's file.
  public let file: String
  /// The text of a driver, line by line, which is then its listing; empty for a procedure that is printed.
  public let text: [String]
  /// False for a driver's and a test's procedures.
  public let isKernel: Bool
  /// The kind of what it returns, for printing.
  public let returns: Kind

  /// A procedure of an edition: its statements are made when somebody first looks at them, since an edition has far
  /// more procedures than one scenario reaches.
  public init(
    _ name: String, _ parameters: [Value] = [], file: String, returns: Kind = .errno, isKernel: Bool = true,
    @StatementBuilder _ body: @escaping @Sendable () -> [Statement]
  ) {
    self.name = name
    self.parameters = parameters.map(\.asLocal)
    self.file = file
    self.returns = returns
    self.isKernel = isKernel
    text = []
    source = Mutex(.unmade(body))
  }

  /// A procedure of no file.
  public convenience init(
    _ name: String, _ parameters: [Value] = [], returns: Kind = .errno, isKernel: Bool = true,
    @StatementBuilder _ body: () -> [Statement]
  ) {
    self.init(name, parameters, file: "", returns: returns, isKernel: isKernel, text: [], body)
  }

  /// A procedure whose statements are there already, such as a driver's.
  public init(
    _ name: String, _ parameters: [Value] = [], file: String, returns: Kind = .errno, isKernel: Bool, text: [String],
    @StatementBuilder _ body: () -> [Statement]
  ) {
    self.name = name
    self.parameters = parameters.map(\.asLocal)
    self.file = file
    self.returns = returns
    self.isKernel = isKernel
    self.text = text
    source = Mutex(.made(body()))
  }

  /// What it does.
  public var body: [Statement] { source.withLock { $0.statements() } }

  /// The statements, or what makes them.
  private enum Source {
    case unmade(@Sendable () -> [Statement])
    case made([Statement])

    mutating func statements() -> [Statement] {
      switch self {
      case .made(let statements): return statements
      case .unmade(let make):
        let statements = make()
        self = .made(statements)
        return statements
      }
    }
  }
}

extension Procedure {
  /// Whether a call with these arguments can mean it: as many, and pointers to the same records where that is known.
  package func fits(_ arguments: [Value]) -> Bool {
    parameters.count == arguments.count
      && zip(parameters, arguments).allSatisfy { parameter, argument in
        guard let given = argument.kind else { return true }
        if case .pointer = parameter.kind { return parameter.kind == given }
        if case .pointer = given { return false }
        return true
      }
  }
}

extension Value {
  /// The kind of a local or of a cell; nil for what is computed.
  var kind: Kind? {
    switch self {
    case .local(let local): local.kind
    case .cell(let place): place.field.kind
    default: nil
    }
  }
}
