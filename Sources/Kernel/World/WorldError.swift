/// Why a world cannot be made.
public enum WorldError: Error, Equatable, CustomStringConvertible {
  case tooMany(String, count: Int, limit: Int)
  case unknown(String, name: String)
  case outside(page: Int)
  case noEntry(device: String)
  case twice(String, name: String)
  case huge(page: Int)
  case scattered(device: String)
  case noFork(process: String)

  public var description: String {
    switch self {
    case .tooMany(let what, let count, let limit): "\(count) \(what), but a cell counts at most \(limit)"
    case .unknown(let what, let name): "there is no \(what) \"\(name)\""
    case .outside(let page): "page \(page) lies outside of the window"
    case .noEntry(let device): "the device \"\(device)\" has no driver that a thread could run"
    case .twice(let what, let name): "the \(what) \"\(name)\" is there twice"
    case .scattered(let device): "the frames of the memory of \"\(device)\" do not follow each other"
    case .noFork(let process):
      "the process \"\(process)\" begins with one fork of the first process, and not otherwise"
    case .huge(let page):
      "page \(page) is part of a huge page, whose pages all are, in frames that follow each other, with the same access"
    }
  }
}
