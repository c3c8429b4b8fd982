public import FGOModels
public import Foundation

/// The moment at which a document was received, which decides between several forms of one invoice
/// (<doc:DocumentRules#One-invoice-in-several-documents>).
///
/// Microseconds: an import gives each document a moment of its own, so that the order of its files counts.
public struct ReceivedTime: Sendable, Hashable, Comparable, Codable {
    /// Microseconds since 1970 in UTC.
    public let microseconds: Int64

    /// A moment.
    ///
    /// - Parameter microseconds: Microseconds since 1970 in UTC.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A moment, rounded down; one that no calendar reaches becomes the first or last that there is.
    ///
    /// - Parameter date: The moment.
    public init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1_000_000).rounded(.down)
        microseconds = Int64(exactly: exact) ?? (exact < 0 ? .min : .max)
    }

    /// The moment as a date.
    public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// Orders moments by time.
    public static func < (one: ReceivedTime, other: ReceivedTime) -> Bool { one.microseconds < other.microseconds }

    /// Reads the number of microseconds.
    public init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the number of microseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}

extension RawDocument {
    /// The moment that the document itself names: `date_added`, else the time in its ObjectId.
    ///
    /// `nil` if it names none; the time of its import counts then.
    public var ownReceivedTime: ReceivedTime? {
        if let date = otherFields["date_added"]?.moment { return ReceivedTime(date) }
        guard case .object(let fields) = id.value, case .text(let digits)? = fields["$oid"], digits.count == 24,
            let seconds = Int64(digits.prefix(8), radix: 16)
        else { return nil }
        return ReceivedTime(microseconds: seconds * 1_000_000)
    }

    /// The application's name for where the document came from (`source`).
    ///
    /// `nil` if the document has none.
    /// A value other than text counts as its JSON.
    public var source: String? {
        switch otherFields["source"]?.unwrapped {
        case nil, .null: nil
        case .text(let text): text
        case let other?: other.json
        }
    }
}

extension JSONValue {
    /// The moment that a BSON date in Extended JSON, or a text in ISO 8601, names; `nil` for anything else.
    var moment: Date? {
        if case .object(let fields) = self, fields.count == 1, let value = fields["$date"]?.unwrapped {
            guard case .number(let milliseconds) = value else { return value.moment }
            return Date(timeIntervalSince1970: NSDecimalNumber(decimal: milliseconds / 1000).doubleValue)
        }
        guard case .text(let text) = self else { return nil }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}

/// A form of an invoice: the document that holds it, and when that was received.
///
/// Of two forms the one received later counts; on a tie the one of the larger `_id`.
package struct ReceivedForm: Sendable, Hashable, Comparable {
    package let document: DocumentID
    package let received: ReceivedTime

    package init(document: DocumentID, received: ReceivedTime) {
        self.document = document
        self.received = received
    }

    package static func < (one: ReceivedForm, other: ReceivedForm) -> Bool {
        one.received == other.received ? one.document.isSmaller(than: other.document) : one.received < other.received
    }
}

extension DocumentID {
    /// Compares numbers by value and all else by its JSON: ObjectIds by their digits, texts by their bytes.
    fileprivate func isSmaller(than other: DocumentID) -> Bool {
        if case .number(let one) = value, case .number(let two) = other.value { return one < two }
        return value.json.utf8.lexicographicallyPrecedes(other.value.json.utf8)
    }
}

/// Moments for the documents that a store receives: the present, and never the same moment twice.
package struct ReceiptClock: Sendable {
    private var last = ReceivedTime(microseconds: .min)

    package init() {}

    /// The next moment.
    ///
    /// - Parameter now: The store's time.
    /// - Returns: The moment.
    package mutating func next(at now: Date) -> ReceivedTime {
        let present = ReceivedTime(now)
        last = max(present, last.microseconds < .max ? ReceivedTime(microseconds: last.microseconds + 1) : last)
        return last
    }
}
