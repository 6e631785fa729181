import Foundation
import Testing

/// A recording and what its README says of it.
struct Recorded: CustomTestStringConvertible {
  var name: String
  var lines, events, busy, readRetry, beginWaits, again, breaks, checks: Int

  init(
    _ name: String, _ lines: Int, _ events: Int, _ busy: Int, _ readRetry: Int, _ beginWaits: Int, _ again: Int,
    _ breaks: Int, _ checks: Int
  ) {
    (self.name, self.lines, self.events, self.busy) = (name, lines, events, busy)
    (self.readRetry, self.beginWaits, self.again) = (readRetry, beginWaits, again)
    (self.breaks, self.checks) = (breaks, checks)
  }

  var testDescription: String { name }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Where recordings beyond the shipped ones are, if they are anywhere.
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["HMMSCOPE_TRACES"].map { URL(fileURLWithPath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appendingPathComponent("shared/traces/linux-6.1")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// The bytes of one that ships.
  static func shipped(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appendingPathComponent("Assets/Traces/\(name).ftrace.txt")))
  }

  /// The bytes of any; nil where the folder has none of that name.
  static func bytes(_ name: String) throws -> [UInt8]? {
    guard let folder else { return nil }
    let file = folder.appendingPathComponent(name)
    return FileManager.default.fileExists(atPath: file.path) ? [UInt8](try Data(contentsOf: file)) : nil
  }

  static let ships = [
    "anon_read", "anon_teardown", "anon_write_child", "contend-default", "double_map", "migrate_fault", "snapshot",
  ]

  /// Every recording by tracer nop: name, lines, events, -EBUSY, read_retry, begin waits, -EAGAIN, breaks of checks.
  static let all: [Recorded] = [
    Recorded("anon_read", 1195, 1183, 0, 0, 0, 0, 0, 13),
    Recorded("anon_read.full", 3278, 3266, 0, 0, 0, 0, 0, 31),
    Recorded("anon_read_prot", 1093, 1081, 0, 0, 0, 0, 0, 16),
    Recorded("anon_teardown", 1971, 1959, 0, 0, 0, 0, 0, 29),
    Recorded("anon_write", 866, 854, 0, 0, 0, 0, 0, 13),
    Recorded("anon_write.noisy", 1846, 1834, 0, 0, 0, 0, 0, 13),
    Recorded("anon_write_child", 2348, 2336, 2, 0, 0, 0, 0, 179),
    Recorded("anon_write_child_shared", 1362, 1350, 0, 0, 0, 0, 0, 31),
    Recorded("anon_write_huge", 762, 750, 0, 0, 0, 0, 0, 23),
    Recorded("anon_write_hugetlbfs", 582, 570, 0, 0, 0, 0, 0, 23),
    Recorded("anon_write_prot", 2148, 2136, 2, 0, 0, 0, 0, 163),
    Recorded("compound", 588, 576, 0, 0, 0, 0, 0, 13),
    Recorded("double_map", 612, 600, 1, 0, 0, 0, 0, 29),
    Recorded("exclusive", 2785, 2773, 0, 0, 0, 0, 0, 299),
    Recorded("exclusive_cow", 3145, 3133, 0, 0, 0, 0, 0, 225),
    Recorded("file_read", 839, 827, 0, 0, 0, 0, 0, 13),
    Recorded("file_write", 866, 854, 0, 0, 0, 0, 0, 13),
    Recorded("hmm_gup_test", 465, 453, 0, 0, 0, 0, 0, 19),
    Recorded("migrate", 1137, 1125, 0, 0, 0, 0, 0, 15),
    Recorded("migrate_fault.coherent", 1172, 1160, 0, 0, 0, 0, 0, 19),
    Recorded("migrate_fault", 2036, 2024, 0, 0, 0, 0, 0, 91),
    Recorded("migrate_file_private", 1151, 1139, 0, 0, 0, 0, 0, 15),
    Recorded("migrate_mixed", 536, 524, 0, 0, 0, 0, 0, 27),
    Recorded("migrate_multiple", 5318, 5306, 0, 0, 0, 0, 0, 309),
    Recorded("migrate_shared.coherent", 353, 341, 0, 0, 0, 0, 0, 15),
    Recorded("migrate_shared", 353, 341, 0, 0, 0, 0, 0, 15),
    Recorded("mixedmap", 302, 290, 0, 0, 0, 0, 0, 9),
    Recorded("open_close", 210, 198, 0, 0, 0, 0, 0, 3),
    Recorded("snapshot", 491, 479, 0, 0, 0, 0, 0, 25),
    Recorded("contend-default", 3024, 3012, 18, 2, 11, 0, 0, 226),
    Recorded("contend-excl", 1988, 1976, 25, 4, 13, 0, 0, 214),
    Recorded("contend-fork", 2273, 2261, 4, 1, 4, 0, 0, 183),
    Recorded("contend-migrate-coherent", 2502, 2490, 4, 1, 6, 0, 0, 174),
    Recorded("contend-migrate-remote", 3796, 3784, 15, 4, 10, 0, 0, 288),
    Recorded("contend-mprotect", 2586, 2574, 26, 0, 3, 0, 0, 228),
    Recorded("contend-mremap", 3369, 3357, 38, 2, 13, 0, 0, 349),
    Recorded("contend-reap", 3062, 3050, 30, 20, 37, 110, 0, 687),
    Recorded("contend.clock-counter", 727, 715, 4, 1, 3, 0, 0, 92),
    Recorded("contend.clock-global", 3069, 3057, 25, 4, 15, 0, 8, 247),
    Recorded("contend.clock-x86-tsc", 632, 620, 1, 0, 1, 0, 0, 107),
    Recorded("contend.latency", 1472, 1454, 20, 5, 11, 0, 0, 214),
    Recorded("contend.overrun", 588, 575, 2, 0, 2, 0, 1, 70),
    Recorded("contend.tgid", 778, 766, 6, 0, 2, 0, 0, 124),
  ]
}
