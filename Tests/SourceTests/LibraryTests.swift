import Foundation
import Library
import Testing

@Suite("What ships")
struct LibraryTests {
  @Test("every file of Assets is embedded, byte for byte, and nothing else is")
  func everyAsset() throws {
    let library = Library()
    let files = Tree.files(in: "Assets")
    #expect(library.names(in: "") == files)
    for file in files {
      #expect(library.bytes(file) == (try Tree.bytes("Assets/\(file)")), "\(file)")
    }
  }

  @Test("a folder on the disk has the same names and the same bytes as the embedded tree")
  func folder() throws {
    let embedded = Library()
    let folder = Library(folder: Tree.root.appending(path: "Assets").path)
    #expect(folder.isThere)
    #expect(folder.names(in: "") == embedded.names(in: ""))
    for name in folder.names(in: "Scripts") {
      #expect(folder.text("Scripts/\(name)") == embedded.text("Scripts/\(name)"))
    }
  }

  @Test("names of a folder are paths from there, sorted")
  func names() throws {
    let names = Library().names(in: "Scripts")
    #expect(names.contains("aba.tape"))
    #expect(names == names.sorted())
    #expect(Library().names(in: "Scripts/") == names)
    #expect(Library().names(in: "Nothing") == [])
  }

  @Test(
    "no name leads out of the tree",
    arguments: [
      "../Package.swift", "Scripts/../../Package.swift", "/etc/passwd", "", ".", "Scripts//aba.tape", "Scripts",
    ])
  func outside(path: String) {
    #expect(Library().bytes(path) == nil)
    #expect(Library(folder: Tree.root.appending(path: "Assets").path).bytes(path) == nil)
  }

  @Test("a folder that is not there has nothing, and says so")
  func missing() {
    let library = Library(folder: Tree.root.appending(path: "NoSuchFolder").path)
    #expect(!library.isThere)
    #expect(library.names(in: "") == [])
    #expect(library.text("Scripts/aba.tape") == nil)
  }
}
