package import Foundation

/// Where the documents are.
package enum StoreKind: String, Sendable, Codable, CaseIterable {
    case sqlite
    case mongodb
}

/// What every bench of a scenario has in common.
package struct BenchSetup: Sendable {
    /// The store of each bench: a file of its own, or a database of its own on this server.
    package enum Store: Sendable {
        case sqlite
        case mongodb(MongoServer)
    }

    /// The program under test.
    package let program: URL
    package let store: Store
    /// How long a lease holds that nobody renews, in seconds.
    package var lease = 2
    /// How many invoices a worker has in hand at once.
    package var parallel = 4
    /// How long the server takes for a request.
    package var latency = Duration.zero

    package init(program: URL, store: Store) {
        self.program = program
        self.store = store
    }

    /// Runs a body with a setup for a kind of store, and with the server that this store needs.
    ///
    /// - Parameters:
    ///   - kind: The kind of store.
    ///   - program: The program under test.
    ///   - body: What is done with the setup.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or ``TortureError`` where the store's server does not start.
    package static func with<Value: Sendable>(
        _ kind: StoreKind,
        program: URL,
        _ body: (BenchSetup) async throws -> Value
    ) async throws -> Value {
        switch kind {
        case .sqlite:
            try await body(BenchSetup(program: program, store: .sqlite))
        case .mongodb:
            try await MongoServer.withRunning { try await body(BenchSetup(program: program, store: .mongodb($0))) }
        }
    }

    /// The program `invsync` in the folder of the running program, or in one above it.
    ///
    /// - Throws: ``TortureError`` where it was not built.
    package static func builtProgram() throws -> URL {
        let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let candidates = sequence(first: own) { $0.pathComponents.count > 1 ? $0.deletingLastPathComponent() : nil }
            .map { $0.appending(path: "invsync") }
        let program = candidates.first { FileManager.default.isExecutableFile(atPath: $0.path()) && !$0.isFolder }
        guard let program else { throw TortureError("invsync is not built, or give its path with --invsync") }
        return program
    }
}

extension URL {
    fileprivate var isFolder: Bool {
        (try? resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
}
