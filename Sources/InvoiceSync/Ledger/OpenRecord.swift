import FGOModels
import Foundation
import InvenTreeClient
import Synchronization

/// The ledger's record of one invoice while a worker holds the lock of its order.
///
/// Before lines are written it notes which lines exist and which are going to be added; afterwards, what came of it. So the
/// record tells which lines are the sync's own, wherever the sync was cut off (<doc:DocumentRules#Ledger>).
final class OpenRecord: Sendable {
    private let store: any InvoiceStore
    private let form: InvoiceForm
    private let permit: WritePermit
    private let record: Mutex<LedgerRecord?>

    /// Reads the record of an invoice.
    ///
    /// - Parameters:
    ///   - form: The form of the invoice that the worker processes.
    ///   - store: The store.
    ///   - permit: What the worker must hold when it writes the record.
    /// - Throws: ``SyncError`` if the store cannot be read.
    init(of form: InvoiceForm, in store: any InvoiceStore, _ permit: WritePermit) async throws(SyncError) {
        self.store = store
        self.form = form
        self.permit = permit
        record = Mutex(try await store.ledgerRecords(of: [form.key]).first)
    }

    /// The record as it is now.
    var current: LedgerRecord? { record.withLock(\.self) }

    /// Notes what a sync is going to add to an order, before it adds the first line.
    ///
    /// - Parameters:
    ///   - plan: The plan that is being applied.
    ///   - order: The order, which exists by now.
    ///   - customer: Its customer.
    ///   - parts: The parts of its lines.
    /// - Throws: ``SyncError`` if the store cannot be written.
    func begin(
        _ plan: OrderPlan,
        on order: SalesOrder,
        for customer: LedgerRecord.Customer?,
        _ parts: LinePlanner.FoundParts
    ) async throws(SyncError) {
        let planned = plan.lines.compactMap { step -> LedgerRecord.PlannedLine? in
            guard case .add(let line, _) = step else { return nil }
            if case .part(let demand) = line.item { return .init(line, part: parts[demand]) }
            return .init(line, part: nil)
        }
        guard !planned.isEmpty else { return }
        var next = current ?? form.record(.failed)
        next.order = .init(order, customer ?? next.order?.customer)
        next.lines = .init(plan.own)
        next.attempt = .init(existing: .init(plan.standing.map(\.id)), planned: planned)
        next.reason = next.result == .ok ? next.reason : "its last sync was cut off"
        try await write(next)
    }

    /// Records the result of a sync of the invoice.
    ///
    /// - Parameters:
    ///   - log: The invoice's log.
    ///   - lines: The order's lines that syncs added; `nil` if the sync did not get to know them.
    /// - Throws: ``SyncError`` if the store cannot be written.
    func end(_ log: InvoiceLog, lines: Set<StandingLine.ID>?) async throws(SyncError) {
        var next = form.record(log.result)
        next.reason = log.reason ?? log.message ?? log.missingProducts?.first?.reason
        let former = current
        next.order = log.salesOrder.map { .init(id: $0.id, reference: $0.reference) } ?? former?.order
        let customer = log.customer.map { LedgerRecord.Customer(id: $0.id, name: $0.name) }
        next.order?.customer = customer ?? former?.order?.customer
        next.lines = lines.map { .init($0) } ?? former?.lines ?? .init()
        next.attempt = lines == nil ? former?.attempt : nil
        if next != former { try await write(next) }
    }

    private func write(_ next: LedgerRecord) async throws(SyncError) {
        do throws(InvenTreeError) {
            _ = try await permit.require()
        } catch {
            throw SyncError(.cancelled, error.message, cause: error)
        }
        try await uncancelled { [store] () async throws(SyncError) in try await store.writeLedger([next]) }
        record.withLock { $0 = next }
    }
}

/// The form of an invoice that a document holds, as the ledger knows it.
struct InvoiceForm: Hashable, Sendable {
    /// The invoice's key in the ledger.
    let key: String
    let received: ReceivedForm
    let fingerprint: String

    init(_ description: String, in received: ReceivedForm, fingerprint: Fingerprint) {
        key = LedgerRecord.key(of: description)
        self.received = received
        self.fingerprint = fingerprint.description
    }

    /// The reason to skip this form of the invoice: a document that was received later holds another one.
    ///
    /// - Parameter record: The invoice's record.
    /// - Returns: `nil` if this form is the latest.
    func reasonToSkip(_ record: LedgerRecord?) -> String? {
        guard let record, record.document != received.document, received < record.form else { return nil }
        return "superseded by document \(record.document)"
    }

    fileprivate func record(_ result: InvoiceLog.Result) -> LedgerRecord {
        LedgerRecord(
            invoice: key,
            document: received.document,
            received: received.received,
            fingerprint: fingerprint,
            result: result
        )
    }
}

extension LedgerRecord.Order {
    fileprivate init(_ order: SalesOrder, _ customer: LedgerRecord.Customer?) {
        self.init(id: order.id.rawValue, reference: order.reference, customer: customer)
    }
}
