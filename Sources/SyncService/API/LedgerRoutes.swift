import FGOModels
import Foundation
import Hummingbird
import InvoiceSync

/// The ledger: the document that each invoice follows, its order, and the lines that syncs added.
struct LedgerRoutes: Sendable {
    let scheduler: SyncScheduler

    var routes: [Route] {
        [
            Route(.get, "/api/invoices/ledger", for: .token(.reader)) { request, _ in
                let query = try Query(request, allowing: ["limit", "after"])
                let limit = try query.number("limit", in: 1...200) ?? 50
                let records = try await scheduler.store.ledgerRecords(after: query.text("after"), limit: limit)
                let next = records.count == limit ? records.last?.invoice : nil
                return .json(LedgerPage(records: records.map(RecordView.init), next: next))
            },
            Route(.get, "/api/invoices/explain", for: .token(.reader)) { request, _ in
                let query = try Query(request, allowing: ["serie", "numar"])
                guard let serie = query.text("serie"), let numar = query.text("numar") else {
                    throw APIError.invalid("serie and numar name the invoice, both")
                }
                let key = LedgerRecord.key(serie: serie, numar: numar)
                let record = try await scheduler.store.ledgerRecords(of: [key]).first
                let documents = try await scheduler.store.documents(holding: serie, numar)
                guard record != nil || !documents.isEmpty else { throw APIError.notFound("invoice \(serie) \(numar)") }
                let now = scheduler.environment.now()
                let forms = documents.map { stored in
                    let isFollowed = stored.document.id == record?.document
                    return FormView(stored, stored.entry(of: serie, numar), isFollowed: isFollowed, now)
                }
                return .json(Explanation(ledger: record.map(RecordView.init), documents: forms))
            },
        ]
    }
}

private struct LedgerPage: Encodable {
    let records: [RecordView]
    /// The place at which the next page begins; absent on the last one.
    let next: String?
}

private struct Explanation: Encodable {
    /// Absent if no sync has processed the invoice.
    let ledger: RecordView?
    /// Every document that holds the invoice, as they arrived.
    let documents: [FormView]
}

/// The ledger's record of an invoice.
private struct RecordView: Encodable {
    struct Lines: Encodable {
        let order: [Int]
        let extra: [Int]
    }

    let invoice: String
    let document: String
    let received: Date
    let result: InvoiceLog.Result
    let reason: String?
    let order: LedgerRecord.Order?
    let ownLines: Lines
    let isCutOff: Bool

    init(_ record: LedgerRecord) {
        invoice = record.invoice
        document = record.document.description
        received = record.received.date
        result = record.result
        reason = record.reason
        order = record.order
        ownLines = Lines(order: record.lines.order.sorted(), extra: record.lines.extra.sorted())
        isCutOff = record.attempt != nil
    }
}

/// A document with a form of an invoice.
private struct FormView: Encodable {
    let document: String
    let state: DocumentState
    let received: Date
    /// Whether the order follows this document; another one is superseded or not synced yet.
    let isFollowed: Bool
    let log: InvoiceLog?

    init(_ stored: StoredDocument, _ log: InvoiceLog?, isFollowed: Bool, _ now: Date) {
        document = stored.document.id.description
        state = stored.state(at: now)
        received = stored.received.date
        self.isFollowed = isFollowed
        self.log = log
    }
}
