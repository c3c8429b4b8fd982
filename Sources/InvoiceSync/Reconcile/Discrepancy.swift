public import FGOModels
public import InvenTreeClient

/// One way in which the server does not hold what the store's invoices ask for.
public struct Discrepancy: Sendable, Hashable {
    /// What kind of difference it is.
    ///
    /// The names are stable: programs may decide by them.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An invoice that was synced has no order.
        case orderMissing = "order_missing"
        /// Another order has the invoice's description, too; one that was cancelled does not count.
        case orderDoubled = "order_doubled"
        /// An order stands for an invoice that is not to become one.
        case orderUnexpected = "order_unexpected"
        /// An order exists whose invoice was cancelled, or reversed by another one, since.
        case invoiceCancelled = "invoice_cancelled"
        /// An order has a description as the sync makes it, and no document holds such an invoice.
        case orderUnknown = "order_unknown"
        /// The order's description, issue date or currency is another one.
        case headerDiffers = "header_differs"
        /// The order is somebody else's, or its customer lacks the tax code or is no customer.
        case customerDiffers = "customer_differs"
        /// A line of the invoice is not on the order.
        case lineMissing = "line_missing"
        /// A line of the order has another quantity, price, currency, reference or notes.
        case lineDiffers = "line_differs"
        /// A line of the order is not the invoice's.
        case lineExtra = "line_extra"
        /// The order's lines and extra lines come to another sum than the invoice's.
        case totalDiffers = "total_differs"
    }

    /// What kind of difference it is.
    public let kind: Kind
    /// The document that holds the invoice; nil where none does.
    public let document: DocumentID?
    /// The invoice; of an order that no document knows, what its description says.
    public let invoice: InvoiceName
    /// The order; nil where there is none.
    public let order: SalesOrder?
    /// What differs, in a sentence.
    public let detail: String
    /// Why syncing the document again would not put it right; nil where it would.
    public let obstacle: String?

    /// Whether syncing the document again would put it right.
    public var isFixable: Bool { obstacle == nil }
}

extension Discrepancy: Encodable {
    private enum CodingKeys: String, CodingKey {
        case kind, document, serie, numar, order, reference, detail, fixable, obstacle
    }

    /// Writes the order as its pk and reference, and whether the difference is `fixable`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encodeIfPresent(document?.description, forKey: .document)
        try container.encodeIfPresent(invoice.serie, forKey: .serie)
        try container.encodeIfPresent(invoice.numar, forKey: .numar)
        try container.encodeIfPresent(order?.id, forKey: .order)
        try container.encodeIfPresent(order?.reference, forKey: .reference)
        try container.encode(detail, forKey: .detail)
        try container.encode(isFixable, forKey: .fixable)
        try container.encodeIfPresent(obstacle, forKey: .obstacle)
    }
}

extension Discrepancy {
    /// The same difference, which syncing the document would not put right.
    ///
    /// - Parameter obstacle: Why, where nothing is in the way yet; nil for nothing.
    /// - Returns: The difference with the first obstacle that is known.
    func hindered(by obstacle: String?) -> Discrepancy {
        Discrepancy(
            kind: kind,
            document: document,
            invoice: invoice,
            order: order,
            detail: detail,
            obstacle: self.obstacle ?? obstacle
        )
    }
}

/// Why a sync leaves a difference alone (<doc:OrderRules#Existing-orders>).
enum Obstacle {
    static let neverRemovesOrders = "a sync never removes an order"
    static let keepsForeignLines = "a sync leaves the lines that it did not add"
    static let keepsCustomers = "a sync does not give an order to another customer"
    static let keepsDescriptions = "a sync keeps a description that was edited"
    static let notPending = "the order is no longer pending"
    static let unplaceable = "the line cannot be placed"

    static func notSalable(_ part: Part) -> String { "part \(part.id) “\(part.name)” is not salable" }
}

extension InvoiceName {
    /// Series and number as a person writes them.
    var title: String { "\(serie ?? "?") \(numar ?? "?")" }
}
