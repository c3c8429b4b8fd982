public import FGOModels

/// What a sync would do with one invoice.
public struct PlannedInvoice: Sendable, Hashable {
    /// What would become of it.
    public enum Outcome: Sendable, Hashable {
        /// It would be brought to the server this way.
        case plan(OrderPlan)
        /// It is not to become an order.
        case skipped(reason: String)
        /// It would fail.
        case failed(message: String)
    }

    /// The document that holds it.
    public let document: DocumentID
    /// The invoice.
    public let name: InvoiceName
    /// What would become of it.
    public let outcome: Outcome
}

extension SyncEngine {
    /// Plans every pending document, and neither takes a document nor writes anything.
    ///
    /// - Parameter body: Called with each invoice in its turn.
    /// - Throws: ``SyncError`` as ``run(_:includesChanged:allowsCurrency:waitsForOthers:stop:onProgress:)`` does, and what the body throws.
    public func plan(_ body: (PlannedInvoice) throws -> Void) async throws {
        var query = DocumentQuery(states: [.pending], limit: configuration.batchSize)
        query.sources = try await SourceGate(store, configuration).filter()
        var documents = try await store.documents(query)
        guard !documents.isEmpty else { return }
        try await LedgerFill(store, environment, lease: configuration.leaseDuration).run()
        let context = try await context()
        let directory = Directory(self, store: store, context: context, memory: .none)
        let stages = OrderStages(self, context: context, directory: directory)
        let reader = DocumentReader(self, context: context)
        var left = try await store.counts().pending
        while let last = documents.last {
            let work = reader.read(documents)
            let records = try await store.ledger(of: work.flatMap(\.items).map(\.form.key))
            let orders = work.flatMap(\.orders).map { $0.recalling(records[$0.form.key]) }
            try await directory.prepare(for: orders, remaining: max(1, left / documents.count))
            for document in work { try await plan(document, records, stages, body) }
            left -= documents.count
            query.after = last.document.id
            documents = try await store.documents(query)
        }
    }

    private func plan(
        _ document: DocumentWork,
        _ records: [String: LedgerRecord],
        _ stages: OrderStages,
        _ body: (PlannedInvoice) throws -> Void
    ) async throws {
        let id = document.id
        if let error = document.error {
            let name = InvoiceName(id: nil, serie: nil, numar: nil)
            try body(PlannedInvoice(document: id, name: name, outcome: .failed(message: error.description)))
        }
        var items = document.items.makeIterator()
        for log in document.logs {
            if let log {
                let outcome: PlannedInvoice.Outcome =
                    log.result == .skipped ? .skipped(reason: log.reason ?? "") : .failed(message: log.message ?? "")
                try body(PlannedInvoice(document: id, name: log.name, outcome: outcome))
            } else if let item = items.next() {
                let outcome = try await outcome(of: item, records[item.form.key], stages)
                try body(PlannedInvoice(document: id, name: item.name, outcome: outcome))
            }
        }
    }

    private func outcome(
        of item: DocumentWork.Item,
        _ record: LedgerRecord?,
        _ stages: OrderStages
    ) async throws(SyncError) -> PlannedInvoice.Outcome {
        if let reason = item.form.reasonToSkip(record) { return .skipped(reason: reason) }
        switch item.task {
        case .skip(let reason, _):
            return .skipped(reason: reason.description)
        case .order(let draft, let history):
            do throws(SyncError) {
                let plan = try await stages.plan(draft, history.updated(by: record))
                if case .missing(let reason) = plan.customer { return .failed(message: reason) }
                return .plan(plan)
            } catch {
                guard error.code == .noLinePlaced else { throw error }
                return .failed(message: error.message)
            }
        }
    }
}

extension PlannedInvoice: Encodable {
    private enum CodingKeys: String, CodingKey {
        case document, serie, numar, outcome, steps, reason
    }

    /// Writes the invoice's names, the outcome as `plan`, `skipped` or `failed`, and the steps or the reason.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(document.description, forKey: .document)
        try container.encodeIfPresent(name.serie, forKey: .serie)
        try container.encodeIfPresent(name.numar, forKey: .numar)
        switch outcome {
        case .plan(let plan):
            try container.encode("plan", forKey: .outcome)
            try container.encode(plan.steps, forKey: .steps)
        case .skipped(let reason):
            try container.encode("skipped", forKey: .outcome)
            try container.encode(reason, forKey: .reason)
        case .failed(let message):
            try container.encode("failed", forKey: .outcome)
            try container.encode(message, forKey: .reason)
        }
    }
}
