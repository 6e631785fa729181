import Foundation
import PackagePlugin

/// Turns the tree `Assets/` into one Swift file, so that the program needs nothing beside itself.
///
/// A build plans anew only when something among the sources has come or gone. So `Sources/Library/Assets` is a link to
/// the tree: without it a new asset would be overlooked, and a deleted one would stop the build.
@main struct EmbedAssets: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "Assets")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedAssets.swift")
    let files = Self.files(under: root)
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) assets", executable: try context.tool(named: "EmbedAssetsTool").url,
        arguments: [root.path, output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }

  /// The files of the tree, without those that an editor or a file manager hides there.
  private static func files(under root: URL) -> [URL] {
    let found = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey], options: .skipsHiddenFiles)
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .sorted { $0.path < $1.path }
  }
}
