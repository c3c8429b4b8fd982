import Foundation

/// A reader of the fields of a row from a request's members, which collects what is wrong with them.
///
/// A field that was not sent leaves the row as it is, so a new row starts with the server's defaults.
struct FieldReader {
    enum Mode {
        case create, replace, update
    }

    let members: JSONObject
    let mode: Mode
    let currencies: [String]
    private(set) var errors = FieldErrors()

    init(_ members: JSONObject, mode: Mode, currencies: [String] = []) {
        self.members = members
        self.mode = mode
        self.currencies = currencies
    }

    /// Ends the reading.
    ///
    /// - Throws: 400 with the collected messages, when there are any.
    func finish() throws(Refusal) {
        if !errors.isEmpty { throw Refusal(errors) }
    }

    func wasSent(_ name: String) -> Bool { members[name] != nil }

    mutating func refuse(_ name: String, _ message: String) {
        errors.add(name, message)
    }

    /// The value of a field, unless it is missing or null; both are refused where the field does not allow them.
    private mutating func value(_ name: String, isRequired: Bool = false, isNullable: Bool = false) -> JSONValue? {
        guard let value = members[name] else {
            if isRequired && mode != .update { refuse(name, "This field must be sent") }
            return nil
        }
        if value == .null {
            if !isNullable { refuse(name, "This field cannot be null") }
            return nil
        }
        return value
    }

    // MARK: Text

    mutating func text(_ name: String, limit: Int, isRequired: Bool = false, into target: inout String) {
        guard let value = value(name, isRequired: isRequired) else { return }
        if let text = text(name, value, limit: limit, allowsEmpty: !isRequired) { target = text }
    }

    mutating func text(_ name: String, limit: Int, into target: inout String?) {
        if members[name] == .null { target = nil }
        guard let value = value(name, isNullable: true) else { return }
        if let text = text(name, value, limit: limit, allowsEmpty: true) { target = text }
    }

    private mutating func text(_ name: String, _ value: JSONValue, limit: Int, allowsEmpty: Bool) -> String? {
        let text: String
        switch value {
        case .string(let string): text = string.trimmed
        case .number(let number): text = number
        default:
            refuse(name, "This is no text")
            return nil
        }
        if text.isEmpty && !allowsEmpty {
            refuse(name, "This field cannot be empty")
            return nil
        }
        if text.unicodeScalars.count > limit {
            refuse(name, "At most \(limit) characters are allowed")
            return nil
        }
        return text
    }

    mutating func link(_ name: String, limit: Int = 2000, into target: inout String) {
        var text: String? = target
        link(name, limit: limit, into: &text)
        if members[name] == .null {
            refuse(name, "This field cannot be null")
        } else {
            target = text ?? target
        }
    }

    mutating func link(_ name: String, limit: Int = 2000, into target: inout String?) {
        var text = target
        self.text(name, limit: limit, into: &text)
        if wasSent(name), let text, !text.isEmpty, text != target, !Self.isWebAddress(text) {
            refuse(name, "This is no web address")
        } else {
            target = text
        }
    }

    mutating func email(_ name: String, into target: inout String?) {
        var text = target
        self.text(name, limit: 254, into: &text)
        if wasSent(name), !errors.contains(name), let text, !text.isEmpty, !Self.isEmail(text) {
            refuse(name, "This is no e-mail address")
        } else {
            target = text
        }
    }

    private static func isWebAddress(_ text: String) -> Bool {
        let schemes = ["http://", "https://", "ftp://", "ftps://"]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else { return false }
        let host = text.dropFirst(scheme.count).prefix { !"/?#:".contains($0) }
        return host == "localhost" || (host.contains(".") && !host.contains(" ") && host.last != ".")
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
        return parts[1] == "localhost" || parts[1].split(separator: ".").count > 1
    }

    // MARK: Other values

    mutating func flag(_ name: String, into target: inout Bool) {
        guard let value = value(name) else { return }
        switch value {
        case .bool(let flag): target = flag
        case .string(let text) where ["true", "1", "yes", "on", "y", "t"].contains(text.lowercased()): target = true
        case .string(let text) where ["false", "0", "no", "off", "n", "f"].contains(text.lowercased()):
            target = false
        case .number("1"): target = true
        case .number("0"): target = false
        default: refuse(name, "This is neither true nor false")
        }
    }

    mutating func day(_ name: String, into target: inout String?) {
        if members[name] == .null { target = nil }
        guard let value = value(name, isNullable: true) else { return }
        if case .string(let text) = value, CalendarDay.isValid(text) {
            target = text
        } else {
            refuse(name, "A date is written YYYY-MM-DD")
        }
    }

    mutating func currency(_ name: String, isRequired: Bool = false, into target: inout String) {
        guard let value = value(name, isRequired: isRequired && mode == .replace) else { return }
        if case .string(let code) = value, currencies.contains(code) {
            target = code
        } else {
            refuse(name, "This currency is not allowed")
        }
    }

    mutating func currency(_ name: String, into target: inout String?) {
        if members[name] == .null { target = nil }
        guard let value = value(name, isNullable: true) else { return }
        if case .string(let code) = value, code.isEmpty || currencies.contains(code) {
            target = code
        } else {
            refuse(name, "This currency is not allowed")
        }
    }

    /// Reads the key of another row; `isKnown` tells which keys may stand here.
    mutating func key(_ name: String, isRequired: Bool = false, into target: inout Int?, isKnown: (Int) -> Bool) {
        if members[name] == .null, !isRequired { target = nil }
        guard let value = value(name, isRequired: isRequired, isNullable: !isRequired) else { return }
        if let key = Self.key(value), isKnown(key) {
            target = key
        } else {
            refuse(name, "Invalid pk: no such row may stand here")
        }
    }

    /// Reads the key of a row, or returns nil for a value that is none.
    static func key(_ value: JSONValue) -> Int? {
        switch value {
        case .number(let text), .string(let text): Int(text)
        default: nil
        }
    }

    /// Reads a quantity: at most 10 digits before its point, not negative; kept as sent until the row is stored.
    mutating func quantity(_ name: String, into target: inout Decimal) {
        guard let value = value(name) else { return }
        guard let number = Self.decimal(value) else {
            refuse(name, "This is no number")
            return
        }
        if abs(DecimalText.round(number, to: 5)) >= Decimal(sign: .plus, exponent: 10, significand: 1) {
            refuse(name, "This number has too many digits")
        } else if number < 0 {
            refuse(name, "This number cannot be negative")
        } else {
            target = number
        }
    }

    /// Reads a percentage: from 0 to 100, with 2 decimals at most.
    mutating func percentage(_ name: String, into target: inout Decimal) {
        guard let value = value(name) else { return }
        guard let number = Self.decimal(value) else {
            refuse(name, "This is no number")
            return
        }
        if DecimalText.round(number, to: 2) != number {
            refuse(name, "This number has too many decimals")
        } else if !(0...100).contains(number) {
            refuse(name, "This is no percentage from 0 to 100")
        } else {
            target = number
        }
    }

    /// Reads a price: at most 13 digits before its point; an empty text is no price.
    mutating func price(_ name: String, allowsNegative: Bool, into target: inout Decimal?) {
        if members[name] == .null || members[name] == .string("") { target = nil }
        guard let value = value(name, isNullable: true), value != .string("") else { return }
        guard let number = Self.decimal(value) else {
            refuse(name, "This is no number")
            return
        }
        let rounded = DecimalText.round(number, to: 6)
        if abs(rounded) >= Decimal(sign: .plus, exponent: 13, significand: 1) {
            refuse(name, "This number has too many digits")
        } else if rounded < 0 && !allowsNegative {
            refuse(name, "This number cannot be negative")
        } else {
            target = rounded
        }
    }

    private static func decimal(_ value: JSONValue) -> Decimal? {
        switch value {
        case .number(let text), .string(let text): DecimalText.parse(text.trimmed)
        case .bool(let flag): flag ? 1 : 0
        default: nil
        }
    }
}

/// Days as the server writes them.
enum CalendarDay {
    /// Whether the text is a day of the calendar, written `YYYY-MM-DD`.
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.count == 10,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1
        else { return false }
        let isLeap = (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
    }
}
