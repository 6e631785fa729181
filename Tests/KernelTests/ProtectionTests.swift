import Kernel
import Machine
import Testing

extension Run {
  /// The names of the steps that a thread makes until it ends or is stuck, of those that are wanted.
  func order(_ thread: String, _ wanted: [String]) -> [String] {
    var names: [String] = []
    while !hasEnded(thread), step(thread) { if let name = lastName, wanted.contains(name) { names.append(name) } }
    return names
  }

  /// A field of every pte.
  func ptes(_ field: String) -> [Int] {
    (1...(program.layout.rows["pte"] ?? 1)).map { value("pte", $0, field) }
  }

  /// Every vma that can be found: its pages and flags, in the order of the pages.
  var vmas: [[Int]] {
    (0..<(program.layout.rows["vma"] ?? 0)).map { value("mm", 1, "mmap", $0) }.filter { $0 > 0 }
      .map { [value("vma", $0, "vm_start"), value("vma", $0, "vm_end"), value("vma", $0, "vm_flags") & 0xff] }
      .sorted { $0[0] < $1[0] }
  }

  /// What the thread's section says: event, first page, page after the last.
  var section: [Int] { ["event", "start", "end"].map { value("mmu_notifier_range", 1, $0) } }
}

extension VmaPiece {
  /// The same with what some words say.
  func with(_ words: String) -> VmaPiece {
    var vma = self
    for word in words.split(separator: " ") {
      switch word {
      case "none": (vma.isReadable, vma.isWritable) = (false, false)
      case "readonly": vma.isWritable = false
      case "shared": vma.isShared = true
      case "file": vma.isFile = true
      case "locked": vma.isLocked = true
      case "hugetlb": vma.isHugetlb = true
      case "special": vma.isSpecial = true
      default: preconditionFailure("\(word) is no vma")
      }
    }
    return vma
  }
}

extension World {
  /// Four pages in two tables, the first two of them in one.
  static func acrossTables(_ edition: Edition = .linux5_2) -> World {
    var world = window(edition)
    world.base = 0x7f00_001f_e000
    return world
  }

  /// A huge page of two pages, and two small ones.
  static var hugePage: World {
    var world = acrossTables()
    world.pages[0] = .huge(frame: "1a0", isWritable: true)
    world.pages[1] = .huge(frame: "1a1", isWritable: true)
    return world
  }
}

@Suite("mprotect: the vmas, and what it returns")
struct ProtectionTests {
  @Test(
    "mprotect splits vmas where it ends inside of them",
    arguments: [
      (0..<4, [[0, 4, 1]]), (1..<4, [[0, 1, 3], [1, 4, 1]]), (0..<3, [[0, 3, 1], [3, 4, 3]]),
      (1..<3, [[0, 1, 3], [1, 3, 1], [3, 4, 3]]),
    ])
  func splits(_ pages: Range<Int>, _ vmas: [[Int]]) throws {
    let run = try Run(.window().with(Actor("app", [.mprotect(pages, .readOnly)])))
    run.finish("app")
    #expect(run.vmas == vmas && run.fault == nil)
    #expect(run.ptes("write") == [pages.contains(0) ? 0 : 1, 0, 0, 0])
  }

  @Test("mprotect keeps all of a vma's flags but its access") func otherFlags() throws {
    var world = World.window()
    world.vmas[0].isLocked = true
    world.vmas[0].isExecutable = true
    let run = try Run(world.with(Actor("app", [.mprotect(0..<4, .readOnly)])))
    run.finish("app")
    #expect(run.vmas == [[0, 4, 129]])
  }

  @Test(
    "mprotect returns 0, or -ENOMEM at the first gap",
    arguments: [
      ([0..<4], 0..<4, 0, [0, 0]), ([0..<1, 1..<4], 0..<4, 0, [0, 0]), ([1..<4], 0..<4, -12, [1, 1]),
      ([0..<1, 2..<4], 0..<4, -12, [0, 1]), ([0..<1], 0..<2, -12, [0, 1]), ([0..<4], 2..<2, 0, [1, 1]),
      ([0..<1], 3..<4, -12, [1, 1]),
    ])
  func returns(_ vmas: [Range<Int>], _ pages: Range<Int>, _ result: Int, _ write: [Int]) throws {
    var world = World.window()
    world.vmas = vmas.map { VmaPiece($0) }
    let answer = try answer(world) {
      call(
        Core.of(.linux5_2).mprotect, mm.value, .constant(pages.lowerBound, name: nil),
        .constant(pages.upperBound, name: nil), 1, into: ret)
    }
    #expect(answer.result == result && Array(answer.run.ptes("write").prefix(2)) == write && answer.run.held == [])
  }
}
