/// Why something of a document could not be read, and where.
public struct FGOError: Error, Hashable, Sendable {
    /// A stable name of the failure, for logs and programs.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name as it is written to logs.
        public let rawValue: String

        /// A code of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The input is no JSON.
        public static let notJSON = Code(rawValue: "not_json")
        /// A document without `data`.
        public static let dataMissing = Code(rawValue: "data_missing")
        /// A required field is absent, null or empty.
        public static let fieldMissing = Code(rawValue: "field_missing")
        /// A field of another type than FGO's.
        public static let wrongType = Code(rawValue: "wrong_type")
        /// Text where a number was expected, and none that can be read as one.
        public static let notANumber = Code(rawValue: "not_a_number")
        /// A date in neither of FGO's forms, or one that no calendar has.
        public static let notADate = Code(rawValue: "not_a_date")
        /// Text in a series or number that does not tell one invoice from another.
        public static let ambiguous = Code(rawValue: "ambiguous")
        /// Text that is not UTF-8, or half a surrogate pair: U+FFFD stands for it.
        public static let brokenText = Code(rawValue: "broken_text")
        /// A file in another format or encoding than JSON in UTF-8.
        public static let unsupportedFormat = Code(rawValue: "unsupported_format")

        /// The name.
        public var description: String { rawValue }
    }

    /// What kind of failure it is.
    public let code: Code

    /// Where it is: `data[3].articole[2].cantitate`, or empty where it is the whole input.
    public let path: String

    /// What is wrong there, as the end of a sentence that begins with the path.
    public let reason: String

    /// Always false: the same bytes read the same way every time.
    public var isTransient: Bool { false }

    /// Always nil: reading has no deeper cause than the text itself.
    public var cause: (any Error)? { nil }

    /// A document's keys may be of any length.
    private static let longestPath = 300

    init(_ code: Code, at path: JSONPath, _ reason: String) {
        self.code = code
        self.path = String(path.description.unicodeScalars.prefix(Self.longestPath))
        self.reason = reason
    }
}

extension FGOError: CustomStringConvertible {
    /// The path and the reason.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// The way to a value inside a document.
struct JSONPath: ExpressibleByArrayLiteral, CustomStringConvertible {
    let description: String

    private init(_ description: String) { self.description = description }

    init(arrayLiteral keys: String...) { self = keys.reduce(JSONPath("")) { $0 / $1 } }

    static func / (path: JSONPath, key: String) -> JSONPath {
        JSONPath(path.description.isEmpty ? key : path.description + "." + key)
    }

    subscript(index: Int) -> JSONPath { JSONPath(description + "[" + String(index) + "]") }
}
