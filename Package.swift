// swift-tools-version: 6.2
import PackageDescription

/// Every warning is an error, and a file imports what it uses.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Modules whose loops are hot are optimised in debug builds too, with their assertions kept.
let hot = strict + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]

/// The kernel's procedures are data: building them quickly matters more than running their initialisers quickly.
let data = strict + [.unsafeFlags(["-Onone"])]

/// A program at a fixed address: the loader has nothing to relocate, which is a tenth of the time to the first frame.
let quickStart: [LinkerSetting] = [
  .unsafeFlags(["-Xclang-linker", "-no-pie"], .when(platforms: [.linux], configuration: .release))
]

let package = Package(
  name: "hmmscope",
  products: [.executable(name: "hmmscope", targets: ["hmmscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "Machine", swiftSettings: hot),
    .target(name: "Spelling", swiftSettings: strict),
    .target(name: "Kernel", dependencies: ["Machine"], swiftSettings: data),
    .target(name: "Drivers", dependencies: ["Machine", "Kernel", "Spelling"], swiftSettings: strict),
    .target(
      name: "Scenarios",
      dependencies: ["Machine", "Kernel", "Drivers", "Spelling", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "Replay", dependencies: ["Machine"], swiftSettings: hot),
    .target(name: "CMemory"),
    .target(name: "Explorer", dependencies: ["CMemory", "Machine"], swiftSettings: hot),
    .target(name: "Trace", swiftSettings: hot),
    .target(name: "Scene", swiftSettings: strict),
    .target(
      name: "Session",
      dependencies: ["Machine", "Kernel", "Drivers", "Scenarios", "Replay", "Trace", "Scene", "Spelling"],
      swiftSettings: strict),
    .target(
      name: "Diagnosis", dependencies: ["Machine", "Kernel", "Scenarios", "Replay", "Explorer", "Session", "Scene"],
      swiftSettings: strict),
    .target(name: "Scripts", dependencies: ["Drivers", "Session", "Scene", "Spelling"], swiftSettings: strict),
    .target(
      name: "Lessons", dependencies: ["Drivers", "Session", "Scripts", "Scene", "Spelling"], swiftSettings: strict),
    .target(name: "Screen", swiftSettings: strict),
    .target(name: "Interface", dependencies: ["Scene", "Screen", "Spelling"], swiftSettings: strict),
    .target(
      name: "Settings",
      dependencies: ["Drivers", "Screen", "Interface", "Spelling", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .target(name: "Export", dependencies: ["Screen", "Scene"], swiftSettings: strict),
    .systemLibrary(name: "CNCurses", providers: [.apt(["libncurses-dev"])]),
    .target(name: "CTerminalGuard"),
    .target(name: "Terminal", dependencies: ["CNCurses", "CTerminalGuard", "Screen"], swiftSettings: strict),
    // The link to the assets among the sources is why the build notices files that come and go.
    .target(name: "Library", exclude: ["Assets"], swiftSettings: strict, plugins: ["EmbedAssets"]),
    .plugin(
      name: "EmbedAssets", capability: .buildTool(), dependencies: ["EmbedAssetsTool"], path: "Sources/EmbedAssets"),
    .executableTarget(name: "EmbedAssetsTool", swiftSettings: strict),
    .executableTarget(
      name: "hmmscope",
      dependencies: [
        "Machine", "Kernel", "Drivers", "Scenarios", "Replay", "Explorer", "Diagnosis", "Trace", "Scene", "Session",
        "Scripts", "Lessons", "Screen", "Interface", "Settings", "Export", "Terminal", "Library", "Spelling",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict, linkerSettings: quickStart),
    .executableTarget(
      name: "benchmark", dependencies: ["Machine", "Kernel", "Scenarios", "Replay", "Explorer", "Trace", "Library"],
      swiftSettings: strict),

    .testTarget(name: "MachineTests", dependencies: ["Machine"], swiftSettings: strict),
    .testTarget(name: "KernelTests", dependencies: ["Machine", "Kernel", "Scenarios"], swiftSettings: strict),
    .testTarget(name: "DriversTests", dependencies: ["Machine", "Kernel", "Drivers"], swiftSettings: strict),
    .testTarget(
      name: "ScenariosTests",
      dependencies: ["Machine", "Kernel", "Scenarios", "Replay", "Session", "Scene", "Library"],
      swiftSettings: strict),
    .testTarget(
      name: "ReplayTests", dependencies: ["Machine", "Kernel", "Replay", "Scenarios", "Library"],
      swiftSettings: strict),
    .testTarget(
      name: "ExplorerTests", dependencies: ["Machine", "Kernel", "Explorer", "Scenarios", "Library"],
      exclude: ["Models"],
      swiftSettings: strict),
    .testTarget(
      name: "DiagnosisTests",
      dependencies: ["Diagnosis", "Machine", "Kernel", "Scenarios", "Replay", "Explorer", "Session", "Library"],
      swiftSettings: strict),
    .testTarget(name: "TraceTests", dependencies: ["Trace"], swiftSettings: strict),
    .testTarget(
      name: "SessionTests", dependencies: ["Machine", "Replay", "Scenarios", "Session", "Scene", "Trace", "Library"],
      swiftSettings: strict),
    .testTarget(
      name: "ScriptsTests", dependencies: ["Scripts", "Drivers", "Scenarios", "Session", "Scene", "Library"],
      swiftSettings: strict),
    .testTarget(
      name: "LessonsTests",
      dependencies: ["Lessons", "Scripts", "Drivers", "Scenarios", "Session", "Scene", "Trace", "Library"],
      swiftSettings: strict),
    .testTarget(name: "ScreenTests", dependencies: ["Screen"], swiftSettings: strict),
    .testTarget(
      name: "InterfaceTests", dependencies: ["Interface", "Scene", "Screen"], exclude: ["__Snapshots__"],
      swiftSettings: strict),
    .testTarget(
      name: "SettingsTests", dependencies: ["Settings", "Interface", "Screen", "Drivers"], swiftSettings: strict),
    .testTarget(name: "ExportTests", dependencies: ["Export", "Screen", "Scene"], swiftSettings: strict),
    .testTarget(name: "TerminalTests", swiftSettings: strict),
    .testTarget(name: "CommandTests", exclude: ["__Snapshots__"], swiftSettings: strict),
    .testTarget(name: "SourceTests", dependencies: ["Library"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
