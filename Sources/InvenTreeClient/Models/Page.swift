/// A part of a list.
public struct Page<Element> {
    /// How many rows the whole list had when this part of it was read.
    public let count: Int

    /// The rows of this part.
    public let results: [Element]

    /// Makes a page.
    public init(count: Int, results: [Element]) {
        self.count = count
        self.results = results
    }
}

extension Page: Sendable where Element: Sendable {}
extension Page: Equatable where Element: Equatable {}

extension Page: Decodable where Element: Decodable {
    private enum CodingKeys: CodingKey {
        case count, results
    }

    /// Reads a page as the server writes it; it has 20,000 rows at most.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        count = try fields.decode(Int.self, forKey: .count)
        results = try fields.decode(BoundedRows<Element>.self, forKey: .results).rows
    }
}

/// Rows of an answer, refused before they are read where they are more than any answer has.
struct BoundedRows<Row: Decodable>: Decodable {
    let rows: [Row]

    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        guard let count = list.count, count <= Endpoint.maximumRows else {
            throw DecodingError.dataCorruptedError(in: list, debugDescription: "more than \(Endpoint.maximumRows) rows")
        }
        var rows: [Row] = []
        rows.reserveCapacity(count)
        while !list.isAtEnd {
            rows.append(try list.decode(Row.self))
        }
        self.rows = rows
    }
}

/// Which part of a list is wanted.
///
/// There is always a limit: the response to a request without one (or with 0) is the whole list
/// (<doc:ServerBehaviour#Lists>).
public struct PageRequest: Hashable, Sendable {
    /// The largest number of rows in an answer, at least 1.
    public let limit: Int

    /// How many rows to leave out before the first, at least 0.
    public let offset: Int

    /// Asks only how many rows there are: a page beyond the last is the cheapest way to that
    /// (<doc:ServerBehaviour#Lists>).
    public static let count = PageRequest(limit: 1, offset: 999_999)

    /// Makes a request; numbers below the least are taken for it.
    public init(limit: Int, offset: Int = 0) {
        self.limit = max(1, limit)
        self.offset = max(0, offset)
    }
}
