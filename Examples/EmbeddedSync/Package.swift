// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "EmbeddedSync",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "invsync", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "EmbeddedSync",
            dependencies: [
                .product(name: "FGOModels", package: "invsync"),
                .product(name: "InvenTreeClient", package: "invsync"),
                .product(name: "InvoiceSync", package: "invsync"),
                .product(name: "SyncService", package: "invsync"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        )
    ]
)
