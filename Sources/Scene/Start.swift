/// What the start screen shows: everything that can be opened, by kind.
public struct StartScene: Equatable, Sendable {
  public var lists: [StartList] = []
  /// `5.1`, `5.2`: the editions there are.
  public var editions: [String] = []
  /// What is to be said of an item, by its list and its name; read when it is looked at for the first time.
  public var previews: [StartChoice: StartPreview] = [:]

  public init() {}
}

/// One list of the start screen.
public struct StartList: Equatable, Sendable {
  public enum Kind: Equatable, Hashable, Sendable, CaseIterable {
    case lessons, scenarios, bugs, drivers, recordings
  }
  public var kind: Kind
  public var title: String
  /// The number of the title: `2 of 8 done`.
  public var count: String
  public var items: [StartItem]

  public init(_ kind: Kind, title: String, count: String, items: [StartItem]) {
    self.kind = kind
    self.title = title
    self.count = count
    self.items = items
  }
}

/// One row of a list.
public struct StartItem: Equatable, Sendable {
  /// What opens it: a name that ships, or a file.
  public var id: String
  /// `✓` done, `►` begun, `✗` breaks a law; empty for none.
  public var mark: String
  public var name: String
  /// What stands at the right: how many stops, which edition.
  public var detail: String

  public init(id: String, mark: String = "", name: String, detail: String = "") {
    self.id = id
    self.mark = mark
    self.name = name
    self.detail = detail
  }
}

/// An item, as what is to be opened.
public struct StartChoice: Equatable, Hashable, Sendable {
  public var kind: StartList.Kind
  public var id: String

  public init(_ kind: StartList.Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }
}

/// What an item shows, in a few lines.
public struct StartPreview: Equatable, Sendable {
  public var title: String
  public var text: [ProseBlock]

  public init(title: String, text: [ProseBlock]) {
    self.title = title
    self.text = text
  }
}
