import Foundation
import Library
import Trace

/// Kernel traces: the largest that is shipped, and the big contention recording where HMMSCOPE_TRACES has it as text.
enum Indexing {
  static func rows() -> [Row] {
    var result: [Row] = []
    if let bytes = Shipped.files.bytes("Traces/contend-default.ftrace.txt") {
      result.append(row("contend-default, \(bytes.count / 1024) KiB", bytes, "first screen in 100 ms"))
    }
    let folder = ProcessInfo.processInfo.environment["HMMSCOPE_TRACES"] ?? ""
    let path = folder + "/contend-big.ftrace.txt"
    if let data = FileManager.default.contents(atPath: path) {
      result.append(row("contend-big, \(data.count >> 20) MiB", Array(data), "0.35 s on one core"))
    }
    return result
  }

  private static func row(_ name: String, _ bytes: [UInt8], _ wanted: String) -> Row {
    var count = 0
    var times: [Double] = []
    for _ in 0..<3 { times.append(seconds { count = (try? Trace(bytes))?.count ?? 0 }) }
    return Row(what: "whole index of \(name), \(count) events", measured: spread(times), wanted: wanted)
  }
}
