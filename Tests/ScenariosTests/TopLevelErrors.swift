import Testing

@Suite("A scenario that is no scenario")
struct TopLevelErrors {
  static let wrong: [Wrong] = [
    Wrong("an unknown key", "title: a page", "titel: a page", [#"1:1 a scenario has no "titel" = "# + Wrong.keys]),
    Wrong("bad YAML", "threads:", "threads: ]", ["10:10 this is not YAML: did not find expected node content"]),
    Wrong(
      "a mapping that is not closed", "{1a0: app A}", "{1a0: app A",
      ["7:7 this is not YAML: did not find expected ',' or '}'"]),
    Wrong(
      "a tab for indentation", "  pages:", "\tpages:",
      ["4:1 this is not YAML: found character that cannot start any token"]),
    Wrong("a key that is there twice", "title: a page", "title: a\ntitle: b", ["1:1 title is there twice"]),
    Wrong("a frame that is there twice", "{1a0: app A}", "{1a0: app A, 1a0: app B}", ["6:12 1a0 is there twice"]),
    Wrong(
      "a list in place of a scenario", nil, "- a\n- b\n",
      ["1:1 a scenario is a YAML mapping: title, memory, devices, threads …"]),
    Wrong(
      "a text in place of a scenario", nil, "hello\n",
      ["1:1 a scenario is a YAML mapping: title, memory, devices, threads …"]),
    Wrong("nothing", nil, "", ["1:1 a scenario is a YAML mapping: title, memory, devices, threads …"]),
    Wrong(
      "a comment alone", nil, "# nothing\n",
      ["1:1 a scenario is a YAML mapping: title, memory, devices, threads …"]),
    Wrong("two documents", nil, "title: a\n---\ntitle: b\n", ["2:1 this is not YAML: but found another document"]),
    Wrong("an alias of nothing", "title: a page", "title: *a", ["1:8 this is not YAML: found undefined alias"]),
    Wrong("a title that is a list", "title: a page", "title: [a, page]", ["1:8 title is a plain text"]),
    Wrong(
      "an edition that is not modelled", #"edition: "5.2""#, #"edition: "4.9""#,
      ["2:10 there is no edition 4.9 = there is 5.1, 5.2, 5.3"]),
    Wrong("an edition that is a list", #"edition: "5.2""#, "edition: [5.2]", ["2:10 edition is a plain text"]),
    Wrong("a fix that is not known", #"edition: "5.2""#, "fix: [B99]", ["2:6 there is no switch B99 = " + Wrong.fixes]),
    Wrong("a fix that is no list", #"edition: "5.2""#, "fix: B1", ["2:6 fix is a list = such as [B1]"]),
    Wrong("time-outs that are neither", #"edition: "5.2""#, "timeouts: often", ["2:11 timeouts is true or false"]),
  ]

  @Test("is told with line, column and what is allowed", arguments: wrong)
  func told(_ wrong: Wrong) { #expect(wrong.problems == wrong.expected) }
}
