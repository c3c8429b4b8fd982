import FaultProxy
import Foundation

extension Workload {
    /// The document that is tried at each of its request boundaries.
    package enum BoundaryVariant: String, Sendable, Codable, CaseIterable {
        /// All three orders are new.
        case new
        /// The order of the third invoice exists, and differs from the invoice.
        case existing
        /// A person adds a line to an order of the document, and a second document corrects that order's invoice.
        case corrected
        /// The same, with the second document disturbed instead of the first.
        case correction
    }

    /// The document that a variant begins with, and what follows it.
    package static func boundaries(_ variant: BoundaryVariant) -> Workload {
        var standing = StandingRows(customersWithoutCUI: [measure], parts: [pipe, relay])
        var scribe = Scribe(SeededGenerator(seed: 3))
        switch variant {
        case .new, .existing:
            // Shared, new and standing customers and parts, a product twice, a discount.
            if variant == .existing { standing.orders = [order] }
            var workload = Workload([[first, second, third]], standing: standing, scribe: &scribe)
            workload.checksLineOrder = variant == .new
            return workload
        case .corrected, .correction:
            return Workload(
                [[former, other]],
                standing: standing,
                correction: (invoice: latter, foreignLines: [byHand]),
                scribe: &scribe
            )
        }
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

    /// An invoice with mistakes: a wrong quantity, and a line and a discount that were not meant.
    private static let former = corrected(
        date: "2026-01-15",
        lines: [
            LineSpec(product: filter, quantity: 2, price: 105 / 10, details: "Poz. 1"),
            LineSpec(product: pipe, quantity: 3, price: 35 / 10, details: "Poz. 2"),
            LineSpec(product: ProductSpec(name: "Reducere", ipn: nil), quantity: 1, price: -525 / 100, details: nil),
        ]
    )

    /// The same invoice without mistakes.
    private static let latter = corrected(
        date: "2026-01-16",
        lines: [LineSpec(product: filter, quantity: 5, price: 105 / 10, details: "Poz. 1")]
    )

    /// A line of a part that the invoice does not have: one of a part that it has is paired with the invoice's.
    private static let byHand = LineSpec(product: relay, quantity: 7, price: 5, details: "adăugat de mână")

    /// An invoice in the same document that stays as it is.
    private static let other = InvoiceSpec(
        serie: "B2B",
        numar: "000104",
        customer: measure,
        date: "2026-01-15",
        currency: nil,
        lines: [LineSpec(product: relay, quantity: 6, price: 40, details: nil)]
    )

    private static func corrected(date: String, lines: [LineSpec]) -> InvoiceSpec {
        InvoiceSpec(serie: "B2B", numar: "000103", customer: agro, date: date, currency: nil, lines: lines)
    }

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
