import FGOModels
import Foundation
import InvenTreeClient
import InvoiceSync
import MongoInvoiceStore

/// What is done with an invoice before the first request that writes, stage by stage, as the engine does it.
struct Stages {
    private let identifiers = IdentifierTable()
    private let mapper = InvoiceMapper(currency: "RON", negativeLines: .extra, skipTypes: [])
    private let planner = OrderPlanner(SyncConfiguration())

    /// Reads documents as MongoDB sends them.
    func read(bson documents: [[UInt8]]) throws -> [Invoice] {
        try documents.flatMap { bytes in
            let record = try bytes.withUnsafeBytes { try DocumentRecord(bytes: $0, identifiers) }
            return try invoices(of: record.claimed(by: "worker").document)
        }
    }

    /// Reads `data` as the embedded store holds it.
    func read(json documents: [String]) throws -> [Invoice] {
        try documents.flatMap { text in
            try invoices(of: RawDocument(id: DocumentID(1), data: JSONValue(json: Data(text.utf8))))
        }
    }

    private func invoices(of document: RawDocument) throws -> [Invoice] {
        try document.read().map { reading in
            switch reading {
            case .invoice(let invoice): return invoice
            case .unreadable(let invoice): throw invoice.error
            }
        }
    }

    /// Maps the invoices of a batch.
    func map(_ invoices: [Invoice]) throws -> [OrderDraft] {
        var spellings = FirstSpellings()
        return try invoices.compactMap { invoice in
            guard case .order(let draft) = try mapper.map(invoice) else { return nil }
            return spellings.unify(draft)
        }
    }

    /// Plans orders that are new, of customers and parts that are known.
    func plan(_ drafts: [OrderDraft], knowing known: Known) -> [OrderPlan] {
        drafts.map { draft in
            let parts = draft.lines.compactMap { line -> (PartDemand, Part)? in
                guard case .part(let demand) = line.item, let part = known.parts[demand] else { return nil }
                return (demand, part)
            }
            let resolved = ResolvedOrder(
                draft: draft,
                customer: known.companies[draft.customer].map { .existing($0, warning: nil) }
                    ?? .none(isNameTaken: false),
                parts: Dictionary(parts) { first, _ in first },
                order: nil
            )
            return planner.plan(resolved, InvoiceHistory(record: nil, log: nil, wasCutOff: false))
        }
    }
}

/// What is on the server.
struct Known {
    private(set) var companies: [CustomerDemand: Company] = [:]
    private(set) var parts: [PartDemand: Part] = [:]

    /// All that some orders need.
    init(for drafts: [OrderDraft]) {
        for draft in drafts {
            let customer = draft.customer
            companies[customer] = Company(id: .init(companies.count + 1), name: customer.name, taxID: customer.taxID)
            for line in draft.lines {
                guard case .part(let demand) = line.item else { continue }
                parts[demand] = Part(id: .init(parts.count + 1), name: demand.name, ipn: demand.ipn)
            }
        }
    }
}
