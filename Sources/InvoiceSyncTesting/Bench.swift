import FGOModels
import Foundation
import InvoiceSync

/// A store under test, its clock, and what most checks do with them.
struct Bench: Sendable {
    let store: any InvoiceStore
    let time: ManualTime

    /// How long a lease holds that ``claim(_:by:limit:)`` takes.
    static let lease = Duration.seconds(60)

    @discardableResult
    func insert(_ names: String...) async throws -> InsertCounts {
        try await store.insert(names.map { RawDocument(id: DocumentID(.text($0)), data: ["serie": .text($0)]) })
    }

    func insert(_ name: String, data: JSONValue?) async throws -> InsertCounts {
        try await store.insert([RawDocument(id: DocumentID(.text(name)), data: data)])
    }

    func insert(_ name: String, otherFields: [String: JSONValue]) async throws {
        let document = RawDocument(id: DocumentID(.text(name)), data: ["serie": .text(name)], otherFields: otherFields)
        _ = try await store.insert([document])
    }

    func claim(
        _ selection: Selection = .pending,
        by owner: String = "A",
        limit: Int = 10
    ) async throws -> [ClaimedDocument] {
        try await store.claim(
            ClaimRequest(selection: selection, limit: limit, owner: owner, leaseDuration: Self.lease)
        )
    }

    func claimOne(_ selection: Selection = .pending, by owner: String = "A") async throws -> ClaimedDocument {
        try require(try await claim(selection, by: owner, limit: 1).first, "there is a document to be claimed")
    }

    /// Claims the next document and records a result for it.
    func finish(_ status: DocumentStatus, _ selection: Selection = .pending) async throws {
        let claimed = try await claimOne(selection)
        try expect(try await store.complete(claimed.lease, with: result(status)), "a result is written under a lease")
    }

    /// Claims the next document and gives it back to wait.
    func postpone(_ selection: Selection = .pending, attempts: Int = 1, by delay: Duration) async throws {
        let claimed = try await claimOne(selection)
        let isReleased = try await store.release(claimed.lease, retry: Retry(attempts: attempts, delay: delay))
        try expect(isReleased, "a document is given back under a lease")
    }

    func result(_ status: DocumentStatus, fingerprint: String = "f") -> DocumentResult {
        let log = SyncLog(timestamp: time.now, invoices: [], error: status == .failed ? "nothing to read" : nil)
        return DocumentResult(status: status, log: log, fingerprint: fingerprint)
    }

    func document(_ name: String) async throws -> StoredDocument {
        let id = DocumentID(.text(name))
        let all = try await store.documents(DocumentQuery(limit: 1000))
        return try require(all.first { $0.document.id == id }, "the document “\(name)” is in the store")
    }

    func state(_ name: String) async throws -> DocumentState {
        try await document(name).state(at: time.now)
    }
}

extension Array {
    /// The array; nil where there is nothing in it.
    var nonEmpty: Self? { isEmpty ? nil : self }
}

extension [ClaimedDocument] {
    var names: [String] { map(\.document.id.description) }
}

extension [StoredDocument] {
    var names: [String] { map(\.document.id.description) }
}
