import Foundation

/// Documents to be synced, and the state that they must lead to.
package struct Workload: Sendable {
    let standing: StandingRows
    /// One document of JSON each.
    package let documents: [String]
    let expected: ServerState
    /// Whether the lines of each order must stand in the invoice's order.
    package var checksLineOrder = false

    /// A workload.
    ///
    /// - Parameters:
    ///   - documents: The invoices of each document; the same invoice may stand in several.
    ///   - standing: What is on the server before.
    ///   - scribe: Who writes the documents.
    init(_ documents: [[InvoiceSpec]], standing: StandingRows = .init(), scribe: inout Scribe) {
        self.standing = standing
        self.documents = documents.enumerated().map { scribe.document($0.offset + 1, of: $0.element) }
        expected = ServerState(documents.flatMap { $0 }, standing: standing)
    }
}

extension ServerState {
    /// What invoices lead to on a server that holds something already.
    init(_ invoices: [InvoiceSpec], standing: StandingRows) {
        let foreign = Dictionary(
            uniqueKeysWithValues: standing.orders.map { ($0.invoice.description, $0.foreignLines) }
        )
        let sold = Dictionary(invoices.filter(\.hasOrder).map { ($0.description, $0) }) { first, _ in first }
        let buyers = Set(sold.values.map(\.customer))
        let unnamed = standing.customersWithoutCUI.filter { !buyers.contains($0) }.map {
            CustomerSpec(name: $0.name, cui: nil)
        }
        customers = Set((Array(buyers) + standing.customers + unnamed).map(\.key)).map {
            Customer(key: $0, isCustomer: true)
        }
        let products = sold.values.flatMap { $0.orderLines.map(\.product) } + standing.parts
        parts = Set(products.map(\.key)).map { Part(key: $0, isUsable: true) }
        orders = sold.values.map { invoice in
            let currency = invoice.currency ?? "RON"
            let lines = invoice.orderLines + (foreign[invoice.description] ?? [])
            return Order(
                description: invoice.description,
                customer: invoice.customer.key,
                issueDate: invoice.date,
                currency: currency,
                isPending: true,
                lines: lines.map { Line($0, item: $0.product.key, currency: currency) },
                extraLines: invoice.extraLines.map { Line($0, item: $0.product.name.folded, currency: currency) }
            )
        }
    }
}

extension ServerState.Line {
    /// What a line of an invoice leads to: an amount below zero is the price's, never the quantity's.
    fileprivate init(_ line: LineSpec, item: String, currency: String) {
        self.init(
            item: item,
            quantity: abs(line.quantity).shown,
            price: (line.quantity < 0 ? -line.price : line.price).shown,
            currency: currency,
            reference: line.details ?? ""
        )
    }
}
