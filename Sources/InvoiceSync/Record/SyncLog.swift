public import Foundation
import InvenTreeClient

/// What became of a document, invoice by invoice: `sync_log` (<doc:ResultRules#Log>).
public struct SyncLog: Sendable, Hashable, Codable {
    /// When the document was finished.
    public var timestamp: Date
    /// How many invoices the document holds.
    public var totalInvoices: Int
    /// How many are ok or skipped.
    public var successful: Int
    /// How many are in the server with something missing.
    public var partial: Int
    /// How many failed.
    public var failed: Int
    /// What became of each, in the document's order.
    public var invoices: [InvoiceLog]
    /// Why nothing of the document could be read, where that is so.
    public var error: String?

    enum CodingKeys: String, CodingKey {
        case timestamp
        case totalInvoices = "total_invoices"
        case successful, partial, failed, invoices, error
    }

    /// A log.
    ///
    /// - Parameters:
    ///   - timestamp: When the document was finished.
    ///   - invoices: What became of each invoice.
    ///   - error: Why nothing of the document could be read.
    public init(timestamp: Date, invoices: [InvoiceLog], error: String? = nil) {
        self.timestamp = timestamp
        self.invoices = invoices
        self.error = error
        totalInvoices = invoices.count
        successful = invoices.count { $0.result == .ok || $0.result == .skipped }
        partial = invoices.count { $0.result == .partial }
        failed = invoices.count { $0.result == .failed }
    }

    /// Reads a log, also one that another program wrote: what it lacks is taken as absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timestamp = (try? container.decode(Date.self, forKey: .timestamp)) ?? .distantPast
        totalInvoices = (try? container.decode(Int.self, forKey: .totalInvoices)) ?? 0
        successful = (try? container.decode(Int.self, forKey: .successful)) ?? 0
        partial = (try? container.decode(Int.self, forKey: .partial)) ?? 0
        failed = (try? container.decode(Int.self, forKey: .failed)) ?? 0
        // One entry that is none of ours must not take the others with it: they say which lines a sync has added.
        let entries = (try? container.decode([Lenient<InvoiceLog>].self, forKey: .invoices)) ?? []
        invoices = entries.compactMap(\.value)
        error = try? container.decode(String.self, forKey: .error)
    }

    /// A Boolean value that indicates whether an invoice of the document has a warning.
    public var hasWarnings: Bool { invoices.contains { $0.warnings?.isEmpty == false } }

    /// The status of a document with this log.
    public var status: DocumentStatus {
        if error != nil || (totalInvoices > 0 && failed == totalInvoices) { return .failed }
        return successful == totalInvoices ? .ok : .mixed
    }
}

/// A value that is absent where it cannot be decoded.
private struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws {
        value = try? Value(from: decoder)
    }
}

/// What became of one invoice.
public struct InvoiceLog: Sendable, Hashable, Codable {
    /// How it ended.
    public enum Result: String, Sendable, Hashable, Codable {
        /// Everything of it is in the server.
        case ok
        /// Some lines could not be placed.
        case partial
        /// Nothing, or not enough, could be done.
        case failed
        /// It is not to become an order.
        case skipped
    }

    /// The order's customer.
    public struct Customer: Sendable, Hashable, Codable {
        /// Its pk.
        public var id: Int
        /// Its name on the server.
        public var name: String
        /// Whether this sync created it.
        public var created: Bool
    }

    /// The order.
    public struct Order: Sendable, Hashable, Codable {
        /// Its pk.
        public var id: Int
        /// Its reference.
        public var reference: String
        /// Its description.
        public var description: String
        /// Whether this sync created it.
        public var created: Bool
        /// Whether this sync changed its header; absent if it did not.
        public var changed: Bool?
    }

    /// A line that was written.
    public struct Line: Sendable, Hashable, Codable {
        /// The part's pk; nil for an extra line.
        public var part: Int?
        /// The quantity.
        public var qty: Decimal
        /// The line's pk.
        public var lineID: Int

        enum CodingKeys: String, CodingKey {
            case part, qty
            case lineID = "line_id"
        }
    }

    /// When it was done.
    public var timestamp: Date
    /// FGO's identifier.
    public var invoiceID: String?
    /// The series.
    public var serie: String?
    /// The number.
    public var numar: String?
    /// How it ended.
    public var result: Result
    /// Why it was skipped.
    public var reason: String?
    /// Its customer.
    public var customer: Customer?
    /// Its order.
    public var salesOrder: Order?
    /// The lines that this sync added.
    public var addedLines: [Line]?
    /// The lines that this sync changed.
    public var updatedLines: [Line]?
    /// The lines that this sync removed.
    public var removedLines: [Line]?
    /// The lines that an earlier sync added and that still stand.
    public var formerLines: [Line]?
    /// The lines of the invoice that could not be placed.
    public var missingProducts: [MissingProduct]?
    /// What a person should know.
    public var warnings: [String]?
    /// On failure: a stable code.
    public var error: String?
    /// On failure: the server's HTTP status, where it answered.
    public var statusCode: Int?
    /// On failure: the beginning of the server's answer, at most 500 characters.
    public var body: String?
    /// On failure: what is wrong, in a sentence.
    public var message: String?
    /// On failure: the chain of causes, at most 1,000 characters.
    public var trace: String?

    enum CodingKeys: String, CodingKey {
        case timestamp
        case invoiceID = "invoice_id"
        case serie, numar, result, reason, customer
        case salesOrder = "sales_order"
        case addedLines = "added_lines"
        case updatedLines = "updated_lines"
        case removedLines = "removed_lines"
        case formerLines = "former_lines"
        case missingProducts = "missing_products"
        case warnings, error
        case statusCode = "status_code"
        case body, message, trace
    }

    /// Reads an entry, also one that another program wrote: what cannot be read is taken as absent.
    ///
    /// - Parameter decoder: The decoder to read from.
    /// - Throws: `DecodingError` where the entry is no object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys) -> Value? { try? container.decode(Value.self, forKey: key) }
        timestamp = read(.timestamp) ?? .distantPast
        invoiceID = read(.invoiceID) ?? (read(.invoiceID) as Int?).map(String.init)
        serie = read(.serie)
        numar = read(.numar)
        result = read(.result) ?? .failed
        reason = read(.reason)
        customer = read(.customer)
        salesOrder = read(.salesOrder)
        addedLines = read(.addedLines)
        updatedLines = read(.updatedLines)
        removedLines = read(.removedLines)
        formerLines = read(.formerLines)
        missingProducts = read(.missingProducts)
        warnings = read(.warnings)
        error = read(.error)
        statusCode = read(.statusCode)
        body = read(.body)
        message = read(.message)
        trace = read(.trace)
    }

    init(_ name: InvoiceName, _ result: Result, at timestamp: Date) {
        self.timestamp = timestamp
        self.result = result
        invoiceID = name.id?.cut(at: Self.nameLimit)
        serie = name.serie?.cut(at: Self.nameLimit)
        numar = name.numar?.cut(at: Self.nameLimit)
    }

    /// How much of an invoice's names a log holds: one absurd name must not drive all other invoices out of it.
    static let nameLimit = 250

    /// The lines that syncs up to this one have added and that still stand.
    var ownLines: Set<StandingLine.ID> {
        Set(((addedLines ?? []) + (formerLines ?? [])).map(\.id))
    }
}

extension InvoiceLog.Line {
    /// The line on the server: an order line has a part, an extra line has none.
    var id: StandingLine.ID { part == nil ? .extra(.init(rawValue: lineID)) : .part(.init(rawValue: lineID)) }
}
