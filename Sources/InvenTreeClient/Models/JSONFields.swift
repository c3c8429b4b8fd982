import Foundation

// How the server writes its fields, and how it wants them written: the one place that knows.

extension KeyedDecodingContainer {
    /// A text; missing and null mean the same to the server as the empty text.
    func text(_ key: Key) throws -> String {
        try decodeIfPresent(String.self, forKey: key) ?? ""
    }

    /// A flag; a version of the server that lacks the field means its default.
    func flag(_ key: Key, default missing: Bool) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: key) ?? missing
    }

    /// A number that must not lose a digit, from a JSON number or from text; null and the empty text mean none.
    func decimal(_ key: Key) throws -> Decimal? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        guard let text = try? decode(String.self, forKey: key) else {
            return try decode(Decimal.self, forKey: key)
        }
        guard !text.isEmpty else { return nil }
        guard let decimal = Decimal(plain: text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not a decimal number")
        }
        return decimal
    }

    /// A number that the server always tells.
    func requiredDecimal(_ key: Key) throws -> Decimal {
        guard let decimal = try decimal(key) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no number")
        }
        return decimal
    }
}

extension KeyedEncodingContainer {
    /// Writes a text unless it is empty, which is what the server takes a missing one for.
    mutating func encodeUnlessEmpty(_ text: String, forKey key: Key) throws {
        if !text.isEmpty {
            try encode(text, forKey: key)
        }
    }

    /// Writes a number as the text of its exact digits, so that no float on either side can touch it.
    mutating func encode(exactly decimal: Decimal?, forKey key: Key) throws {
        guard let decimal else { return }
        guard decimal.isFinite else {
            let context = EncodingError.Context(codingPath: codingPath + [key], debugDescription: "not a number")
            throw EncodingError.invalidValue(decimal, context)
        }
        try encode(decimal.description, forKey: key)
    }

    /// Writes a change of a field that can be null.
    mutating func encode<Value: Encodable>(_ change: FieldChange<Value>, forKey key: Key) throws {
        switch change {
        case .unchanged: break
        case .set(let value): try encode(value, forKey: key)
        case .null: try encodeNil(forKey: key)
        }
    }

    /// Writes a change of a number that can be null.
    mutating func encode(exactly change: FieldChange<Decimal>, forKey key: Key) throws {
        switch change {
        case .unchanged: break
        case .set(let value): try encode(exactly: value, forKey: key)
        case .null: try encodeNil(forKey: key)
        }
    }
}

extension Decimal {
    /// Reads a whole text as a decimal number with a point; nothing before or after it is let pass.
    init?(plain text: String) {
        guard text.wholeMatch(of: /[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/) != nil else { return nil }
        self.init(string: text, locale: Locale(identifier: "en_US_POSIX"))
    }
}
