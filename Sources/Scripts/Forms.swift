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
    ("Fix SWITCH", "mend a known bug and run the same choices again"),
    ("Unfix SWITCH", "put it back and run the same choices again"),
    ("Goto STEP|MARK|start|end|fail|50%", "to that moment"),
    ("Mark NAME [\"note\"]", "keep this moment under a name"),
    ("Say \"text\"", "print a line"),
    ("Expect PREDICATE", "fail where it does not hold"),
    ("Look PANEL…", "emphasise these panels, the first takes the keys"),
    ("Snapshot [FILE.txt]", "the screen as text"),
    ("Sleep TIME", "let the script's own time pass"),
    ("Type[@TIME] \"text\"", "press the keys of a text"),
    ("KEY[@TIME] [COUNT]", "press a key: Enter, Right, PageDown, F1, Ctrl+x, Alt+x, Shift+Tab"),
    ("Set Size COLSxROWS", "the size of the screen"),
    ("Set TypingSpeed TIME", "the time a key takes"),
    ("Output FILE.txt", "keep the screen after every command"),
    ("Hide", "stop what Output keeps"),
    ("Show", "resume what Output keeps"),
    ("Require PROGRAM", "accepted, nothing is run from here"),
  ]

  /// The form of a verb, for a hint.
  static func form(of verb: String) -> String {
    forms.map(\.form).first { $0.prefix { $0.isLetter } == verb } ?? verb
  }

  static let verbs = [
    "Scenario", "Seed", "Load", "Step", "Back", "Until", "BackUntil", "Pick", "Fix", "Unfix", "Goto",
    "Mark", "Say", "Expect", "Look",
    "Snapshot", "Sleep", "Type", "Set", "Output", "Hide", "Show", "Require",
  ]

  /// Verbs of tapes that mean something else here, or nothing: what to write in their place.
  static let strangers = [
    "Wait": "Until PREDICATE goes on until the model is there",
    "Screenshot": "Snapshot FILE.txt writes the screen as text",
    "Copy": "Type \"text\" enters a text", "Paste": "Type \"text\" enters a text",
    "Env": "nothing is run from here; leave it out", "Source": "a script is one file: put its lines here",
    "ScrollUp": "PageUp and PageDown scroll", "ScrollDown": "PageUp and PageDown scroll",
  ]

  /// Settings of tapes that are about pixels, fonts and films.
  static let ignoredSettings: Set<String> = [
    "Shell", "FontFamily", "FontSize", "LetterSpacing", "LineHeight", "Width", "Height", "Padding", "Margin",
    "MarginFill", "BorderRadius", "WindowBar", "WindowBarSize", "Framerate", "PlaybackSpeed", "Theme", "LoopOffset",
    "CursorBlink", "WaitTimeout", "WaitPattern",
  ]
}
