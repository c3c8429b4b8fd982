package import FaultProxy
import Foundation
package import InvenTreeSimulator

/// A fresh simulated server behind a proxy, a fresh store, and the workers between them.
package struct Bench: Sendable {
    package let simulator: RunningSimulator
    package let proxy: FaultProxy
    private let setup: BenchSetup
    private let folder: URL
    private let store: String
    private let token: String

    /// Runs a body with a bench on which a workload waits.
    ///
    /// - Parameters:
    ///   - setup: What the bench has in common with others.
    ///   - workload: What is on the server and in the store at first.
    ///   - sleep: How late answers wait.
    ///   - body: What is done with it.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or that the bench cannot be set up.
    package static func withRunning<Value: Sendable>(
        _ setup: BenchSetup,
        _ workload: Workload,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        _ body: (Bench) async throws -> Value
    ) async throws -> Value {
        let folder = URL.temporary("torture")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store =
            switch setup.store {
            case .sqlite: "sqlite:\(folder.appending(path: "store.sqlite").path())"
            case .mongodb(let server): "mongodb://127.0.0.1:\(await server.port)/\(folder.lastPathComponent)"
            }
        var configuration = SimulatorConfiguration()
        configuration.currencies = ["RON", "EUR"]
        configuration.latency = setup.latency
        return try await InvenTreeSimulator.withRunning(configuration) { simulator in
            guard let token = Identities.standard.tokens["admin"]?.token.value else {
                throw TortureError("the simulator knows no administrator")
            }
            try workload.standing.plant(on: simulator)
            return try await FaultProxy.withRunning(to: simulator.host, port: simulator.port, sleep: sleep) { proxy in
                let bench = Bench(
                    simulator: simulator,
                    proxy: proxy,
                    setup: setup,
                    folder: folder,
                    store: store,
                    token: token
                )
                try await bench.load(workload.documents)
                return try await body(bench)
            }
        }
    }

    /// Another worker on this store.
    package func worker() -> Worker {
        let environment = [
            "INVENTREE_URL": proxy.url,
            "INVENTREE_TOKEN": token,
            "INVSYNC_STORE": store,
            "INVSYNC_LEASE": "\(setup.lease)",
            "INVSYNC_PARALLEL": "\(setup.parallel)",
            "HOME": folder.path(),
        ]
        return Worker(executable: setup.program, folder: folder, environment: environment)
    }

    /// How many documents are in each state.
    package func status() async throws -> StoreStatus {
        let ending = try await worker().run(["status", "--json"])
        guard ending.exitCode == 0 else { throw TortureError("invsync status: \(ending.messages)") }
        return try JSONDecoder().decode(StoreStatus.Report.self, from: Data(ending.output.utf8)).counts
    }

    /// Has a person add lines to the order of a correction, which exists, and imports the correction.
    func correct(_ correction: Correction) async throws {
        guard let order = correction.order(on: simulator) else { throw TortureError("there is no order to correct") }
        try correction.addForeignLines(to: order, on: simulator)
        try await load([correction.document])
    }

    private func load(_ documents: [String]) async throws {
        let ending = try await worker().run(["import", "-"], input: documents.joined(separator: "\n"))
        guard ending.exitCode == 0 else { throw TortureError("invsync import: \(ending.messages)") }
    }
}

/// How many documents are in each state, as `invsync status` tells it.
package struct StoreStatus: Sendable, Equatable, Codable {
    struct Report: Codable {
        let counts: StoreStatus
    }

    package let pending: Int
    package let waiting: Int
    package let held: Int
    package let ok: Int
    package let mixed: Int
    package let failed: Int

    /// Whether every document has a result.
    package var isFinished: Bool { pending == 0 && waiting == 0 && held == 0 }
}
