import Foundation

// Rows are found by an expression that is too long for a URL through the server's search over several models, which
// takes its filters in the body of a POST.

extension Company {
    /// Which companies an expression finds.
    public struct Search: Hashable, Sendable {
        /// A regular expression, matched in any case against name, description, website and tax identifier.
        ///
        /// It is of the kind of the server's database. White space, commas and quotes separate several, all of which
        /// must match (<doc:ServerBehaviour#Lists>).
        public var expression: String

        /// Makes a search.
        public init(expression: String) {
            self.expression = expression
        }
    }
}

extension Part {
    /// Which parts an expression finds.
    public struct Search: Hashable, Sendable {
        /// A text of a part.
        public enum Field: String, Sendable {
            /// The name.
            case name
            /// The internal part number.
            case ipn = "IPN"
        }

        /// What is matched.
        public var field: Field

        /// A regular expression, matched in any case; of the kind of the server's database.
        public var expression: String

        /// Makes a search.
        public init(_ field: Field, expression: String) {
            self.field = field
            self.expression = expression
        }
    }
}

extension SalesOrder {
    /// Which orders an expression finds.
    public struct Search: Hashable, Sendable {
        /// A regular expression, matched in any case against description, references, customer's name and project code.
        ///
        /// It is of the kind of the server's database. White space, commas and quotes separate several, all of which
        /// must match (<doc:ServerBehaviour#Lists>).
        public var expression: String

        /// The order was made after this day, the day itself not included; see ``SalesOrder/Filter/createdAfter``.
        public var createdAfter: CalendarDate?

        /// Makes a search.
        public init(expression: String, createdAfter: CalendarDate? = nil) {
            self.expression = expression
            self.createdAfter = createdAfter
        }
    }
}

/// What is asked of the search over several models, for one of them.
struct SearchRequest: Encodable {
    /// The model's name in request and answer.
    let model: String

    /// The expression for all the texts that the model is searched by; nil where only the filters choose.
    var expression: String?

    /// The filters of the model's list.
    var filters: [QueryItem] = []

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// Without a limit all rows come at once, and the server matches the expression once instead of once more to count.
    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(expression ?? "", forKey: Key("search"))
        try fields.encode(expression != nil, forKey: Key("search_regex"))
        try fields.encode(0, forKey: Key("limit"))
        let filters = Dictionary(filters.map { ($0.name, $0.value) }) { _, last in last }
        try fields.encode(filters, forKey: Key(model))
    }
}

/// What the search answers of one model: every row that it found.
struct SearchAnswer<Row: Decodable>: Decodable {
    let rows: [Row]

    private enum Failure: Error {
        /// The server tells in words why it could not search.
        case refused(String)
        /// The server was asked for all rows and kept some back.
        case cutShort
    }

    private struct Refusal: Decodable {
        let error: String
    }

    private enum Answer: Decodable {
        case rows(BoundedRows<Row>)
        case page(Page<Row>)
        case refusal(Refusal)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let refusal = try? value.decode(Refusal.self) {
                self = .refusal(refusal)
            } else if let page = try? value.decode(Page<Row>.self) {
                self = .page(page)
            } else {
                self = .rows(try value.decode(BoundedRows<Row>.self))
            }
        }
    }

    init(from decoder: any Decoder) throws {
        switch try decoder.singleValueContainer().decode([String: Answer].self).first?.value {
        case .rows(let rows): self.rows = rows.rows
        case .page(let page) where page.count == page.results.count: rows = page.results
        case .refusal(let refusal): throw Failure.refused(refusal.error)
        case .page, nil: throw Failure.cutShort
        }
    }
}
