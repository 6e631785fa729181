import Export
import Scene
import Testing

@Suite("Text as Markdown")
struct MarkdownTests {
  private func paragraph(_ text: String, _ style: ProseSpan.Style = .plain) -> String {
    Markdown.text([ProseBlock(.paragraph, [ProseSpan(text, style)])])
  }

  @Test("every character stands for itself")
  func escapes() {
    for (text, written) in [
      ("mmap_sem and hmm->notifiers", "mmap_sem and hmm->notifiers"), ("pfns[1] * 2", "pfns\\[1\\] \\* 2"),
      ("a < b && c", "a \\< b \\&\\& c"), ("_name_", "\\_name\\_"), ("a\\b`c", "a\\\\b\\`c"),
      ("1. no item", "1\\. no item"),
      ("- no item", "\\- no item"), ("-EAGAIN", "-EAGAIN"), ("# no heading", "\\# no heading"), ("#0", "#0"),
      ("> no quotation", "\\> no quotation"), ("2 pages.", "2 pages."), ("--- no rule", "\\--- no rule"), ("", ""),
    ] {
      #expect(paragraph(text) == (text.isEmpty ? "\n" : written + "\n"))
    }
  }

  @Test("code stands between as many backquotes as it does not have")
  func code() {
    #expect(paragraph("range->valid", .code) == "`range->valid`\n")
    #expect(paragraph("a`b", .code) == "`` a`b ``\n")
    #expect(paragraph("now", .strong) + paragraph("here", .emphasis) == "**now**\n*here*\n")
    let block = ProseBlock(.verbatim, [ProseSpan("if (a)", .code), ProseSpan("", .code), ProseSpan("```", .code)])
    #expect(Markdown.text([block]) == "````\nif (a)\n\n```\n````\n")
  }

  @Test("paragraphs are parted by a blank line, and items stand together")
  func blocks() {
    let blocks = [
      ProseBlock(.paragraph, [ProseSpan("one")]), ProseBlock(.item("-"), [ProseSpan("two")]),
      ProseBlock(.item("2."), [ProseSpan("three")]), ProseBlock(.paragraph, [ProseSpan("four")]),
    ]
    #expect(Markdown.text(blocks) == "one\n\n- two\n2. three\n\nfour\n")
    #expect(Markdown.heading(2, "Step 1, gpu: *x*") == "## Step 1, gpu: \\*x\\*\n")
    #expect(Markdown.picture("at [1]", file: "a b/ü%.svg") == "![at \\[1\\]](a%20b/%C3%BC%25.svg)\n")
  }
}
