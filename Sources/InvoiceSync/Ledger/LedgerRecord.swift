public import FGOModels
import Foundation

/// The store's record of one invoice: which form of it the server holds, and what syncs wrote of it
/// (<doc:DocumentRules#Ledger>).
///
/// It outlives the logs of documents: a failed or skipped attempt, a shortened log and a correction that arrives as another
/// document change none of it.
public struct LedgerRecord: Sendable, Hashable {
    /// A sales order.
    public struct Order: Sendable, Hashable, Codable {
        /// Its pk.
        public var id: Int
        /// Its reference.
        public var reference: String
        /// Its customer.
        public var customer: Customer?

        /// An order.
        ///
        /// - Parameters:
        ///   - id: Its pk.
        ///   - reference: Its reference.
        ///   - customer: Its customer.
        public init(id: Int, reference: String, customer: Customer? = nil) {
            self.id = id
            self.reference = reference
            self.customer = customer
        }
    }

    /// The customer of an order.
    public struct Customer: Sendable, Hashable, Codable {
        /// Its pk.
        public var id: Int
        /// Its name on the server.
        public var name: String

        /// A customer.
        ///
        /// - Parameters:
        ///   - id: Its pk.
        ///   - name: Its name on the server.
        public init(id: Int, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// The lines of one order, by their pks; the two kinds of lines are numbered apart.
    public struct Lines: Sendable, Hashable, Codable {
        /// The order lines.
        public var order: Set<Int> = []
        /// The extra lines.
        public var extra: Set<Int> = []

        /// No lines.
        public init() {}
    }

    /// A sync that began to write lines, and whose end is not recorded.
    ///
    /// It tells which of the lines that are found later were added by that sync.
    public struct Attempt: Sendable, Hashable, Codable {
        /// The lines that existed before.
        public var existing: Lines
        /// The lines that the sync was going to add.
        public var planned: [PlannedLine]

        /// A sync that began.
        ///
        /// - Parameters:
        ///   - existing: The lines that existed before.
        ///   - planned: The lines that the sync was going to add.
        public init(existing: Lines, planned: [PlannedLine]) {
            self.existing = existing
            self.planned = planned
        }
    }

    /// A line that a sync is going to add.
    public struct PlannedLine: Sendable, Hashable, Codable {
        /// The part's pk; `nil` for an extra line.
        public var part: Int?
        /// The part's name, or the description of the extra line.
        public var item: String
        /// The quantity, as text: exact in every store.
        public var quantity: String
        /// The price of one, as text; `nil` for none.
        public var price: String?
        /// The line's reference.
        public var reference: String

        /// A line.
        ///
        /// - Parameters:
        ///   - part: The part's pk; `nil` for an extra line.
        ///   - item: The part's name, or the description of the extra line.
        ///   - quantity: The quantity, as text.
        ///   - price: The price of one, as text; `nil` for none.
        ///   - reference: The line's reference.
        public init(part: Int?, item: String, quantity: String, price: String?, reference: String) {
            self.part = part
            self.item = item
            self.quantity = quantity
            self.price = price
            self.reference = reference
        }
    }

    /// The invoice: the description of its order, in Unicode's normal form C.
    public let invoice: String
    /// The document that holds the form of the invoice that was processed last.
    public var document: DocumentID
    /// The moment at which that document was received.
    public var received: ReceivedTime
    /// The fingerprint of that form of the invoice; empty if a log of another program is all that is known.
    public var fingerprint: String
    /// The invoice's order, once there is one.
    public var order: Order?
    /// The lines of the order that syncs added and did not remove.
    public var lines = Lines()
    /// A sync of the invoice whose end is not recorded.
    public var attempt: Attempt?
    /// The result of the last sync.
    public var result: InvoiceLog.Result
    /// The reason of a result other than `ok`, in a sentence.
    public var reason: String?

    /// A record of an invoice without an order.
    ///
    /// - Parameters:
    ///   - invoice: The description of the invoice's order.
    ///   - document: The document that holds the form that was processed last.
    ///   - received: The moment at which the document was received.
    ///   - fingerprint: The fingerprint of that form.
    ///   - result: The result of the last sync.
    public init(
        invoice: String,
        document: DocumentID,
        received: ReceivedTime,
        fingerprint: String,
        result: InvoiceLog.Result
    ) {
        self.invoice = Self.key(of: invoice)
        self.document = document
        self.received = received
        self.fingerprint = fingerprint
        self.result = result
    }

    /// The key of an invoice: two descriptions that differ only in Unicode's normal form name one invoice.
    ///
    /// - Parameter description: The description of an order.
    /// - Returns: The key.
    public static func key(of description: String) -> String { description.precomposedStringWithCanonicalMapping }

    /// The key of an invoice.
    ///
    /// - Parameters:
    ///   - serie: Its series.
    ///   - numar: Its number.
    /// - Returns: The key: the description of its order.
    public static func key(serie: String, numar: String) -> String {
        InvoiceName(id: nil, serie: serie, numar: numar).key
    }

    /// The form of the invoice that was processed last.
    package var form: ReceivedForm { ReceivedForm(document: document, received: received) }
}

extension LedgerRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case invoice, document, received, fingerprint, order, lines, attempt, result, reason
    }

    /// Reads a record as ``json()`` writes it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        invoice = try container.decode(String.self, forKey: .invoice)
        let id = try container.decode(String.self, forKey: .document)
        document = DocumentID(try JSONValue(json: Data(id.utf8)))
        received = try container.decode(ReceivedTime.self, forKey: .received)
        fingerprint = try container.decode(String.self, forKey: .fingerprint)
        order = try container.decodeIfPresent(Order.self, forKey: .order)
        lines = try container.decode(Lines.self, forKey: .lines)
        attempt = try container.decodeIfPresent(Attempt.self, forKey: .attempt)
        result = try container.decode(InvoiceLog.Result.self, forKey: .result)
        reason = try container.decodeIfPresent(String.self, forKey: .reason)
    }

    /// Writes the record; the document's `_id` as Extended JSON in a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(invoice, forKey: .invoice)
        try container.encode(document.value.json, forKey: .document)
        try container.encode(received, forKey: .received)
        try container.encode(fingerprint, forKey: .fingerprint)
        try container.encodeIfPresent(order, forKey: .order)
        try container.encode(lines, forKey: .lines)
        try container.encodeIfPresent(attempt, forKey: .attempt)
        try container.encode(result, forKey: .result)
        try container.encodeIfPresent(reason, forKey: .reason)
    }

    /// The record as JSON with sorted keys, for stores.
    ///
    /// - Throws: ``SyncError`` if a value has no JSON form.
    public func json() throws(SyncError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            throw SyncError(.storeUnavailable, "the ledger record of “\(invoice)” has no JSON form", cause: error)
        }
    }

    /// Reads a record from its JSON; the moment of receipt is the store's, which may have noted a later one.
    ///
    /// - Parameters:
    ///   - json: JSON as ``json()`` writes it.
    ///   - received: The moment of receipt that the store keeps beside it.
    /// - Throws: ``SyncError`` with code ``SyncError/Code/storeUnavailable`` if it cannot be read: a record that is
    ///   ignored would let a sync take its own lines for those of other people.
    public init(json: String, received: ReceivedTime) throws(SyncError) {
        do {
            self = try JSONDecoder().decode(LedgerRecord.self, from: Data(json.utf8))
        } catch {
            let beginning = json.prefix(80)
            throw SyncError(.storeUnavailable, "a record of the ledger cannot be read: \(beginning)", cause: error)
        }
        self.received = received
    }
}
