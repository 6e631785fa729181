import Machine
import Replay
import Testing

@Suite("Who did what")
struct HistoryTests {
  @Test("The last writer is the last step whose writes contain the byte", arguments: Shipped.names)
  func lastWriter(_ name: String) throws {
    let run = try Shipped.scheduled(name)
    let writes = (0...run.count).map { Set(run.touched($0).writes) }
    for step in [0, 1, run.count / 3, run.count / 2, run.count] {
      for address in 0..<run.program.layout.size {
        let wanted = (0...step).last { writes[$0].contains(address) }
        let found = run.lastWriter(of: address, at: step)
        #expect(found == wanted, "\(run.program.layout.cell(at: address)?.name ?? "fault") at \(step)")
      }
    }
  }

  @Test("What a step changes is among what it writes", arguments: Shipped.names)
  func writes(_ name: String) throws {
    for run in try Shipped.runs(name) {
      for step in 1...run.count {
        let (before, after) = (run.state(step - 1), run.state(step))
        let writes = run.touched(step).writes
        for address in 0..<run.program.layout.size where before[address] != after[address] {
          let cell = run.program.layout.cell(at: address)?.name ?? "fault"
          #expect(writes.contains(address), "step \(step): \(cell)")
        }
      }
    }
  }

  @Test("Nothing is touched before the first step and after the last") func outside() throws {
    let run = try Shipped.scheduled("quiet")
    #expect(run.touched(0).writes.isEmpty && run.touched(run.count + 1).reads.isEmpty)
    #expect(run.lastWriter(of: run.program.layout.size - 1, at: 0) == nil)
  }

  @Test("The difference of two states lists exactly the cells that changed", arguments: Shipped.names)
  func difference(_ name: String) throws {
    let run = try Shipped.scheduled(name)
    let program = run.program
    for step in 1...run.count {
      for from in [step - 1, 0, step / 2] {
        let (before, after) = (run.state(from), run.state(step))
        let changes = program.difference(before, after)
        let cells = changes.filter { $0.address < program.layout.size }
        #expect(cells.map(\.address) == (0..<program.layout.size).filter { before[$0] != after[$0] })
        #expect(cells.allSatisfy { $0.before == Int(Int8(bitPattern: before[$0.address])) })
        #expect(cells.allSatisfy { $0.after == Int(Int8(bitPattern: after[$0.address])) })
        #expect(cells.allSatisfy { program.address(named: $0.name) == $0.address || $0.name.contains("(") })
        #expect(changes.isEmpty == (before == after), "steps \(from) and \(step)")
      }
    }
  }

  @Test("Every cell has a name of its own that leads back to it", arguments: Shipped.names)
  func names(_ name: String) throws {
    let program = try Shipped.program(name)
    var seen: Set<String> = []
    for address in 2..<program.layout.size {
      let cell = try #require(program.layout.cell(at: address))
      #expect(seen.insert(cell.name).inserted, "\(cell.name) is there twice")
      if !cell.name.contains("(") { #expect(program.address(named: cell.name) == address, "\(cell.name)") }
    }
  }

  @Test(
    "A name with an index that no machine has is no cell",
    arguments: [
      "range[99].valid", "range[-1].valid", "range[9223372036854775807].valid", "range[0].pfns[99]",
      "range[0].pfns[-1]", "range[0].pfns[9223372036854775807]", "range[0]", "range", "", "->", "[0].valid",
      "hmm->no_such", "hmm->notifiers->x", "driver->dpt[", "driver->dpt[x]",
    ])
  func strange(_ name: String) throws {
    let run = try Shipped.scheduled("quiet")
    #expect(run.program.read(name, run.state(run.count)) == nil)
    #expect(run.program.address(named: name) == nil)
  }
}
