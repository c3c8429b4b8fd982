/// The requests of the Python script that users ran before: everything one after another, and asked anew each time.
///
/// Its faults are kept: the first hit of a search counts, and an order gets the reference that the server gives.
struct Script {
    let workload: Workload
    let server: InvenTree

    /// Brings all invoices to the server.
    ///
    /// - Throws: Where the server refuses a row.
    func run() async throws {
        for invoice in workload.invoices {
            let customer = try await customer(invoice.customer)
            let known = try await server.list("/api/order/so/", ["customer": "\(customer)"])
            if known.contains(where: { $0.description == invoice.description }) { continue }
            var lines: [NewRow.Line] = []
            let order = try await server.create(
                "/api/order/so/",
                NewRow.Order(invoice, customer: customer, reference: nil)
            )
            for line in invoice.lines {
                let part = try await part(line.part)
                _ = try await server.list("/api/order/so-line/", ["order": "\(order)"])
                lines.append(NewRow.Line(line, order: order, part: part))
            }
            for line in lines { try await server.create("/api/order/so-line/", line) }
        }
    }

    private func customer(_ customer: Invoice.Customer) async throws -> Int {
        let found = try await server.list("/api/company/", ["search": customer.name])
        if let known = found.first(where: { $0.name == customer.name }) { return known.pk }
        return try await server.create("/api/company/", NewRow.Company(customer))
    }

    private func part(_ part: Invoice.Part) async throws -> Int {
        if let known = try await server.list("/api/part/", ["search": part.name]).first { return known.pk }
        return try await server.create("/api/part/", NewRow.Part(part))
    }
}
