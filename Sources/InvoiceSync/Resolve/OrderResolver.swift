import InvenTreeClient

/// Finds what an invoice asks for among what the directory knows, and reads the lines of an order that is there.
struct OrderResolver: Sendable {
    let api: any SalesOrderAPI
    let directory: Directory

    /// Resolves one invoice.
    ///
    /// Only an order that exists costs requests: its lines are read.
    ///
    /// - Parameters:
    ///   - draft: What the invoice asks for; the directory is prepared for it.
    ///   - history: What former syncs did of it.
    /// - Returns: The draft with what of it exists.
    /// - Throws: ``SyncError`` where the order's lines cannot be read.
    func resolve(_ draft: OrderDraft, _ history: InvoiceHistory) async throws(SyncError) -> ResolvedOrder {
        var existing: ResolvedOrder.Existing?
        if let (order, warning) = try await order(of: draft, history) {
            let needsExtraLines = draft.hasExtraLines || history.mayHaveExtraLines
            let lines = try await lines(of: order, withExtraLines: needsExtraLines)
            try await relearnParts(of: draft, on: lines)
            existing = .init(order: order, warning: warning, lines: lines)
        }
        let customer = directory.companies.match(draft.customer)
        if let owner = existing?.order.customer, CompanyIndex.row(of: customer)?.id != owner {
            existing?.otherOwner = await directory.companyName(owner)
        }
        return ResolvedOrder(
            draft: draft,
            customer: customer,
            parts: directory.knownParts(of: draft),
            order: existing,
            warnings: directory.warnings(aboutPartsOf: draft)
        )
    }

    /// The invoice's order: by its description, else the one that former syncs recorded
    /// (<doc:NameRules#Finding-the-order>).
    private func order(
        of draft: OrderDraft,
        _ history: InvoiceHistory
    ) async throws(SyncError) -> (order: SalesOrder, warning: String?)? {
        if let match = directory.orders.match(draft.description) { return match }
        guard let recorded = history.order, let order = try await recordedOrder(recorded) else { return nil }
        let warning =
            "order \(order.reference) has the description “\(order.description)” instead of “\(draft.description)”"
        return (order, warning)
    }

    /// The order that former syncs recorded; `nil` if it is gone, if its description names an invoice, or if another order
    /// has its pk now, as after the server was set up again.
    ///
    /// People edit references and descriptions, and move orders to another customer. An order of which neither the
    /// reference nor the customer is the recorded one is another order.
    func recordedOrder(_ recorded: LedgerRecord.Order) async throws(SyncError) -> SalesOrder? {
        guard let order = try await api.salesOrder(ifThere: .init(recorded.id)) else { return nil }
        let isSame = order.reference == recorded.reference || order.customer?.rawValue == recorded.customer?.id
        return !isSame || InvoiceName(orderDescription: order.description) != nil ? nil : order
    }

    /// Looks anew for the parts that the order's lines show to be others than they were known as: by another name, or by
    /// their name on a part that is not known to fit, too.
    private func relearnParts(of draft: OrderDraft, on lines: [StandingLine]) async throws(SyncError) {
        let shown = Dictionary(lines.compactMap(\.partDetail).map { ($0.id, $0) }) { first, _ in first }
        for demand in Set(draft.parts) {
            guard let (part, fitting) = directory.parts.match(demand).map({ ($0.part, $0.fitting) }) else { continue }
            let isRight =
                if let brief = shown[part.id] { demand.isMet(by: brief, knownAs: part) } else {
                    !shown.values.contains { demand.isMet(by: $0, knownAs: part) && !fitting.contains($0.id) }
                }
            if !isRight { try await directory.parts.relearn(demand, insteadOf: part) }
        }
    }

    /// The lines that stand on the server, in the order of their creation, order lines first.
    func lines(of order: SalesOrder, withExtraLines: Bool) async throws(SyncError) -> [StandingLine] {
        do throws(InvenTreeError) {
            let lines = try await api.allSalesOrderLines(of: order.id).sorted { $0.id < $1.id }
            guard withExtraLines else { return lines.map { StandingLine($0) } }
            let extra = try await api.allSalesOrderExtraLines(of: order.id).sorted { $0.id < $1.id }
            return lines.map { StandingLine($0) } + extra.map { StandingLine($0) }
        } catch {
            throw .server("reading the lines of order \(order.reference)", error)
        }
    }
}

extension OrderDraft {
    var hasExtraLines: Bool {
        lines.contains { if case .extra = $0.item { true } else { false } }
    }
}

extension StandingLine.ID {
    var isExtra: Bool {
        if case .extra = self { true } else { false }
    }
}

extension SalesOrderAPI {
    /// An order; `nil` if there is none of this pk.
    func salesOrder(ifThere id: SalesOrder.ID) async throws(SyncError) -> SalesOrder? {
        do throws(InvenTreeError) {
            return try await salesOrder(id)
        } catch {
            if error.code == .notFound { return nil }
            throw .server("reading the order of pk \(id.rawValue)", error)
        }
    }
}
