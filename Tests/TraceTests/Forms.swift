import Foundation
import Testing
import Trace

@Suite("Forms of trace text, and what is refused")
struct FormTests {
  private func refusal(_ text: String) -> TraceError? {
    do {
      _ = try Trace(Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test("What can't be read is named, with the place")
  func errors() {
    #expect(refusal("")?.kind == .empty)
    #expect(refusal("\n \r\n")?.kind == .empty)
    #expect(refusal("\u{17}\u{8}Dtracing6\0")?.kind == .binary)
    #expect(refusal("PERFILE2abc")?.kind == .binary)
    #expect(refusal("hello\nwo\0rld")?.line == 2)
    #expect(refusal("hello\nwo\0rld")?.column == 3)
    #expect(refusal("# tracer: nop\n#\n# entries")?.kind == .cutOff)
    #expect(refusal("# trac")?.kind == .cutOff)
    #expect(refusal("Dear diary")?.kind == .notATrace)
    #expect(refusal("cpus=2\n  a-1 [000] 1.000001: x: y")?.kind == .otherForm)
    let error = refusal("Dear diary")
    #expect(error?.message(file: "f.txt").hasPrefix("f.txt:1:1: error: this is not a kernel trace") == true)
  }

  @Test("A recording by another tracer is refused, and told which one it is and what is read")
  func tracers() {
    let error = refusal("\n# tracer: function\n#\n")
    #expect(error?.kind == .otherForm)
    #expect(error?.line == 2)
    #expect(error?.column == 11)
    #expect(error?.reason.contains("tracer function;") == true)
    #expect(error?.reason.contains("tracer nop") == true)
    #expect(refusal("# tracer: function_graph\n")?.reason.contains("function_graph") == true)
    let pipe = "         contend-247     [000] .....    13.047619: tracing_mark_write: contend\n"
    #expect(refusal(pipe)?.reason.contains("trace_pipe") == true)
  }

  @Test(
    "Event lines: flags of any age, thread groups, clocks",
    arguments: [
      ("         gpu_app-4242    [003] d..2.  1523.004117: x: y", 1_523_004_117_000),
      ("         gpu_app-4242    [003]  1523.004117: x: y", 1_523_004_117_000),
      ("         gpu_app-4242    (   4200) [003] d..2.  1523.004117: x: y", 1_523_004_117_000),
      ("         gpu_app-4242    (-------) [003] d..2.  1523.004117: x: y", 1_523_004_117_000),
      ("         gpu_app-4242  [003] d..2  1523.004117: x: y", 1_523_004_117_000),
      ("         gpu_app-4242    [003] d..2.       901177: x: y", 901_177),
      ("         gpu_app-4242    [003] DNh2.3L 1523.004117123: x: y", 1_523_004_117_123),
      ("gpu_app-4242 [003] d..2. 1523.004117: x: y", 1_523_004_117_000),
    ])
  func variants(line: String, time: Int) throws {
    let trace = try Trace(Array("# tracer: nop\n\(line)\n".utf8))
    #expect(trace.count == 1)
    #expect(trace.event(0).pid == 4242)
    #expect(trace.event(0).cpu == 3)
    #expect(trace.event(0).text == "x: y")
    #expect(trace.event(0).time == UInt64(time))
  }

  @Test("Stamps have their unit")
  func stamps() throws {
    func stamp(_ time: String) throws -> String {
      try Trace(Array("# tracer: nop\n              a-1     [000] ..... \(time): x: y\n".utf8)).event(0).stamp
    }
    #expect(try stamp("4.951725") == "4.951725 s")
    #expect(try stamp("4.000000025") == "4.000000025 s")
    #expect(try stamp("3") == "3 ticks")
  }

  @Test("Numbers of a body: hexadecimal, decimal, negative, bare hexadecimal, arguments of system calls")
  func fields() throws {
    func event(_ body: String) throws -> Event {
      try Trace(Array("# tracer: nop\n              a-1     [000] ..... 1.000001: \(body)\n".utf8)).event(0)
    }
    let probe = try event("hmm_range_fault__return: (f+0x80/0x150 [test_hmm] <- hmm_range_fault) ret=-16 start=0xffff")
    #expect(probe.signed("ret") == -16)
    #expect(probe.number("start") == 0xffff)
    #expect(probe.number("tart") == nil)
    let lock = try event("mmap_lock_released: mm=ffff888005bb4000 memcg_path= write=false")
    #expect(lock.hex("mm") == 0xffff_8880_05bb_4000)
    #expect(lock.flag("write") == false)
    #expect(try event("sys_munmap(addr: 7fa2ad320000, len: 8000)").argument("len") == 0x8000)
    #expect(try event("sys_munmap -> 0xfffffffffffffff2").returned == 0xffff_ffff_ffff_fff2)
    #expect(
      try event("set_migration_pte: addr=7f0000200000, pte=8000000012345067 order=0").hex("addr") == 0x7f00_0020_0000)
  }

  @Test(
    "Option latency-format: another header, other columns, microseconds",
    .enabled(if: Recorded.folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"))
  func latency() throws {
    let trace = try Trace(try #require(try Recorded.bytes("contend.latency.ftrace.txt")))
    #expect(trace.header.isLatencyFormat)
    #expect(trace.header.cpus == 2)
    #expect(trace.event(0).stamp == "161880 us")
    #expect(trace.event(0).taskName == "contend")
    #expect(trace.event(0).cpu == 1)
  }

  @Test(
    "A ring buffer that was overwritten: the gaps are said",
    .enabled(if: Recorded.folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"))
  func overrun() throws {
    let trace = try Trace(try #require(try Recorded.bytes("contend.overrun.ftrace.txt")))
    #expect(trace.gaps.map(\.line) == [13, 79])
    #expect(trace.gaps.map(\.lost) == [183, nil])
    #expect(trace.gaps.map(\.note) == ["the buffer lost 183 events", "CPU 0 has no earlier events"])
  }

  @Test(
    "Every recording of another form is refused with a reason",
    .enabled(if: Recorded.folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"))
  func otherForms() throws {
    let names = [
      "contend.function.ftrace.txt", "contend.graph.ftrace.txt", "contend.pipe.ftrace.txt", "contend.trace.dat",
      "contend.trace-cmd-report.txt", "event-formats.txt", "contend-big.ftrace.txt.xz",
    ]
    for name in names {
      let bytes = try #require(try Recorded.bytes(name))
      #expect(throws: TraceError.self, "\(name)") { try Trace(bytes) }
    }
  }
}
