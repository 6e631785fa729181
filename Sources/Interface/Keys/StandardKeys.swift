import Scene

/// The keys as they are without a config file.
extension KeyTable {
  static let standardGroups = [
    KeyGroup(
      name: "Move in time",
      lines: [
        HelpLine(
          Binding("s l . Right", .step(.forward), "one line", says: "one line on"),
          Binding("S h , Left", .step(.back), says: "one line back")),
        HelpLine(
          Binding("o", .over(.forward), "over a call", says: "on, over a call"),
          Binding("O", .over(.back), says: "back, over a call")),
        HelpLine(
          Binding("f", .out(.forward), "out of it", says: "on, until the call has returned"),
          Binding("F", .out(.back), says: "back to where the call began")),
        HelpLine(
          Binding("c", .run(.forward), "to a stop", says: "on to the next stop, or what is worth one"),
          Binding("C", .run(.back), says: "back to the last stop")),
        HelpLine(
          Binding("Space", .play, "play", says: "steps follow by themselves, or no more"),
          Binding("+ =", .faster, "speed", says: "play faster", shown: "+ -")),
        HelpLine(
          Binding("]", .nextMark(.forward), "next mark", says: "to the next mark of the scrubber"),
          Binding("[", .nextMark(.back), says: "to the mark before")),
        HelpLine(Binding("0", .tenth(0), "0 to 90 %", says: "to the beginning", shown: "0 to 9")),
        HelpLine(
          Binding("g Home", .first, "first, last", says: "before the first step"),
          Binding("G End", .last, says: "after the last step")),
        HelpLine(
          Binding("Ctrl-o Alt-Left", .jumpBack, "where I was", says: "back to before the last jump", shown: "Ctrl-o"),
          Binding("Alt-Right", .jumpForward, says: "on again to where a jump went")),
      ]),
    KeyGroup(
      name: "Look",
      lines: [
        HelpLine(
          Binding("Tab", .nextPanel, "next panel", says: "the keys go to the next panel"),
          Binding("Shift-Tab", .previousPanel, says: "the keys go to the panel before")),
        HelpLine(
          Binding("z", .zoom, "this panel alone", says: "this panel alone, or all"),
          Binding("v", .levels, "fold", says: "the levels above the ptes in rows of their own, or folded")),
        HelpLine(
          Binding("p", .space, "next process", says: "the next address space, of several"),
          Binding("d", .device, "device", says: "the next device, of several")),
        HelpLine(
          Binding("j Down", .down, "scroll, choose", says: "the next row is chosen", shown: "j k PgDn PgUp")),
        HelpLine(
          Binding("Enter", .open, "deeper", says: "where the chosen row points, or deeper"),
          Binding("Esc", .close, "close", says: "close what was opened last")),
        HelpLine(
          Binding("e", .why, "why, at length"),
          Binding("i", .bothForms, "2 forms", says: "both forms of what a switch changes, or one")),
        HelpLine(
          Binding("w", .watch, "watch this", says: "watch the chosen row"),
          Binding("W", .lastWriter, "who wrote", says: "to the step that wrote the chosen row last")),
        HelpLine(
          Binding("b", .breakHere, "stop here", says: "stop at the chosen line, or no more"),
          Binding("B", .listBreaks, "all stops")),
        HelpLine(
          Binding("/", .find, "find", says: "to the next moment that has a text"),
          Binding("n", .findNext, "next", says: "to the next one that has it", shown: "n N")),
      ]),
    KeyGroup(
      name: "Choose a future",
      lines: [
        HelpLine(
          Binding("t", .choose, "who is next", says: "choose which thread runs next"),
          Binding("T", .force, "force it", says: "run what must come first, then the thread that waits")),
        HelpLine(
          Binding("x", .explore, "every order from here", says: "every order of the threads from here; again ends it")),
        HelpLine(
          Binding("}", .branch(.forward), "other branch", says: "the next branch", shown: "} {"),
          Binding("Q", .questions, "ask me", says: "ask before every step, or no more")),
        HelpLine(
          Binding("&", .filter, "filter", says: "s and S go only to what has a text"),
          Binding("Ctrl-t", .theme, "theme", says: "the next theme: dark, light, high contrast, monochrome")),
        HelpLine(
          Binding("Alt-1", .panel(0), "the panel of that number", says: "the keys go to panel 1", shown: "Alt-1 to 9")),
      ]),
    KeyGroup(
      name: "Keep and leave",
      lines: [
        HelpLine(
          Binding("m", .setMark, "set mark a", says: "keep this moment under a letter", shown: "m a"),
          Binding("'", .goToMark, "go to a", says: "to the moment that has a letter", shown: "' a")),
        HelpLine(
          Binding("y", .copy, "copy the id", says: "the id of this moment to the clipboard"),
          Binding("F1", .words, "words", says: "what the words of this screen mean")),
        HelpLine(
          Binding("Ctrl-s", .saveScreen, "keep screen", says: "this screen as text, in a file"),
          Binding("M", .mouse, "mouse", says: "take the mouse, or leave it to the terminal")),
        HelpLine(
          Binding(":", .command, "a command", says: "type a command"),
          Binding("Ctrl-p", .palette, "all", says: "all commands with their keys; type to find one")),
        HelpLine(
          Binding("q", .quit, "quit"),
          Binding("P", .present, "projector", says: "the large layout for a projector, or the usual one")),
      ]),
  ]

  /// Keys that a line of the help speaks of without being its first one, and those that other programs have taught.
  static let standardOthers =
    [
      Binding("-", .slower, says: "play slower"), Binding("N", .findPrevious, says: "to the one before that has it"),
      Binding("{", .branch(.back), says: "the branch before"), Binding("k Up", .up, says: "the row before is chosen"),
      Binding("PgDn", .pageDown, says: "a page on"), Binding("PgUp", .pageUp, says: "a page back"),
      Binding("Ctrl-d", .halfDown, says: "half a page on"), Binding("Ctrl-u", .halfUp, says: "half a page back"),
      Binding("?", .help, says: "the keys that work here"), Binding("Ctrl-l", .redraw, says: "draw everything anew"),
      Binding("Ctrl-z", .suspend, says: "back to the shell for a while; fg comes back"),
    ] + (1...9).map { Binding("\($0)", .tenth($0), says: "to \($0)0 %") }
    + (2...9).map { Binding("Alt-\($0)", .panel($0 - 1), says: "the keys go to panel \($0)") }

  /// Second names of keys, as other programs have taught them, and what always ends what is running: these stay.
  static let fixed = [
    Binding("F5", .step(.forward)), Binding("F4", .step(.back)), Binding("F8", .run(.forward)),
    Binding("Ctrl-c", .interrupt, says: "end what is running; again, quit"),
  ]
}
