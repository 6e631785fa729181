extension Script {
  /// Every command with its form and what it does, in the order of a help page.
  public static let forms: [(form: String, does: String)] = [
    ("Scenario NAME", "open a scenario"),
    ("Seed N", "beside Scenario: let the scheduler draw lots"),
    ("Load FILE", "open a recording or a kernel trace"),
    ("Step [N]", "so many lines on"),
    ("Back [N]", "so many lines back"),
    ("Until PREDICATE", "go on until it holds"),
    ("BackUntil PREDICATE", "go back until it holds"),
    ("Pick THREAD[.ALTERNATIVE]", "this thread runs next"),
    ("Force THREAD", "run what must come first, then this thread"),
    ("Branch", "to the next branch"),
    ("BackBranch", "to the branch before"),
    ("Explore [Depth N] [States N] [For TIME]", "every order from here; what it finds becomes a branch"),
    ("Fix SWITCH", "mend a known bug and run the same choices again"),
    ("Unfix SWITCH", "put it back and run the same choices again"),
    ("Goto STEP|MARK|start|end|fail|50%", "to that moment"),
    ("Mark NAME [\"note\"]", "keep this moment under a name"),
    ("Say \"text\"", "print a line"),
    ("Expect PREDICATE", "fail where it does not hold"),
    ("Ask \"question\" [\"choice\"…] Answer EXPRESSION", "a question, and what the machine answers"),
    ("Look PANEL…", "emphasise these panels, the first takes the keys"),
    ("Snapshot [FILE.txt]", "the screen as text"),
    ("Save FILE.cast [2|3]", "all that was shown so far, as a film: asciicast 2 or 3"),
    ("Sleep TIME", "let the script's own time pass"),
    ("Type[@TIME] \"text\"", "press the keys of a text"),
    ("KEY[@TIME] [COUNT]", "press a key: Enter, Right, PageDown, F1, Ctrl+x, Alt+x, Shift+Tab"),
    ("Mouse COLUMN ROW [BUTTON] [COUNT]", "press Left, Right, WheelUp or WheelDown there; both count from 1"),
    ("Copy \"text\"", "keep a text for Paste"),
    ("Paste", "press its keys"),
    ("Wait[+Screen|+Line][@TIME] [/REGEX/]", "let the script's own time pass until that is shown"),
    ("Set Size COLSxROWS", "the size of the screen"),
    ("Set TypingSpeed TIME", "the time a key takes"),
    ("Set WaitTimeout TIME", "how long Wait waits"),
    ("Set WaitPattern /REGEX/", "for what Wait waits where it names nothing"),
    ("Output FILE.txt", "keep the screen after every command; FILE.cast as a film"),
    ("Hide", "stop what Output keeps"),
    ("Show", "resume what Output keeps"),
    ("Source FILE", "the commands of another script"),
    ("Require PROGRAM", "stop where that program is not to be found"),
  ]

  /// The form of a verb, for a hint.
  static func form(of verb: String) -> String {
    forms.map(\.form).first { $0.prefix { $0.isLetter } == verb } ?? verb
  }

  static let verbs = [
    "Scenario", "Seed", "Load", "Step", "Back", "Until", "BackUntil", "Pick", "Force", "Branch", "BackBranch",
    "Explore", "Fix", "Unfix", "Goto", "Mark", "Say", "Expect", "Ask", "Look", "Snapshot", "Save", "Sleep", "Type",
    "Mouse", "Copy", "Paste", "Wait", "Set", "Output", "Hide", "Show", "Source", "Require",
  ]

  /// Whether a line begins as a command of a script does.
  public static func beginsCommand(_ line: some StringProtocol) -> Bool {
    let name = String(line.prefix { !$0.isWhitespace && $0 != "@" })
    return verbs.contains(name) || ignoredVerbs.contains(name) || ScriptParser.beginsCommand(name)
  }

  /// Verbs of tapes that may share a line.
  static let tapeVerbs: Set<String> = ["Type", "Sleep", "Hide", "Show", "Copy", "Paste", "Wait", "Screenshot"]

  /// Verbs of tapes that are about films of pixels, a shell or the scrolling of a terminal: they are read over.
  static let ignoredVerbs: Set<String> = ["Screenshot", "Env", "ScrollUp", "ScrollDown"]

  /// Settings of tapes that are about pixels, fonts and films: they are read over.
  static let ignoredSettings: Set<String> = [
    "Shell", "FontFamily", "FontSize", "LetterSpacing", "LineHeight", "Width", "Height", "Padding", "Margin",
    "MarginFill", "BorderRadius", "WindowBar", "WindowBarSize", "Framerate", "PlaybackSpeed", "Theme", "LoopOffset",
    "CursorBlink",
  ]
}
