/// What `:help WORD` says: of a panel, of a command, of a key, of a glyph.
enum Words {
  static func pages(about word: String, _ keys: KeyTable = .standard) -> [String]? {
    let wanted = word.lowercased()
    var lines: [String] = []
    for (name, text) in panels where name.lowercased().hasPrefix(wanted) || wanted == name.lowercased() {
      lines += [name, "  " + text, ""]
    }
    for command in Commands.all where command.name == wanted {
      let form = command.arguments.isEmpty ? "" : " " + command.arguments
      lines += [":" + command.name + form, "  " + command.text, ""]
    }
    for line in keys.lines {
      let bindings = [line.binding] + (line.opposite.map { [$0] } ?? [])
      let isMeant = bindings.contains { $0.keys.contains(word) || $0.text.lowercased().contains(wanted) }
      guard isMeant, wanted.count > 1 || bindings.contains(where: { $0.keys.contains(word) }) else { continue }
      let opposite = line.opposite.map { "   " + $0.label + ($0.text.isEmpty ? " back" : " " + $0.text) } ?? ""
      lines += ["key " + line.binding.label, "  " + line.binding.text + opposite, ""]
    }
    for (glyph, text) in glyphs where glyph == word { lines += [glyph, "  " + text, ""] }
    if lines.isEmpty { return nil }
    return lines.dropLast()
  }

  private static let panels: [(name: String, text: String)] = [
    (
      "CPU page table",
      "A row a page: its index, a glyph for what the pte is, its frame, its right. What a step changed stands as old ⇒ "
        + "new, what it looked at has » alone. A huge entry is one row; when it splits, its row stands above the small "
        + "ones. tlb 0 ✗1: the CPUs that have it in their TLB, ✗ where it is out of date. v shows pgd, p4d, pud and "
        + "pmd in rows of their own; p, of several processes, the table of the next one alone."
    ),
    (
      "Device page table",
      "The same for the table of the device, which the driver fills and its callback empties. d shows, of "
        + "several devices, the table of the next one alone."
    ),
    (
      "Ranges",
      "What HMM knows of the process and of each range a driver has registered: how many invalidations are in flight, "
        + "whether the range may be used, and the pfns that were read for it. In parentheses: of an earlier round."
    ),
    (
      "Intervals",
      "Interval notifiers have a number in the place of a flag. Brackets: odd, a section is open. A driver compares "
        + "the number it saw with the number now."
    ),
    (
      "Notifiers",
      "The invalidations under way, each with its phases: ✓ done, ► next, ◦ to come. No pte changes before all mirrors "
        + "were told. › stands before a section that began inside one that is still open; nonblock before one that may "
        + "not sleep."
    ),
    (
      "Frames",
      "The frames of memory and the slots of swap: whose they are, which pages map them, the letter in them. The "
        + "memory of a device is a group of its own; v or Enter folds the chosen group."
    ),
    ("Evidence", "What was inferred from a trace, each with the lines it rests on. Enter goes to such a line."),
    (
      "Threads",
      "Each thread with what its next line does, or what it waits for; below, the locks: holder, then ░ waiters."
    ),
    ("Tasks", "The tasks of a trace, by pid, since names lie."),
    ("Driver", "The driver's loop. ► is its next line, ░ where it waits, » what just ran, // a value."),
    ("Loop", "The loop that the trace shows. ~ marks a line that was concluded."),
    ("Kernel", "The kernel's procedure that runs, in the words of its edition; its steps have names, such as IS4."),
    ("Trace", "The lines of the file around now, as printed. Enter shows the current one whole."),
    (
      "Why",
      "» what happened, ░ who waits, ✗ what is broken, ~ what was inferred, ▾ why a stop is here, ► what comes next."
    ),
    (
      "Time",
      "A lane a thread, a column a step. The border below is the whole length: ▴ now, ▾ stops, letters are marks."
    ),
    ("History", "The last steps. Enter goes to one."),
    ("Watches", "What is watched, with its value before; below, the stops. Smaller screens show it below Why."),
    ("Branches", "The futures of this run. Another choice of thread starts one; } and { go from one to the next."),
  ]

  private static let glyphs: [(glyph: String, text: String)] = [
    ("●", "the page is there and may be read and written"), ("◓", "the page is there and may be read only"),
    ("◌", "protnone: the page is there, without access"), ("◦", "none, empty, not yet"), ("◊", "a swap entry"),
    ("⇄", "a migration entry: the page is on the move"), ("◨", "device-private: the data lie on the device's side"),
    ("◧", "device-exclusive: only the device may use the page"),
    ("◉", "devmap: a page of a device's memory that the CPU maps like RAM"), ("*", "a special pte, SPECIAL"),
    ("!", "a poisoned or unreadable entry, ERROR"), ("=", "the rest of a huge entry"),
    ("›", "inside: a level of the table, a nested section, what is folded"), ("⇒", "became"), ("»", "just now"),
    ("►", "next"),
    ("░", "waits"), ("✓", "holds, true, done"), ("✗", "does not hold, false, INVALID"), ("↻", "retry: a round is lost"),
    ("▬", "the thread ran this step"), ("╌", "the thread will run this step"), ("▴", "now"), ("▾", "a stop"),
    ("╎", "lines or events are lost here"), ("~", "inferred, not read"), ("?", "nobody told"),
    ("[", "a section begins, or an odd number"), ("]", "a section ends"),
  ]
}
