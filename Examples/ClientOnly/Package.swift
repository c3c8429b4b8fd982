// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "ClientOnly",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "invsync", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .executableTarget(
            name: "ClientOnly",
            dependencies: [
                .product(name: "InvenTreeClient", package: "invsync"),
                .product(name: "Logging", package: "swift-log"),
            ]
        )
    ]
)
