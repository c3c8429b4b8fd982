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

    /// A part of an invoice's identity: text that no other invoice can have because of how it is read or written.
    func identity(_ key: String) throws(FGOError) -> String {
        let text = try requiredText(key)
        if text.contains(";") {
            let reason = "\(text.quotedBeginning) holds a “;”: two invoices could share the order's description"
            throw FGOError(.ambiguous, at: path / key, reason)
        }
        if text.hasBrokenText {
            let reason = "\(text.quotedBeginning) holds broken text: two invoices could read the same"
            throw FGOError(.ambiguous, at: path / key, reason)
        }
        return text
    }

    /// A code of a product or customer; nil where there is none, also where a word such as “n/a” stands for none.
    func code(_ key: String) throws(FGOError) -> String? {
        try text(key).flatMap { $0.isNoCode ? nil : $0 }
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

    /// A day, from text or an instant; nil where absent, null or empty.
    func day(_ key: String) throws(FGOError) -> FGODate? {
        guard let text = try text(key) else { return nil }
        let isInstant = fields[key]?["$date"] != nil
        switch DateText(text).reading(in: .romania, isInstant: isInstant) {
        case .day(let date):
            return date
        case .unreadable:
            throw FGOError(.notADate, at: path / key, "\(text.quotedBeginning) is not a date; the order has none")
        case .noTimeZone:
            let reason =
                "\(text.quotedBeginning) is an instant, and this system has no time zone data for Europe/Bucharest"
            throw FGOError(.notADate, at: path / key, "\(reason); the order has no date (install tzdata)")
        }
    }
}
