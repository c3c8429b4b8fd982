import InvenTreeClient

/// Makes an order's header exist and be as its plan says: once, whatever happens to a request (sync.md section 5).
struct OrderWriter: Sendable {
    let api: any SalesOrderAPI
    let directory: Directory
    let locks: KeyedLocks
    let references: ReferenceAllocator
    let persistence: Persistence

    /// Creates an order.
    ///
    /// The reference names the order before it exists, so that one whose answer was lost is found by it, and a repeated
    /// request cannot make a second one. On a clash with somebody else's order the next reference is taken.
    func create(_ draft: OrderDraft, for customer: Company.ID) async throws(SyncError) -> SalesOrder {
        let order: SalesOrder
        if let reference = await references.next(for: draft.invoice) {
            order = try await create(draft, for: customer, reference: reference)
        } else {
            order = try await locks.withLocks(["references"]) { () async throws(SyncError) in
                try await createNumberedByServer(draft, for: customer)
            }
        }
        directory.orders.insert(order)
        return order
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

    private func create(
        _ draft: OrderDraft,
        for customer: Company.ID,
        reference first: String
    ) async throws(SyncError) -> SalesOrder {
        var reference = first
        var attempt = 0
        while true {
            let action = "creating order \(reference)"
            do throws(InvenTreeError) {
                return try await api.createSalesOrder(draft.header(for: customer, reference: reference))
            } catch {
                guard error.mayHaveBeenCarriedOut || error.isClash else { throw .server(action, error) }
                try await persistence.pause(after: attempt, error, action)
                attempt += 1
                let holder = try await holder(of: reference)
                if let holder, holder.description == draft.description { return holder }
                guard error.isClash else { continue }
                guard holder != nil else { throw .server(action, error) }
                reference = try await anotherReference(for: draft.invoice, insteadOf: reference, error)
            }
        }
    }

    private func holder(of reference: String) async throws(SyncError) -> SalesOrder? {
        do throws(InvenTreeError) {
            return try await api.allSalesOrders(.init(reference: reference)).first { $0.reference == reference }
        } catch {
            throw .server("looking for order \(reference)", error)
        }
    }

    private func anotherReference(
        for name: InvoiceName,
        insteadOf taken: String,
        _ error: InvenTreeError
    ) async throws(SyncError) -> String {
        do throws(InvenTreeError) {
            await references.advance(to: try await api.salesOrderReferences())
        } catch {
            throw .server("asking for the next reference", error)
        }
        guard let reference = await references.next(for: name), reference != taken else {
            let message = "the reference \(taken) belongs to another order; rename that one on the server and try again"
            throw SyncError(.refused, message, cause: error)
        }
        return reference
    }

    private func createNumberedByServer(
        _ draft: OrderDraft,
        for customer: Company.ID
    ) async throws(SyncError) -> SalesOrder {
        var attempt = 0
        while true {
            let action = "creating the order of \(draft.description)"
            do throws(InvenTreeError) {
                return try await api.createSalesOrder(draft.header(for: customer, reference: nil))
            } catch {
                guard error.mayHaveBeenCarriedOut || error.isClash else { throw .server(action, error) }
                try await persistence.pause(after: attempt, error, action)
                attempt += 1
                try await directory.orders.refresh(draft.description)
                if let (order, _) = directory.orders.match(draft.description) { return order }
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
            issueDate: issueDate,
            orderCurrency: currency
        )
    }
}
