import Testing

@Suite("A scenario with wrong devices, threads or schedule")
struct ThreadErrors {
  static let wrong: [Wrong] = [
    Wrong(
      "devices that are a list", "\n  gpu: {driver: retry-loop.c}", " [gpu]",
      ["8:10 devices is a mapping = such as gpu: {driver: retry-loop.c}"]),
    Wrong(
      "a device without a driver", "{driver: retry-loop.c}", "{}",
      ["9:8 the device's driver is missing = driver: retry-loop.c"]),
    Wrong(
      "a device that is a text", "{driver: retry-loop.c}", "retry-loop.c",
      ["9:8 the device's driver is missing = driver: retry-loop.c"]),
    Wrong(
      "a driver that is not there", "retry-loop.c", "no-such.c",
      ["9:17 there is no driver no-such.c = hmmscope list drivers names those that are shipped"]),
    Wrong(
      "an unknown key of a device", "{driver: retry-loop.c}", "{driver: retry-loop.c, colour: red}",
      [#"9:31 a device has no "colour" = it may have driver, window, mirror, memory, process"#]),
    Wrong(
      "device memory that is RAM already", "{driver: retry-loop.c}", "{driver: retry-loop.c, memory: {1a0: free}}",
      [#"9:40 the frame "1a0" is there twice"#]),
    Wrong(
      "what an edition has no more", Wrong.good,
      Wrong.good.replacing("5.2", with: "5.3").replacing(
        "retry-loop.c}", with: "retry-loop-5.3.c, memory: {d00: free}}"
      )
      .replacing("munmap 000-001", with: "devmem_remove gpu"),
      [
        "12:8 edition 5.3 has no hmm_devmem_remove, which devmem_remove calls: it went with 5.3 "
          + "= it is in editions 5.1 and 5.2"
      ]),
    Wrong(
      "a window beyond the pages", "{driver: retry-loop.c}", "{driver: retry-loop.c, window: 000-007}",
      ["9:39 page 007 is not in the window, which has 2 pages from 000"]),
    Wrong(
      "a mirror that is neither", "{driver: retry-loop.c}", "{driver: retry-loop.c, mirror: perhaps}",
      ["9:39 mirror is registered or none"]),
    Wrong(
      "no threads", "threads:\n  gpu: mirror\n  app: munmap 000-001\n", "",
      ["1:1 threads is missing: who does what, such as app: munmap 000-003"]),
    Wrong(
      "a thread with a long name", "  app: munmap", "  application: munmap",
      [#"12:3 "application" is no name of a thread = one to six letters, digits or _"#]),
    Wrong(
      "too many threads", "  app: munmap 000-001", (0..<8).map { "  t\($0): read 000" }.joined(separator: "\n"),
      ["11:3 9 threads are too many = a scenario has at most 8"]),
    Wrong(
      "an operation that is not known", "munmap 000-001", "mremap 000",
      [#"12:8 "mremap 000" is nothing that a thread can do in edition 5.2 = "# + Wrong.forms]),
    Wrong(
      "a fork of nobody", "munmap 000-001", "fork child",
      ["12:8 child is no process that is forked = processes: {child: fork} says so"]),
    Wrong(
      "a fork of a process with pages of its own", "  app: munmap 000-001",
      "  app: fork other\nprocesses: {other: {pages: [none]}, child: fork}",
      ["12:8 other is no process that is forked = it forks child"]),
    Wrong(
      "a fork by the child", "  app: munmap 000-001",
      "  app: {process: child, does: [fork child]}\nprocesses: {child: fork}",
      ["12:32 only the first process forks = it forks child"]),
    Wrong(
      "an operation without its page", "munmap 000-001", "munmap",
      [#"12:8 "munmap" is nothing that a thread can do in edition 5.2 = "# + Wrong.forms]),
    Wrong(
      "an operation that is misspelt", "munmap 000-001", "madvis 000 DONTNEED",
      [
        #"12:8 "madvis 000 DONTNEED" is nothing that a thread can do in edition 5.2 = did you mean madvise? "#
          + Wrong.forms
      ]
    ),
    Wrong(
      "an operation on a page beyond the window", "munmap 000-001", "munmap 000-004",
      ["12:8 page 004 is not in the window, which has 2 pages from 000"]),
    Wrong(
      "an operation on no page", "munmap 000-001", "read here",
      [#"12:8 "here" is no page = a page is the index of its pte in hexadecimal, such as 001"#]),
    Wrong(
      "a letter that is none", "munmap 000-001", "write 000 AB",
      [#"12:8 "AB" is no letter = what a page holds is one ASCII letter"#]),
    Wrong(
      "a letter that is no ASCII", "munmap 000-001", "write 000 é",
      [#"12:8 "é" is no letter = what a page holds is one ASCII letter"#]),
    Wrong(
      "madvise that is not modelled", "munmap 000-001", "madvise 000 COLD",
      ["12:8 madvise COLD is not modelled = madvise PAGES DONTNEED and PAGES FREE are"]),
    Wrong(
      "a device that is not there", "munmap 000-001", "store npu 000 G",
      ["12:8 there is no device npu = there is gpu"]),
    Wrong(
      "a mirror of a device that is not there", "  gpu: mirror", "  gpu: mirror npu",
      ["11:8 there is no device npu = devices lists them"]),
    Wrong(
      "an operation that is a mapping", "munmap 000-001", "{munmap: 000}",
      [
        "12:8 what the thread does is missing = {process: child, does: [read 000]}",
        #"12:9 a thread has no "munmap" = it may have process, does"#,
      ]),
    Wrong(
      "a schedule that is a text", "schedule:\n  - gpu end", "schedule: gpu end",
      ["13:11 schedule is a list, such as [gpu to line 14, app end]"]),
    Wrong(
      "a schedule of somebody else", "- gpu end", "- npu end",
      ["14:5 there is no thread npu = there are gpu, app"]),
    Wrong(
      "a schedule without an extent", "- gpu end", "- gpu",
      ["14:5 a line of a schedule is THREAD and how far = THREAD 12, to STEP, through STEP, end, timeout"]),
    Wrong(
      "a schedule with a strange extent", "- gpu end", "- gpu somewhere",
      [#"14:5 "somewhere" is not how far = 12, to STEP, through STEP, end, timeout"#]),
    Wrong(
      "a schedule of no steps", "- gpu end", "- gpu 0",
      [#"14:5 "0" is not how far = 12, to STEP, through STEP, end, timeout"#]),
    Wrong(
      "an expectation with an unknown key", "  end: [", "  ends: [",
      [#"16:3 expect has no "ends" = it may have broken, check, end, commits"#]),
    Wrong(
      "an expectation that is a list", "expect:\n  end: [\"retries == 0\"]", "expect: [I1]",
      ["15:9 expect is a mapping = such as end: [retries == 0]"]),
    Wrong(
      "an expectation of an unknown invariant", #"  end: ["retries == 0"]"#, "  broken: [I99]",
      ["16:11 there is no invariant I99 = " + Wrong.laws]),
    Wrong(
      "an expectation of what no check finds", #"  end: ["retries == 0"]"#, "  check: [I7, bad luck]",
      ["16:10 no check finds bad luck = " + Wrong.findings]),
    Wrong(
      "an end that is a text", #"["retries == 0"]"#, "retries == 0",
      ["16:8 end is a list = such as [retries == 0]"]),
    Wrong(
      "an end that is no predicate", #"["retries == 0"]"#, #"["retries == == 0"]"#,
      [#"16:9 "retries == == 0" is no predicate: expected an expression, found '=='"#]),
    Wrong(
      "several at once", "edition: \"5.2\"\nmemory:", "edition: \"9\"\nmemories: 1\nmemory:",
      ["2:10 there is no edition 9 = there is 5.1, 5.2, 5.3", #"3:1 a scenario has no "memories" = "# + Wrong.keys]),
  ]

  @Test("is told with line, column and what is allowed", arguments: wrong)
  func told(_ wrong: Wrong) { #expect(wrong.problems == wrong.expected) }
}
