import InvenTreeSimulator

/// What is on the server before the first run.
package struct StandingRows: Sendable {
    /// An order of an earlier sync, which somebody changed since.
    struct Order: Sendable {
        /// The order as it stands.
        let invoice: InvoiceSpec
        /// Lines that somebody else added, which stay.
        let foreignLines: [LineSpec]
    }

    /// Customers; those that lack the CUI of their spec get it.
    var customers: [CustomerSpec] = []
    var customersWithoutCUI: [CustomerSpec] = []
    var parts: [ProductSpec] = []
    var orders: [Order] = []

    /// Puts all of it on a server.
    func plant(on simulator: RunningSimulator) throws {
        var companyKeys: [CustomerSpec: Int] = [:]
        for customer in customers + customersWithoutCUI {
            let cui = customersWithoutCUI.contains(customer) ? "" : customer.cui ?? ""
            companyKeys[customer] = try simulator.add(SimulatedCompany(name: customer.name, taxID: cui))
        }
        var partKeys: [ProductSpec: Int] = [:]
        for part in parts {
            partKeys[part] = try simulator.add(SimulatedPart(name: part.name, ipn: part.ipn ?? ""))
        }
        for order in orders {
            guard let customer = companyKeys[order.invoice.customer] else {
                throw TortureError("a standing order has no standing customer")
            }
            let currency = order.invoice.currency ?? "RON"
            let description = order.invoice.description
            let row = SimulatedOrder(customer: customer, description: description, currency: currency)
            let pk = try simulator.add(row)
            let date = order.invoice.date
            simulator.updateOrder(pk) { $0.issueDate = date }
            for line in order.invoice.lines + order.foreignLines {
                try simulator.add(SimulatedLine(line, order: pk, part: partKeys[line.product], currency: currency))
            }
        }
    }
}
