/// A document of `raw_data`, as far as the sync reads it: its identity and its invoices (SyncRules, “Fields of a
/// document”).
public struct RawDocument: Hashable, Sendable {
    /// The document's `_id`.
    public let id: DocumentID
    /// The document's `data`: an invoice, or a list of invoices; `nil` if it has none.
    public let data: JSONValue?
    /// What else the document holds; kept, and not read by the sync but for `sync_*` on import.
    public let otherFields: [String: JSONValue]

    /// A document.
    ///
    /// - Parameters:
    ///   - id: Its `_id`.
    ///   - data: Its `data`, nil where it has none.
    ///   - otherFields: Its other keys.
    public init(id: DocumentID, data: JSONValue?, otherFields: [String: JSONValue] = [:]) {
        self.id = id
        self.data = data
        self.otherFields = otherFields
    }

    /// Reads the invoices, each alone: one that cannot be read spoils only itself.
    ///
    /// A list may come as an object, as converters write it: ``data`` is one invoice, a list of them, or an object whose
    /// keys are whole numbers. Null, empty text and an empty object are an empty list.
    ///
    /// - Returns: One reading for each invoice of `data`, in its order; none for an empty list.
    /// - Throws: ``FGOError`` if `data` is absent, or neither an invoice nor a list.
    public func read() throws(FGOError) -> [InvoiceReading] {
        guard let data else {
            throw FGOError(.dataMissing, at: ["data"], "is missing: the document holds no invoices")
        }
        guard let invoices = data.list(at: ["data"], ofOne: { _ in true }) else {
            throw FGOError(.wrongType, at: ["data"], "must be an invoice or a list of invoices, is \(data.kind)")
        }
        return invoices.map { InvoiceReading($0.value, at: $0.path) }
    }
}

/// What reading one invoice led to.
public enum InvoiceReading: Hashable, Sendable {
    /// The invoice.
    case invoice(Invoice)
    /// Why there is none.
    case unreadable(UnreadableInvoice)

    init(_ value: JSONValue, at path: JSONPath) {
        do throws(FGOError) {
            self = .invoice(try Invoice(value, at: path))
        } catch {
            guard case .object(let fields) = value else {
                self = .unreadable(UnreadableInvoice(id: nil, serie: nil, numar: nil, error: error))
                return
            }
            let reader = FieldReader(fields: fields, path: path)
            let (id, serie, numar) = (try? reader.text("id"), try? reader.text("serie"), try? reader.text("numar"))
            self = .unreadable(UnreadableInvoice(id: id, serie: serie, numar: numar, error: error))
        }
    }
}

/// An invoice that cannot become an order, with what is known of it.
public struct UnreadableInvoice: Hashable, Sendable {
    /// FGO's identifier, where it could be read.
    public let id: String?
    /// The series, where it could be read.
    public let serie: String?
    /// The number, where it could be read.
    public let numar: String?
    /// Why, and where.
    public let error: FGOError
}

/// The `_id` of a document: an ObjectId, text, a whole number, or whatever else MongoDB allows.
public struct DocumentID: Hashable, Sendable, CustomStringConvertible {
    /// The identifier in Extended JSON: `{"$oid": "…"}`, `"text"`, `7`.
    public let value: JSONValue

    /// An identifier.
    ///
    /// - Parameter value: The `_id` in Extended JSON; `{"$numberLong": "7"}` and 7 are the same one.
    public init(_ value: JSONValue) {
        if case .number(let number) = value.unwrapped { self.value = .number(number) } else { self.value = value }
    }

    /// The identifier as a person writes it: the 24 digits of an ObjectId, the text, the number.
    public var description: String {
        switch value.unwrapped {
        case .text(let text): text
        case let other: other.json
        }
    }
}
