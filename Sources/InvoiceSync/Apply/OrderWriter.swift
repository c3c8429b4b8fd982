import InvenTreeClient

/// Makes an order's header exist and be as its plan says: once, whatever happens to a request
/// (<doc:ExactlyOnce#Lost-responses>).
struct OrderWriter: Sendable {
    let api: PermittedAPI
    let directory: Directory
    let locks: NameLocks
    let references: ReferenceAllocator
    let persistence: Persistence
    let creations: CreationNotes.ForInvoice

    /// An order that was to be created.
    struct Created: Sendable {
        let order: SalesOrder
        let origin: Origin
    }

    /// How an order that was to be created came to be there.
    enum Origin: Sendable {
        /// It was created.
        case created
        /// It was there after an answer was lost: it is this sync's, and may have lines.
        case found
        /// It was there before: its reference, which follows from the invoice, was refused.
        case stood
    }

    /// Creates an order.
    ///
    /// The reference names the order before it exists, so that one whose answer was lost is found by it, and a repeated
    /// request cannot make a second one. On a clash with somebody else's order another reference is taken, and from then on
    /// one worker at a time takes one.
    func create(_ draft: OrderDraft, for customer: Company.ID) async throws(SyncError) -> Created {
        do throws(SyncError) {
            let order = try await createOnce(draft, for: customer)
            creations.succeeded(.order)
            directory.orders.insert(order.order)
            return order
        } catch {
            throw creations.ended(.order, draft.description, error)
        }
    }

    private func createOnce(_ draft: OrderDraft, for customer: Company.ID) async throws(SyncError) -> Created {
        let order: Created
        switch await references.next(for: draft.invoice) {
        case .reference(let reference):
            let created = try await create(draft, for: customer, reference: reference, api)
            order = if let created { created } else { try await createInTurn(draft, for: customer, after: reference) }
        case .nextInTurn:
            order = try await createInTurn(draft, for: customer, after: nil)
        case .server:
            order = try await whileNobodyNumbers { (api) async throws(SyncError) in
                try await createNumberedByServer(draft, for: customer, api)
            }
        }
        return order
    }

    /// Creates an order with the reference that the server says is next.
    private func createInTurn(
        _ draft: OrderDraft,
        for customer: Company.ID,
        after clash: String?
    ) async throws(SyncError) -> Created {
        try await whileNobodyNumbers { (api) async throws(SyncError) in
            var taken = clash
            for _ in 1...persistence.attempts {
                let next = await references.next(for: draft.invoice, by: try await currentRule())
                guard case .reference(let reference) = next else {
                    return try await createNumberedByServer(draft, for: customer, api)
                }
                guard reference != taken else { break }
                let order = try await create(draft, for: customer, reference: reference, api)
                if let order { return order }
                taken = reference
            }
            throw SyncError(.refused, await advice(on: taken ?? "", of: draft))
        }
    }

    /// What to do about a reference that follows from the invoice and belongs to an order of another description.
    private func advice(on reference: String, of draft: OrderDraft) async -> String {
        let holder = try? await holder(of: reference)
        let described = holder.map { "has the description “\($0.description)”" } ?? "belongs to another invoice"
        return
            "order \(reference) has the reference of this invoice, and \(described): if it is the order of this invoice, "
            + "set its description to “\(draft.description)”; otherwise give it another reference"
    }

    private func whileNobodyNumbers(
        _ body: (PermittedAPI) async throws(SyncError) -> Created
    ) async throws(SyncError) -> Created {
        let lock = LockName(.order, "references")
        return try await locks.withLocks([lock], directory.orders.freshness) { (_) async throws(SyncError) in
            .init(value: try await body(api.under([lock])), changed: false)
        }
    }

    private func currentRule() async throws(SyncError) -> ReferenceRule {
        do throws(InvenTreeError) {
            return try await api.salesOrderReferences()
        } catch {
            throw .server("asking for the next reference", error)
        }
    }

    /// Changes the header of an order.
    func update(_ order: SalesOrder, _ changes: SalesOrder.Changes) async throws(SyncError) -> SalesOrder {
        do throws(InvenTreeError) {
            let updated = try await api.updateSalesOrder(order.id, changes)
            directory.orders.insert(updated)
            return updated
        } catch {
            throw .server("changing order \(order.reference)", error)
        }
    }

    /// - Returns: nil where the reference belongs to another order.
    private func create(
        _ draft: OrderDraft,
        for customer: Company.ID,
        reference: String,
        _ api: PermittedAPI
    ) async throws(SyncError) -> Created? {
        var attempt = 0
        var isUncertain = false
        while true {
            let action = "creating order \(reference)"
            do throws(InvenTreeError) {
                let order = try await post(draft.header(for: customer, reference: reference), api)
                return Created(order: order, origin: .created)
            } catch {
                guard error.mayHaveBeenCarriedOut || error.isClash else { throw .server(action, error) }
                if !error.isClash { try await persistence.pause(after: attempt, error, action) }
                isUncertain = isUncertain || error.mayHaveBeenCarriedOut
                attempt += 1
                let holder = try await holder(of: reference)
                if let holder {
                    guard isOrder(holder, of: draft) else { return nil }
                    return Created(order: holder, origin: isUncertain ? .found : .stood)
                }
                guard error.isClash else { continue }
                throw .server(action, error)
            }
        }
    }

    /// Creates an order, whose response is to tell of the customer until one has shown that it is what it is known as.
    private func post(_ header: SalesOrder.Draft, _ api: PermittedAPI) async throws(InvenTreeError) -> SalesOrder {
        try await api.createSalesOrder(header, showsCustomer: !directory.companies.isConfirmed(header.customer))
    }

    /// A Boolean value that indicates whether an order is the draft's, by its description.
    private func isOrder(_ order: SalesOrder, of draft: OrderDraft) -> Bool {
        var index = OrderIndex()
        index.insert(order)
        return index.match(draft.description) != nil
    }

    private func holder(of reference: String) async throws(SyncError) -> SalesOrder? {
        do throws(InvenTreeError) {
            return try await api.allSalesOrders(.init(reference: reference)).first { $0.reference == reference }
        } catch {
            throw .server("looking for order \(reference)", error)
        }
    }

    private func createNumberedByServer(
        _ draft: OrderDraft,
        for customer: Company.ID,
        _ api: PermittedAPI
    ) async throws(SyncError) -> Created {
        var attempt = 0
        while true {
            let action = "creating the order of \(draft.description)"
            do throws(InvenTreeError) {
                let order = try await post(draft.header(for: customer, reference: nil), api)
                return Created(order: order, origin: .created)
            } catch {
                guard error.mayHaveBeenCarriedOut || error.isClash else { throw .server(action, error) }
                try await persistence.pause(after: attempt, error, action)
                attempt += 1
                try await directory.orders.refresh(draft.description)
                if let (order, _) = directory.orders.match(draft.description) {
                    return Created(order: order, origin: .found)
                }
            }
        }
    }
}

extension InvenTreeError {
    /// Whether the server refuses the order's reference, which another order may have.
    fileprivate var isClash: Bool { fieldErrors["reference"] != nil }
}

extension OrderDraft {
    fileprivate func header(for customer: Company.ID, reference: String?) -> SalesOrder.Draft {
        SalesOrder.Draft(
            customer: customer,
            reference: reference,
            description: description,
            customerReference: customerReference ?? "",
            issueDate: issueDate,
            orderCurrency: currency
        )
    }
}
