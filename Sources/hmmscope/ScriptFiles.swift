import ArgumentParser
import Drivers
import Foundation
import Library
import Scripts

/// Scripts by their names: files, or shipped ones.
struct ScriptFiles {
  let shipped: Library

  /// Reads a script; what is wrong with it is told.
  func script(_ name: String) throws -> Script {
    guard let bytes = try read(name) ?? shipped.script(name) else {
      throw failure("there is no script \(name)", Status.noInput)
    }
    do {
      return try Script(bytes: bytes, file: name, sources: sources)
    } catch {
      complain(error.description)
      throw Status.badData
    }
  }

  /// What a script may name: a file as seen from its own folder, then as seen from here, then a shipped script.
  var sources: ScriptSources {
    let shipped = shipped
    return ScriptSources { name, from in
      let folder = URL(filePath: from).deletingLastPathComponent()
      let beside = URL(filePath: name, relativeTo: folder).standardizedFileURL.path
      for path in [beside, name] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
          let bytes = try? read(path)
        else { continue }
        return ScriptSources.Found(file: Self.shown(path), bytes: bytes)
      }
      return shipped.script(name).map { ScriptSources.Found(file: name, bytes: $0) }
    }
  }

  /// As short as it can be: relative to the folder that one is in.
  private static func shown(_ path: String) -> String {
    let full = URL(filePath: path).resolvingSymlinksInPath().path
    let here = URL(filePath: FileManager.default.currentDirectoryPath).resolvingSymlinksInPath().path
    return full.hasPrefix(here + "/") ? String(full.dropFirst(here.count + 1)) : full
  }
}

extension Library {
  /// A shipped script, with or without its ending.
  fileprivate func script(_ name: String) -> [UInt8]? {
    bytes("Scripts/\(name)") ?? bytes("Scripts/\(name).tape")
  }
}
