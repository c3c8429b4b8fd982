import FGOModels
import Foundation
import Hummingbird
import InvoiceSync

/// What became of the invoices, and another try of those that need one.
struct InvoiceRoutes: Sendable {
    let scheduler: SyncScheduler
    let operations: Operations

    var routes: [Route] {
        [
            Route(.get, "/api/invoices", for: .token(.reader)) { request, _ in
                let query = try Query(request, allowing: ["state", "text", "limit", "after"])
                let states = try query.values("state", DocumentState.self) ?? DocumentState.allCases
                let documents = try await scheduler.store.documents(
                    DocumentQuery(
                        states: Set(states),
                        text: query.text("text"),
                        order: .newestFirst,
                        after: try query.document("after"),
                        limit: try query.number("limit", in: 1...200) ?? 50
                    )
                )
                let now = scheduler.environment.now()
                let next = documents.last?.document.id.value.json
                return .json(InvoiceList(documents: documents.map { DocumentView($0, at: now) }, next: next))
            },
            Route(.post, "/api/invoices/retry") { request, context in
                let wait = try RunWait(try Query(request, allowing: ["wait"]))
                let wanted = try await request.decoded(RetryRequest.self)
                let filter = Selection.RetryFilter(
                    statuses: wanted.failedOnly ? [.failed] : [.mixed, .failed],
                    ids: wanted.documents.map { Set($0.flatMap(DocumentID.named)) },
                    finishedBefore: scheduler.environment.now()
                )
                return try await wait.answer(try await operations.retry(filter, by: context.identity), scheduler)
            },
        ]
    }
}

private struct InvoiceList: Encodable {
    let documents: [DocumentView]
    /// Where the next page begins; absent where nothing was found.
    let next: String?
}

/// A document and its invoices.
private struct DocumentView: Encodable {
    /// An invoice that no sync has finished yet.
    struct Unsynced: Encodable {
        let serie: String?
        let numar: String?
    }

    let document: String
    let state: DocumentState
    let attempts: Int
    let nextAttempt: Date?
    let reason: String?
    let error: String?
    let invoices: [InvoiceLog]
    let unsynced: [Unsynced]

    init(_ stored: StoredDocument, at now: Date) {
        document = stored.document.id.description
        state = stored.state(at: now)
        attempts = stored.attempts
        nextAttempt = stored.nextAttempt
        reason = stored.reason
        error = stored.log?.error
        invoices = stored.log?.invoices ?? []
        let readings = stored.log == nil ? (try? stored.document.read()) ?? [] : []
        unsynced = readings.map { reading in
            switch reading {
            case .invoice(let invoice): Unsynced(serie: invoice.serie, numar: invoice.numar)
            case .unreadable(let invoice): Unsynced(serie: invoice.serie, numar: invoice.numar)
            }
        }
    }
}

private struct RetryRequest: StrictlyDecodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case documents
        case failedOnly = "failed_only"
    }

    static let rule = "documents (a list of _id; all of them where it is left out), failed_only (true or false)"

    let documents: [String]?
    let failedOnly: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        documents = try container.value([String].self, forKey: .documents)
        failedOnly = try container.value(Bool.self, forKey: .failedOnly) ?? false
    }
}
