import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Compares store and server; nothing is written.
func reconcile(_ bench: Bench) async throws -> ReconciliationReport {
    bench.server.resetRequestCounts()
    let before = bench.snapshot
    let report = try await bench.engine().reconcile()
    #expect(bench.server.requestCounts.writes == 0)
    #expect(bench.snapshot == before)
    return report
}

/// The differences in words.
func told(_ bench: Bench) async throws -> [String] {
    try await reconcile(bench).discrepancies.map(\.words)
}

/// Syncs the documents again that this puts right, and tells the differences that are left.
func fixed(_ bench: Bench) async throws -> [String] {
    let documents = try await reconcile(bench).fixableDocuments
    try #require(!documents.isEmpty)
    bench.time.advance(by: .seconds(1))
    let statuses = Set(DocumentStatus.allCases)
    try await bench.sync(.retry(.init(statuses: statuses, ids: documents, finishedBefore: bench.time.now)))
    return try await told(bench)
}

/// Changes one of the server's lines by hand.
func change(_ bench: Bench, line index: Int, _ changes: SalesOrderLine.Changes) async throws {
    _ = try await bench.api.updateSalesOrderLine(.init(bench.server.lines[index].pk), changes)
}

extension Discrepancy {
    /// Kind and sentence, and in brackets why a sync leaves it.
    var words: String { "\(kind.rawValue): \(detail)" + (obstacle.map { " (\($0))" } ?? "") }
}
