import Foundation
import PackagePlugin
@main struct EmbedAssets: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "Assets")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedAssets.swift")
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])!
      .compactMap { $0 as? URL }.filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .sorted { $0.path < $1.path }
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) assets", executable: try context.tool(named: "EmbedAssetsTool").url,
        arguments: [root.path, output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    ]
  }
}
