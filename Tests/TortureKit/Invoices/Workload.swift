import Foundation

/// Documents to be synced, and the state that they must lead to.
package struct Workload: Sendable {
    let standing: StandingRows
    /// One document of JSON each.
    package let documents: [String]
    /// What happens after they were first synced.
    package let correction: Correction?
    let expected: ServerState
    /// Lines that other people added to orders and that stay, by the orders' descriptions.
    let foreignLines: [String: [LineSpec]]
    /// Whether the lines of each order must stand in the invoice's order.
    package var checksLineOrder = false

    /// A workload.
    ///
    /// - Parameters:
    ///   - documents: The invoices of each document; the same invoice may stand in several.
    ///   - standing: What is on the server before.
    ///   - correction: The form of an invoice that comes later, and the lines that a person adds to its order before.
    ///   - scribe: Who writes the documents.
    init(
        _ documents: [[InvoiceSpec]],
        standing: StandingRows = .init(),
        correction: (invoice: InvoiceSpec, foreignLines: [LineSpec])? = nil,
        scribe: inout Scribe
    ) {
        self.standing = standing
        self.documents = documents.enumerated().map { scribe.document($0.offset + 1, of: $0.element) }
        self.correction = correction.map { correction in
            Correction(
                document: scribe.document(documents.count + 1, of: [correction.invoice]),
                order: correction.invoice.description,
                foreignLines: correction.foreignLines
            )
        }
        var foreignLines = Dictionary(
            uniqueKeysWithValues: standing.orders.map { ($0.invoice.description, $0.foreignLines) }
        )
        if let correction { foreignLines[correction.invoice.description, default: []] += correction.foreignLines }
        self.foreignLines = foreignLines
        let latest = (correction.map { [$0.invoice] } ?? []) + documents.flatMap { $0 }
        expected = ServerState(latest, standing: standing, foreignLines: foreignLines)
    }
}

extension Workload {
    /// The number of documents in the store at the end.
    var documentCount: Int { documents.count + (correction == nil ? 0 : 1) }

    /// The lines of other people, as the server shows them at the end.
    var expectedForeignLines: [(order: String, line: ServerState.Line)] {
        expected.orders.flatMap { order in
            (foreignLines[order.description] ?? []).map { line in
                (
                    order: order.description,
                    line: ServerState.Line(line, item: line.product.key, currency: order.currency ?? "")
                )
            }
        }
    }
}

extension ServerState {
    /// What invoices lead to on a server that holds something already; of several forms of an invoice the first counts.
    init(_ invoices: [InvoiceSpec], standing: StandingRows, foreignLines: [String: [LineSpec]]) {
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
            let lines = invoice.orderLines + (foreignLines[invoice.description] ?? [])
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
    init(_ line: LineSpec, item: String, currency: String) {
        self.init(
            item: item,
            quantity: abs(line.quantity).shown,
            price: (line.quantity < 0 ? -line.price : line.price).shown,
            currency: currency,
            reference: line.details ?? ""
        )
    }
}
