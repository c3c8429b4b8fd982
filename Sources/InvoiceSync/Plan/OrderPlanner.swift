package import InvenTreeClient

/// What an invoice asks for, with what of it exists on the server.
package struct ResolvedOrder: Sendable {
    /// An order that is there.
    package struct Existing: Sendable {
        let order: SalesOrder
        let warning: String?
        let lines: [StandingLine]
        /// The name of its customer, if that is not the invoice's and the server tells it.
        var otherOwner: String?
    }

    let draft: OrderDraft
    let customer: CompanyIndex.Match
    let parts: [PartDemand: Part]
    let order: Existing?
    /// Warnings about parts that are one of several.
    let warnings: [String]

    package init(
        draft: OrderDraft,
        customer: CompanyIndex.Match,
        parts: [PartDemand: Part],
        order: Existing?,
        warnings: [String] = []
    ) {
        self.draft = draft
        self.customer = customer
        self.parts = parts
        self.order = order
        self.warnings = warnings
    }
}

/// Decides what must be written for one invoice (<doc:NameRules> and <doc:OrderRules>).
///
/// Pure.
package struct OrderPlanner: Sendable {
    let makesPartsSalable: Bool
    let partCategory: Int?
    let createsParts: Bool
    let createsCustomers: Bool
    let partNumbers: PartNumberPattern?

    /// Plans one invoice.
    ///
    /// - Parameters:
    ///   - resolved: What it asks for, and what exists.
    ///   - history: What former syncs did of this invoice.
    /// - Returns: All that must be written.
    package func plan(_ resolved: ResolvedOrder, _ history: InvoiceHistory) -> OrderPlan {
        let own = resolved.order.map { history.ownLines(on: $0.order, among: $0.lines) } ?? []
        let planned = linePlanner(of: resolved.draft).plan(
            resolved.draft.lines,
            parts: resolved.parts,
            standing: resolved.order?.lines ?? [],
            own: own,
            unreadable: resolved.draft.missing
        )
        let (customer, customerWarning) = customerStep(resolved)
        let order = orderStep(resolved)
        var warnings = resolved.draft.warnings + [customerWarning, resolved.order?.warning].compactMap { $0 }
        warnings += resolved.warnings + resolved.draft.warnings(about: resolved.parts)
        var steps = planned.steps
        var missing = resolved.draft.missing + planned.missing
        if case .leave(let order) = order {
            if let warning = difference(of: order, resolved, planned) { warnings.append(warning) }
            steps = []
            missing = resolved.draft.missing
        } else if let warning = otherCustomer(resolved) {
            warnings.append(warning)
        }
        return OrderPlan(
            draft: resolved.draft,
            customer: customer,
            order: order,
            lines: steps,
            missing: missing,
            warnings: warnings,
            standing: resolved.order?.lines ?? [],
            own: own.union(history.wasCutOff ? planned.kept : []),
            parts: resolved.parts
        )
    }

    func linePlanner(of draft: OrderDraft) -> LinePlanner {
        LinePlanner(
            currency: draft.currency,
            makesPartsSalable: makesPartsSalable,
            partCategory: partCategory,
            createsParts: createsParts,
            partNumbers: partNumbers
        )
    }

    /// An order that is there keeps its customer: another one that the invoice names now is not created for nothing.
    private func customerStep(_ resolved: ResolvedOrder) -> (CustomerStep, warning: String?) {
        switch resolved.customer {
        case .existing(let company, let warning):
            if let order = resolved.order?.order, order.customer != company.id || order.status != .pending {
                return (.keep, warning)
            }
            let changes = resolved.draft.customer.changes(to: company)
            return (changes.isEmpty ? .use(company) : .update(company, changes), warning)
        case .none(let isNameTaken):
            guard resolved.order == nil else { return (.keep, nil) }
            guard createsCustomers else { return (.missing(reason: resolved.draft.customer.notCreated), nil) }
            return (.create(resolved.draft.customer.draft(isNameTaken: isNameTaken)), nil)
        }
    }

    private func orderStep(_ resolved: ResolvedOrder) -> OrderStep {
        guard let order = resolved.order?.order else { return .create }
        guard order.status == .pending else { return .leave(order) }
        let changes = headerChanges(to: order, for: resolved.draft)
        return changes.isEmpty ? .keep(order) : .update(order, changes)
    }

    /// What must change of an order's header so that it is the invoice's.
    func headerChanges(to order: SalesOrder, for draft: OrderDraft) -> SalesOrder.Changes {
        var changes = SalesOrder.Changes()
        if let date = draft.issueDate, order.issueDate != date { changes.issueDate = .set(date) }
        if let reference = draft.customerReference, order.customerReference != reference {
            changes.customerReference = reference
        }
        if order.orderCurrency != draft.currency { changes.orderCurrency = .set(draft.currency) }
        return changes
    }

    private func otherCustomer(_ resolved: ResolvedOrder) -> String? {
        guard let order = resolved.order?.order else { return nil }
        if case .existing(let company, _) = resolved.customer, company.id == order.customer { return nil }
        let owner = order.owner(named: resolved.order?.otherOwner)
        return "order \(order.reference) belongs to \(owner), not to “\(resolved.draft.customer.name)”"
    }

    private func difference(of order: SalesOrder, _ resolved: ResolvedOrder, _ lines: LinePlanner.Steps) -> String? {
        let differing = lines.steps.count(where: \.writes) + lines.missing.count
        let isHeaderSame = headerChanges(to: order, for: resolved.draft).isEmpty
        if differing == 0, isHeaderSame { return nil }
        let header = isHeaderSame ? "" : " and its header"
        return "order \(order.reference) is no longer pending and was left alone; "
            + "it differs from the invoice in \(differing) lines\(header)"
    }
}

extension OrderPlanner {
    package init(_ configuration: SyncConfiguration) {
        self.init(configuration, partNumbers: nil)
    }

    /// - Parameters:
    ///   - configuration: How invoices become orders.
    ///   - partNumbers: The server's pattern for the IPNs of parts.
    init(_ configuration: SyncConfiguration, partNumbers: PartNumberPattern?) {
        self.init(
            makesPartsSalable: configuration.makesPartsSalable,
            partCategory: configuration.partCategory,
            createsParts: configuration.createsParts,
            createsCustomers: configuration.createsCustomers,
            partNumbers: partNumbers
        )
    }
}

extension OrderDraft {
    /// Warnings about parts that were found by their codes although their names differ.
    func warnings(about parts: LinePlanner.FoundParts) -> [String] {
        var told: Set<PartDemand> = []
        return self.parts.filter { told.insert($0).inserted }.compactMap { demand in
            parts[demand].flatMap { demand.warning(about: PartBrief($0)) }
        }
    }
}

extension SalesOrder {
    /// The order's customer in words.
    func owner(named name: String?) -> String {
        guard let customer else { return "no customer" }
        return name.map { "“\($0)” (\(customer))" } ?? "customer \(customer)"
    }
}
