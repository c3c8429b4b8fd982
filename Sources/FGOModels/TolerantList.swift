extension JSONValue {
    /// The elements of a list in any of the forms in which converters write one; nil where this is no list.
    ///
    /// PHP and XML converters write lists as objects (SyncRules, “Lists”): an object whose keys are all whole numbers
    /// is a list in the order of its keys, an object with one of the element's fields a list of one. Empty text, an
    /// empty object and null are an empty list.
    ///
    /// - Parameters:
    ///   - path: Where this value stands.
    ///   - isElement: Tells whether an object is a single element.
    /// - Returns: The elements, each with where it stands.
    func list(
        at path: JSONPath,
        ofOne isElement: ([String: JSONValue]) -> Bool
    ) -> [(path: JSONPath, value: JSONValue)]? {
        switch self {
        case .null: return []
        case .text(let text): return text.trimmed.isEmpty ? [] : nil
        case .array(let elements): return elements.enumerated().map { (path[$0], $1) }
        case .object(let fields):
            if let numbered = numberedElements { return numbered.map { (path / $0.key, $0.value) } }
            return isElement(fields) ? [(path, self)] : nil
        case .bool, .number, .double: return nil
        }
    }

    /// The elements of an object whose keys are all whole numbers, in the order of these; nil for any other value.
    ///
    /// Keys that are the same number (`7` and `07`) stand in the order of their text.
    var numberedElements: [(key: String, value: JSONValue)]? {
        guard case .object(let fields) = self else { return nil }
        var elements: [(number: WholeNumber, key: String, value: JSONValue)] = []
        for (key, value) in fields {
            guard let number = WholeNumber(key) else { return nil }
            elements.append((number, key, value))
        }
        elements.sort { ($0.number, $0.key) < ($1.number, $1.key) }
        return elements.map { ($0.key, $0.value) }
    }
}

/// A whole number of any length, for comparison.
private struct WholeNumber: Comparable {
    private let isNegative: Bool
    private let digits: Substring.UTF8View

    init?(_ text: String) {
        isNegative = text.utf8.first == UInt8(ascii: "-")
        let written = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard !written.isEmpty, written.allSatisfy(\.isASCIIDigit) else { return nil }
        digits = written.drop { $0 == UInt8(ascii: "0") }
    }

    static func == (first: WholeNumber, second: WholeNumber) -> Bool { !(first < second) && !(second < first) }

    static func < (first: WholeNumber, second: WholeNumber) -> Bool {
        guard first.isNegative == second.isNegative else { return first.isNegative }
        let (smaller, larger) = first.isNegative ? (second, first) : (first, second)
        if smaller.digits.count != larger.digits.count { return smaller.digits.count < larger.digits.count }
        return smaller.digits.lexicographicallyPrecedes(larger.digits)
    }
}
