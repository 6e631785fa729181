import Kernel
import Machine

/// A world so small that hundreds of mutants can be searched in it; together they use every statement of the kernel.
struct MutationWorld {
  let name: String
  let world: World
  var cells: (inout Setup) -> Void = { _ in }

  func setup() throws -> Setup {
    var setup = try world.setup()
    cells(&setup)
    return setup
  }

  static let core = Core.of(.linux5_2)
  static let mm = Pointer<Mm>(.named("mm", 1))
  static let hmm = Pointer<Hmm>(.named("hmm", 1))
  static let mirror = Pointer<HmmMirror>(.named("mirror", 1))
  static let driver = Pointer<Driver>(.named("driver", 1))
  static let range = Pointer<HmmRange>("range")
  static let gpu = KernelWorld.gpu

  static var all: [MutationWorld] {
    [
      interleaved,
      lives,
      ranges,
      snapshots,
      unmaps,
      touches,
      others,
      works,
      hugePages,
      operations,
      editions,
      faults,
      forks,
      walks,
      flushes,
      devmem,
    ].flatMap(\.self)
  }

  static func window(_ pages: Int, _ present: Int) -> World { KernelWorld.window(pages, present: present) }

  /// One thread, or one beside others, that runs a procedure of its own.
  static func calls(
    _ name: String, _ world: World = KernelWorld.window(2, present: 1),
    cells: @escaping (inout Setup) -> Void = { _ in }, and others: [Actor] = [],
    @StatementBuilder _ body: () -> [Statement]
  ) -> MutationWorld {
    let statements = body()
    var world = world
    let caller = Procedure("caller", isKernel: false) { statements }
    world.threads = [Actor("caller", [.call(caller, [])])] + others
    return MutationWorld(name: name, world: world, cells: cells)
  }

  /// Remembers what a call came to, where the end can be compared.
  static func keep(_ value: Value) -> Statement { driver.start <- value }
}
