// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "invsync",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "InvenTreeClient", targets: ["InvenTreeClient"]),
        .library(name: "FGOModels", targets: ["FGOModels"]),
        .library(name: "InvoiceSync", targets: ["InvoiceSync"]),
        .library(name: "InvoiceSyncTesting", targets: ["InvoiceSyncTesting"]),
        .library(name: "SQLiteInvoiceStore", targets: ["SQLiteInvoiceStore"]),
        .library(name: "MongoInvoiceStore", targets: ["MongoInvoiceStore"]),
        .library(name: "InvenTreeSimulator", targets: ["InvenTreeSimulator"]),
        .library(name: "SyncService", targets: ["SyncService"]),
        .executable(name: "invsync", targets: ["invsync"]),
        .executable(name: "benchmarks", targets: ["benchmarks"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(
            name: "InvenTreeClient",
            dependencies: [
                "CCurl",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "FGOModels"),
        .target(
            name: "InvoiceSync",
            dependencies: [
                "FGOModels",
                "InvenTreeClient",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "InvoiceSyncTesting", dependencies: ["InvoiceSync", "FGOModels"]),
        .target(
            name: "SQLiteInvoiceStore",
            dependencies: [
                "InvoiceSync",
                "FGOModels",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .systemLibrary(
            name: "CMongoc",
            pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev"]), .brew(["mongo-c-driver@1"])]
        ),
        .target(name: "CMongocStart", dependencies: ["CMongoc"]),
        .target(
            name: "MongoInvoiceStore",
            dependencies: ["CMongoc", "InvenTreeClient", "InvoiceSync", "FGOModels"]
        ),
        .target(
            name: "InvenTreeSimulator",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(name: "CAllocator"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "SyncService",
            dependencies: [
                "FGOModels",
                "InvenTreeClient",
                "InvoiceSync",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")]
        ),
        .executableTarget(
            name: "invsync",
            dependencies: [
                "CAllocator",
                "CMongocStart",
                "CZlib",
                "InvenTreeClient",
                "FGOModels",
                "InvoiceSync",
                "SQLiteInvoiceStore",
                "MongoInvoiceStore",
                "InvenTreeSimulator",
                "SyncService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Resources/demo.ndjson")]
        ),
        .target(name: "TestSockets", path: "Tests/TestSockets"),
        .target(
            name: "FaultProxy",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/FaultProxy"
        ),
        .target(
            name: "TortureKit",
            dependencies: [
                "FaultProxy", "InvenTreeSimulator",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TortureKit"
        ),
        .executableTarget(
            name: "torture",
            dependencies: [
                "FaultProxy", "TortureKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Torture"
        ),
        .target(
            name: "FuzzKit",
            dependencies: ["FGOModels", "InvenTreeClient", "InvoiceSync", "MongoInvoiceStore", "SyncService"],
            path: "Tests/FuzzKit"
        ),
        .executableTarget(name: "fuzz", dependencies: ["FuzzKit"], path: "Tests/Fuzz"),
        .executableTarget(
            name: "microbenchmarks",
            dependencies: [
                "CMongoc", "FGOModels", "InvenTreeClient", "InvoiceSync", "MongoInvoiceStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Micro"
        ),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CAllocator", "FGOModels", "InvenTreeClient", "InvenTreeSimulator", "InvoiceSync", "SQLiteInvoiceStore",
                "SyncService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Benchmarks/Runs"
        ),
        .testTarget(name: "FGOModelsTests", dependencies: ["FGOModels"]),
        .testTarget(
            name: "InvenTreeClientTests",
            dependencies: [
                "CCurl", "InvenTreeClient",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "InvenTreeSimulatorTests",
            dependencies: [
                "InvenTreeSimulator",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "InvoiceSyncTests",
            dependencies: [
                "InvoiceSync", "InvoiceSyncTesting", "InvenTreeSimulator", "InvenTreeClient", "FGOModels",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "SQLiteInvoiceStoreTests",
            dependencies: [
                "SQLiteInvoiceStore", "InvoiceSyncTesting", "InvoiceSync", "FGOModels",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "MongoInvoiceStoreTests",
            dependencies: [
                "MongoInvoiceStore", "InvoiceSyncTesting", "InvoiceSync", "FGOModels",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "SyncServiceTests",
            dependencies: [
                "SyncService", "InvoiceSync", "InvoiceSyncTesting", "InvenTreeSimulator", "InvenTreeClient",
                "FGOModels", "TestSockets",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "FaultProxy", "TortureKit", "InvenTreeClient", "InvenTreeSimulator", "invsync",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzKit"]),
        .testTarget(
            name: "MutationTests",
            dependencies: ["FGOModels", "InvenTreeClient", "InvoiceSync", "MongoInvoiceStore"]
        ),
        .testTarget(
            name: "invsyncTests",
            dependencies: [
                "CZlib", "invsync", "FGOModels", "InvenTreeSimulator", "InvoiceSync", "SQLiteInvoiceStore",
                "TestSockets",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
