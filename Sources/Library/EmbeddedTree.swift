/// The tree as it was when the program was built.
struct EmbeddedTree: Source {
  var isThere: Bool { true }

  func paths() -> [String] { embeddedAssets.map { "\($0.path)" } }

  func bytes(_ path: String) -> [UInt8]? {
    embeddedAssets.first { "\($0.path)" == path }.map { asset in
      asset.text.withUTF8Buffer { Array($0) }
    }
  }
}
