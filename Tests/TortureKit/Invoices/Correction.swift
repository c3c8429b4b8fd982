import InvenTreeSimulator

/// A second document that corrects an invoice of the first ones, and what a person did to the invoice's order before.
package struct Correction: Sendable {
    /// The document as JSON.
    package let document: String
    /// The description of the order.
    let order: String
    /// Lines that a person adds to the order, of parts that stand on the server.
    let foreignLines: [LineSpec]

    /// The order, once it exists.
    func order(on simulator: RunningSimulator) -> SimulatedOrder? {
        simulator.orders.first { $0.description == order }
    }

    /// Adds the person's lines to the order, unless they are there.
    func addForeignLines(to order: SimulatedOrder, on simulator: RunningSimulator) throws {
        for line in foreignLines where simulator.lines(ofOrder: order.pk).allSatisfy({ $0.reference != line.details }) {
            let part = simulator.parts.first { $0.key == line.product.key }
            try simulator.add(SimulatedLine(line, order: order.pk, part: part?.pk, currency: order.currency ?? ""))
        }
    }
}

extension SimulatedLine {
    /// The order line that an invoice's line becomes.
    init(_ line: LineSpec, order: Int, part: Int?, currency: String) {
        self.init(
            order: order,
            part: part,
            quantity: line.quantity,
            salePrice: line.price,
            currency: currency,
            reference: line.details ?? ""
        )
    }
}
