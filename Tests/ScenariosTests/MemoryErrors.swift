import Testing

@Suite("A scenario with a wrong memory")
struct MemoryErrors {
  static let wrong: [Wrong] = [
    Wrong("no memory", Wrong.memory, "", ["1:1 memory is missing = it has base, pages, vmas, frames, swap"]),
    Wrong(
      "memory that is a list", Wrong.memory, "memory: [1, 2]\n",
      ["3:9 memory is missing = it has base, pages, vmas, frames, swap"]),
    Wrong(
      "an unknown key of memory", "  pages:", "  page:",
      [
        #"4:3 memory has no "page" = it may have base, pages, vmas, frames, swap, processes, tlb, dma, subscriber"#,
        "4:3 pages is missing: a list, such as [1a0 rw, 1a1 ro, none, swap 3]",
      ]),
    Wrong(
      "a base within a page", "  pages:", "  base: 0x7f0000000123\n  pages:",
      ["4:9 base is an address of 47 bits at the beginning of a page, such as 0x7f0000000000"]),
    Wrong(
      "a base that is no number", "  pages:", "  base: here\n  pages:",
      ["4:9 base is an address of 47 bits at the beginning of a page, such as 0x7f0000000000"]),
    Wrong(
      "a base beyond 47 bits", "  pages:", "  base: 0xffff000000000000\n  pages:",
      ["4:9 base is an address of 47 bits at the beginning of a page, such as 0x7f0000000000"]),
    Wrong(
      "no pages", "  pages: [1a0 rw, none]\n", "",
      ["4:3 pages is missing: a list, such as [1a0 rw, 1a1 ro, none, swap 3]"]),
    Wrong(
      "a page that is nothing known", "1a0 rw, none", "1a0 rw, nowhere",
      [#"4:19 "nowhere" is no page = a page is "# + Wrong.pageForms]),
    Wrong(
      "a page with a wrong access", "1a0 rw, none", "1a0 wr, none",
      [#"4:11 "1a0 wr" is no page = a page is "# + Wrong.pageForms]),
    Wrong(
      "a frame that is not there", "1a0 rw, none", "1a9 rw, none",
      ["4:11 there is no frame 1a9 = frames lists them"]),
    Wrong(
      "a swap slot that is not there", "1a0 rw, none", "1a0 rw, swap 4",
      ["4:19 there is no swap slot 4 = swap lists the slots"]),
    Wrong(
      "a page that is a mapping", "1a0 rw, none", "{a: b}, none",
      [#"4:11 "" is no page = a page is "# + Wrong.pageForms]),
    Wrong(
      "pages that are no list", "[1a0 rw, none]", "1a0 rw",
      ["4:10 pages is missing: a list, such as [1a0 rw, 1a1 ro, none, swap 3]"]),
    Wrong(
      "too many pages", "[1a0 rw, none]", "[1a0 rw, " + String(repeating: "none, ", count: 100) + "none]",
      ["4:10 102 pages are too many = a scenario has at most 100"]),
    Wrong(
      "a frame without a number", "{1a0: app A}", "{1a0: app A, best: free}",
      ["6:24 a frame has a number in hexadecimal, such as 1a0"]),
    Wrong(
      "a frame with nothing in it", "{1a0: app A}", "{1a0: app A, 1a1: }",
      [#"6:29 what is in it is missing = an owner and a letter, such as "app A", or "free""#]),
    Wrong(
      "a frame with no letter", "{1a0: app A}", "{1a0: app AB}",
      [#"6:17 "AB" is no letter = what a page holds is one ASCII letter"#]),
    Wrong(
      "too many frames", "{1a0: app A}",
      "{" + (0..<33).map { "\(String(0x1a0 + $0, radix: 16)): free" }.joined(separator: ", ") + "}",
      ["6:11 33 frames are too many = a scenario has at most 31"]),
    Wrong(
      "frames that are a list", "{1a0: app A}", "[1a0]",
      ["4:11 there is no frame 1a0 = frames lists them", "6:11 frames is a mapping = such as 1a0: app A"]),
    Wrong("swap that is a list", "{3: free}", "[3]", ["7:9 swap is a mapping = such as 3: app D"]),
    Wrong(
      "processes that are a text", "  swap:", "  processes: app\n  swap:",
      ["7:14 processes is a list = such as [app, other]"]),
    Wrong("vmas that overlap", "[000-001 rw]", "[000-001 rw, 001 rw]", ["5:22 this vma overlaps another"]),
    Wrong(
      "a vma beyond the window", "[000-001 rw]", "[000-009 rw]",
      ["5:10 page 009 is not in the window, which has 2 pages from 000"]),
    Wrong("a vma that goes backwards", "[000-001 rw]", "[001-000 rw]", ["5:10 001-000 goes backwards"]),
    Wrong(
      "a vma with a strange access", "[000-001 rw]", "[000-001 rz]",
      [#"5:10 "rz" is no access = r, w and x, such as rw or r--"#]),
    Wrong(
      "a vma without pages", "[000-001 rw]", "['']",
      ["5:10 a vma is its pages and its access, such as 000-003 rw"]),
    Wrong(
      "a vma that is no page", "[000-001 rw]", "[xyz rw]",
      [#"5:10 "xyz" is no page = a page is the index of its pte in hexadecimal, such as 001"#]),
    Wrong("vmas that are a text", "[000-001 rw]", "000-001 rw", ["5:9 vmas is a list = such as [000-003 rw]"]),
  ]

  @Test("is told with line, column and what is allowed", arguments: wrong)
  func told(_ wrong: Wrong) { #expect(wrong.problems == wrong.expected) }
}
