package import InvenTreeSimulator

/// Customers, parts and orders, as they ought to be or as they are.
package struct ServerState: Sendable {
    struct Customer: Hashable, Sendable {
        /// The digits of the CUI, or the folded name of one without.
        let key: String
        let isCustomer: Bool
    }

    struct Part: Hashable, Sendable {
        /// The IPN in upper case, or the folded name of one without.
        let key: String
        let isUsable: Bool
    }

    struct Order: Sendable {
        let description: String
        let customer: String
        let issueDate: String?
        let currency: String?
        let isPending: Bool
        var lines: [Line]
        var extraLines: [Line]
    }

    /// An order line by its part's key, or an extra line by its folded description.
    ///
    /// Numbers are as the server shows them.
    struct Line: Hashable, Sendable, CustomStringConvertible {
        let item: String
        let quantity: Double
        let price: Double?
        let currency: String
        let reference: String

        var description: String {
            "\(quantity) × “\(item)” at \(price.map { "\($0)" } ?? "no price") \(currency), reference “\(reference)”"
        }
    }

    var customers: [Customer]
    var parts: [Part]
    var orders: [Order]
}

extension ServerState {
    /// What a simulated server holds.
    package init(_ simulator: RunningSimulator) {
        let companies = simulator.companies
        let companyKeys = Dictionary(uniqueKeysWithValues: companies.map { ($0.pk, $0.key) })
        customers = companies.map { Customer(key: $0.key, isCustomer: $0.isCustomer) }
        let stock = simulator.parts
        let partKeys = Dictionary(uniqueKeysWithValues: stock.map { ($0.pk, $0.key) })
        parts = stock.map { Part(key: $0.key, isUsable: $0.isActive && $0.isSalable) }
        orders = simulator.orders.map { order in
            Order(
                description: order.description,
                customer: order.customer.flatMap { companyKeys[$0] } ?? "nobody",
                issueDate: order.issueDate,
                currency: order.currency,
                isPending: order.status == .pending,
                lines: simulator.lines(ofOrder: order.pk).map { line in
                    Line(
                        item: line.part.flatMap { partKeys[$0] } ?? "nothing",
                        quantity: line.quantity.shown,
                        price: line.salePrice?.shown,
                        currency: line.currency,
                        reference: line.reference
                    )
                },
                extraLines: simulator.extraLines(ofOrder: order.pk).map { line in
                    Line(
                        item: line.description.folded,
                        quantity: line.quantity.shown,
                        price: line.price?.shown,
                        currency: line.currency,
                        reference: line.reference
                    )
                }
            )
        }
    }
}

extension SimulatedCompany {
    fileprivate var key: String { CustomerSpec(name: name, cui: taxID.isEmpty ? nil : taxID).key }
}

extension SimulatedPart {
    var key: String { ProductSpec(name: name, ipn: ipn.isEmpty ? nil : ipn).key }
}
