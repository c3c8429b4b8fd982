import FaultProxy
import Foundation

extension Workload {
    /// The document that is tried at each of its request boundaries.
    package enum BoundaryVariant: String, Sendable, Codable, CaseIterable {
        /// All three orders are new.
        case new
        /// The order of the third invoice exists, and differs from the invoice.
        case existing
    }

    /// One document of three invoices: shared, new and standing customers and parts, a product twice, a discount.
    package static func boundaries(_ variant: BoundaryVariant) -> Workload {
        let invoices = [first, second, third]
        var standing = StandingRows(customersWithoutCUI: [measure], parts: [pipe, relay])
        if variant == .existing { standing.orders = [order] }
        var scribe = Scribe(SeededGenerator(seed: 3))
        var workload = Workload([invoices], standing: standing, scribe: &scribe)
        workload.checksLineOrder = variant == .new
        return workload
    }

    private static let agro = CustomerSpec(name: "Ștefan Agro S.R.L.", cui: "1234567")
    private static let measure = CustomerSpec(name: "Măsura Galați S.A.", cui: "7654321")

    private static let filter = ProductSpec(name: "Filtru aer", ipn: nil)
    private static let screw = ProductSpec(name: "Șurub M8", ipn: "SM8-10")
    private static let cable = ProductSpec(name: "Cablu UTP", ipn: nil)
    private static let pipe = ProductSpec(name: "Țeavă PVC", ipn: nil)
    private static let relay = ProductSpec(name: "Releu", ipn: "REL-1")

    private static let first = InvoiceSpec(
        serie: "B2B",
        numar: "000101",
        customer: agro,
        date: "2026-01-12",
        currency: nil,
        lines: [
            LineSpec(product: filter, quantity: 2, price: 105 / 10, details: "Poz. 1"),
            LineSpec(product: pipe, quantity: 12_345 / 10, price: 3_123_456 / 1_000_000, details: nil),
            LineSpec(product: filter, quantity: 2, price: 105 / 10, details: "Poz. 3"),
            LineSpec(product: ProductSpec(name: "Reducere", ipn: nil), quantity: 1, price: -525 / 100, details: nil),
        ]
    )

    private static let second = InvoiceSpec(
        serie: "B2B",
        numar: "000102",
        customer: agro,
        date: "2026-01-13",
        currency: "EUR",
        lines: [
            LineSpec(product: screw, quantity: 100, price: 45 / 1000, details: nil),
            LineSpec(product: filter, quantity: 1, price: 11, details: nil),
        ]
    )

    private static let third = InvoiceSpec(
        serie: "FCT",
        numar: "221029103",
        customer: measure,
        date: "2026-01-14",
        currency: nil,
        lines: [
            LineSpec(product: relay, quantity: 6, price: 40, details: "Poz. 1"),
            LineSpec(product: pipe, quantity: 3, price: 35 / 10, details: "Poz. 2"),
            LineSpec(product: cable, quantity: 305, price: 125 / 100, details: "Poz. 3"),
        ]
    )

    /// The third invoice's order with an older date, one line right, one with an old price, one lacking, one of somebody else.
    private static let order = StandingRows.Order(
        invoice: InvoiceSpec(
            serie: "FCT",
            numar: "221029103",
            customer: measure,
            date: "2026-01-02",
            currency: nil,
            lines: [
                LineSpec(product: relay, quantity: 6, price: 40, details: "Poz. 1"),
                LineSpec(product: pipe, quantity: 3, price: 275 / 100, details: "Poz. 2"),
            ]
        ),
        foreignLines: [LineSpec(product: relay, quantity: 1, price: 45, details: "adăugat de mână")]
    )
}
