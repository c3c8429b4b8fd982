import Foundation

/// Reads the fields of one object with FGO's tolerance, and names the field in every error.
struct FieldReader {
    let fields: [String: JSONValue]
    let path: JSONPath

    /// Trimmed text without floods of combining marks, from text or a number; nil where absent, null or empty.
    func text(_ key: String) throws(FGOError) -> String? {
        switch fields[key]?.unwrapped {
        case nil, .null:
            return nil
        case .text(let text):
            let trimmed = text.withoutFloodsOfMarks.trimmed
            return trimmed.isEmpty ? nil : trimmed
        case .number(let number):
            return number.description
        case .double(let number):
            throw FGOError(.wrongType, at: path / key, "must be text or a number of at most 38 digits, is \(number)")
        case let other?:
            throw FGOError(.wrongType, at: path / key, "must be text or a number, is \(other.kind)")
        }
    }

    func requiredText(_ key: String) throws(FGOError) -> String {
        guard let text = try text(key) else { throw FGOError(.fieldMissing, at: path / key, "is missing or empty") }
        return text
    }

    /// A number, from a number or text; nil where absent, null or empty text.
    func number(_ key: String) throws(FGOError) -> Decimal? {
        switch fields[key]?.unwrapped {
        case nil, .null:
            return nil
        case .text(let text) where text.allSatisfy(\.isWhitespace):
            return nil
        case let value?:
            return try FGONumber.decimal(from: value, at: path / key)
        }
    }
}
