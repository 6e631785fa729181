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

@Suite("mprotect and marking for NUMA hints")
struct ProtectionTests {
  @Test("mprotect: vma, start, count, callback, ptes under one lock, end, and only then the flush") func order() throws
  {
    let run = try Run(.window().with(Actor("app", [.mprotect(0..<2, .readOnly)])))
    let wanted = ["PR1", "PR4", "IS4", "C2", "CP5", "CP6", "CP7", "IE3", "CP13", "CP14", "PR6"]
    // The table has four ptes, of which two are asked for.
    #expect(
      run.order("app", wanted)
        == ["PR1", "PR1", "PR4", "IS4", "C2", "CP5", "CP6", "CP6", "CP7", "IE3", "CP13", "CP14", "CP14", "PR6", "PR6"])
    #expect(run.ptes("write") == [0, 0, 0, 0] && run.ptes("protnone") == [0, 0, 0, 0])
    #expect(run.vmas == [[0, 2, 1], [2, 4, 3]] && run.held == [] && run.broken == [] && run.notifiers == 0)
  }

  @Test("mprotect holds mmap_sem for writing, and the lock of the table for each pte") func locks() throws {
    let run = try Run(.window().with(Actor("app", [.mprotect(0..<2, .none)])))
    run.run("app", through: "CP3")
    #expect(run.section == [2, 0, 2])
    run.run("app", through: "CP6")
    #expect(Set(run.held) == ["mmap_sem W app", "ptl app"] && run.notifiers == 1)
    #expect(run.ptes("protnone") == [1, 0, 0, 0] && run.ptes("kind") == [1, 1, 0, 2])
    run.run("app", through: "CP14")
    #expect(run.held == ["mmap_sem W app"] && run.notifiers == 0)
    #expect(run.ptes("protnone") == [1, 1, 0, 0] && run.ptes("write") == [0, 0, 0, 0])
  }

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

  @Test("mprotect to what the vma has already raises nothing, nor does a window without tables") func nothing() throws {
    let same = try Run(.window().with(Actor("app", [.mprotect(0..<4, .readWrite)])))
    #expect(same.order("app", ["IS4", "PR4", "CP14"]) == [] && same.ptes("write") == [1, 1, 0, 0])
    var world = World.acrossTables()
    world.pages[2] = .none
    world.pages[3] = .none
    let empty = try Run(world.with(Actor("app", [.mprotect(2..<4, .readOnly)])))
    #expect(empty.order("app", ["IS4", "PR4"]) == ["PR4"])
  }

  @Test("without a change there is no flush") func noFlush() throws {
    let run = try Run(.window().with(Actor("app", [.mprotect(2..<4, .readOnly)])))
    // The test is there, the flush is not.
    #expect(run.order("app", ["IS4", "CP6", "IE3", "CP14"]) == ["IS4", "CP6", "CP6", "IE3", "CP14"])
  }

  @Test("the section begins at the first table that is not empty") func firstTable() throws {
    var world = World.acrossTables()
    world.pages = [.none, .none, .present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true)]
    let run = try Run(world.with(Actor("app", [.mprotect(0..<4, .readOnly)])))
    run.run("app", through: "CP3")
    #expect(run.section == [2, 2, 4])
    #expect(run.order("app", ["CP6", "IE3"]) == ["CP6", "CP6", "IE3"] && run.ptes("write") == [0, 0, 0, 0])
  }

  @Test("two tables of one pud have one section, two puds have two, and one flush at the end") func spans() throws {
    let wanted = ["IS4", "CP5", "IE3", "CP14"]
    let one = try Run(World.acrossTables().with(Actor("app", [.mprotect(0..<4, .readOnly)])))
    #expect(one.order("app", wanted) == ["IS4", "CP5", "CP5", "IE3", "CP14", "CP14"])
    var world = World.window()
    world.base = 0x7f00_3fff_e000
    let two = try Run(world.with(Actor("app", [.mprotect(0..<4, .readOnly)])))
    two.run("app", through: "CP3")
    #expect(two.section == [2, 0, 2])
    two.run("app", through: "CP13")
    two.run("app", through: "CP3")
    #expect(two.section == [2, 2, 4])
    #expect(two.order("app", wanted) == ["IS4", "CP5", "IE3", "CP14", "CP14"])
  }

  @Test(
    "entries without a page lose the right to write if they have it",
    arguments: [
      (PageContent.migration(frame: "1a0", isWritable: true), 0, 0), (.special, 0, 1),
      (.devmap(frame: "1a0", isWritable: true), 0, 1), (.swap(slot: "5"), 0, 0), (.none, 0, 0),
    ])
  func kinds(_ page: PageContent, _ write: Int, _ protnone: Int) throws {
    var world = World.window()
    world.pages[0] = page
    let run = try Run(world.with(Actor("app", [.mprotect(0..<1, .none)])))
    let before = run.ptes("kind")
    run.finish("app")
    #expect(run.value("pte", 1, "write") == write && run.value("pte", 1, "protnone") == protnone)
    #expect(run.ptes("kind") == before)
  }

  @Test("device memory loses the right to write, too, also by a NUMA hint", arguments: [false, true])
  func devicePrivate(_ isHint: Bool) throws {
    var world = World.window()
    world.frames.append(FrameContent("d00", owner: "app", letter: "A", device: "gpu"))
    world.pages[0] = .devicePrivate(frame: "d00", isWritable: true)
    let run = try Run(world.with(Actor("app", [isHint ? .numa(0..<1) : .mprotect(0..<1, .readOnly)])))
    run.finish("app")
    #expect(run.value("pte", 1, "write") == 0 && run.value("pte", 1, "kind") == 4)
    #expect(run.value("pte", 1, "protnone") == 0)
  }

  @Test(
    "what is shared may be writable at once; of a file only where it is dirty",
    arguments: [(false, false, 0), (false, true, 0), (true, false, 1), (true, true, 0)])
  func shared(_ isShared: Bool, _ isFile: Bool, _ write: Int) throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<4, isWritable: false)]
    world.vmas[0].isShared = isShared
    world.vmas[0].isFile = isFile
    world.pages[0] = .present(frame: "1a0", isWritable: false)
    world = world.with(Actor("app", [.mprotect(0..<4, .readWrite)]))
    for dirty in [["dirty"], ["soft_dirty"], ["dirty", "soft_dirty"]] {
      var setup = try world.setup()
      for bit in dirty { setup.set("pte", 1, bit, to: .number(1)) }
      let run = Run(Program(setup))
      run.finish("app")
      #expect(run.value("pte", 1, "write") == (isShared && isFile && dirty.count == 2 ? 1 : write))
    }
  }

  @Test("a whole huge page changes as one entry, under its own lock", arguments: [false, true])
  func huge(_ isHint: Bool) throws {
    let run = try Run(World.hugePage.with(Actor("app", [isHint ? .numa(0..<2) : .mprotect(0..<2, .readOnly)])))
    run.run("app", through: "CP9")
    #expect(Set(run.held) == [isHint ? "mmap_sem R app" : "mmap_sem W app", "lock app"])
    #expect(run.value("pmd", 1, "write") == (isHint ? 1 : 0) && run.value("pmd", 1, "protnone") == (isHint ? 1 : 0))
    #expect(run.order("app", ["CP10", "CP6", "IE3", "CP14"]) == ["CP10", "IE3", "CP14", "CP14"] && run.held == [])
  }

  @Test("a huge page is split before its vma is", arguments: [0..<1, 1..<2])
  func cut(_ pages: Range<Int>) throws {
    let run = try Run(World.hugePage.with(Actor("app", [.mprotect(pages, .readOnly)])))
    run.run("app", through: "SP1")
    #expect(run.section == [1, 0, 2] && run.vmas == [[0, 4, 3]] && run.held == ["mmap_sem W app"])
    run.run("app", through: "CP3")
    #expect(run.section == [2, pages.lowerBound, pages.upperBound] && run.value("pmd", 1, "kind") == 0)
    run.finish("app")
    #expect(run.ptes("write").prefix(2) == (pages == 0..<1 ? [0, 1] : [1, 0]) && run.held == [] && run.broken == [])
  }

  @Test("of a huge page that is marked in part, a table is made inside of the section") func nested() throws {
    let run = try Run(World.hugePage.with(Actor("app", [.numa(1..<3)])))
    #expect(run.run("app", through: "CP11") && run.notifiers == 1)
    run.run("app", through: "IS4")
    #expect(run.notifiers == 2 && run.section == [2, 1, 3])
    #expect(run.order("app", ["IE3", "CP6"]) == ["IE3", "CP6", "CP6", "IE3"])
    #expect(run.ptes("protnone") == [0, 1, 0, 0] && run.value("pmd", 1, "kind") == 0 && run.held == [])
    #expect(run.broken == [] && run.notifiers == 0 && run.hasEnded("app"))
  }

  @Test("a mark for NUMA hints takes all access and keeps the right to write") func numa() throws {
    let run = try Run(.window().with(Actor("app", [.numa(0..<4)])))
    #expect(
      run.order("app", ["NH1", "IS4", "CP5", "CP6", "CP7", "IE3", "CP14", "NH4"])
        == ["NH1", "NH1", "IS4", "CP5", "CP6", "CP6", "CP6", "CP6", "CP7", "IE3", "CP14", "CP14", "NH4"])
    #expect(run.ptes("protnone") == [1, 1, 0, 0] && run.ptes("write") == [1, 1, 0, 0])
    #expect(run.vmas == [[0, 4, 3]] && run.held == [] && run.broken == [])
  }

  @Test("a mark for NUMA hints does not wait for mmap_sem") func numaTries() throws {
    let run = try Run(.window().with(Actor("app", [.munmap(3..<4)]), Actor("numa", [.numa(0..<2)])))
    run.run("app", through: "UM1", times: 2)
    run.finish("numa")
    #expect(run.hasEnded("numa") && run.ptes("protnone") == [0, 0, 0, 0])
  }

  @Test(
    "vmas without access, of special pages, hugetlb and read-only files get no marks",
    arguments: ["none", "special", "hugetlb", "file readonly"])
  func unmarked(_ words: String) throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<1).with(words), VmaPiece(1..<4)]
    let run = try Run(world.with(Actor("app", [.numa(0..<4)])))
    run.finish("app")
    #expect(run.ptes("protnone") == [0, 1, 0, 0] && run.held == [])
  }

  @Test("a page that processes share until one writes gets no mark, nor does one that has it") func copies() throws {
    var world = World.window()
    world.pages[1] = .present(frame: "1a0", isWritable: false)
    let run = try Run(world.with(Actor("app", [.numa(0..<4)])))
    run.finish("app")
    #expect(run.ptes("protnone") == [0, 0, 0, 0])
    world.vmas[0].isShared = true
    let shared = try Run(world.with(Actor("app", [.numa(0..<4), .numa(0..<4)])))
    #expect(shared.order("app", ["CP14"]) == ["CP14", "CP14", "CP14"], "nothing to flush the second time")
    #expect(shared.ptes("protnone") == [1, 1, 0, 0])
  }
}
