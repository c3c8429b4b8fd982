import Foundation

/// Numbers as the server reads, stores and shows them.
enum DecimalText {
    /// Reads a number, or returns nil for text that is none: `12,5`, `abc`, `NaN`, `Infinity` and the empty text.
    static func parse(_ text: String) -> Decimal? {
        guard isNumber(text) else { return nil }
        let value = Decimal(string: text)
        return value.flatMap { $0.isNaN ? nil : $0 }
    }

    /// Rounds half to even, as the server does before it stores a number.
    static func round(_ value: Decimal, to places: Int) -> Decimal {
        var exact = value
        var rounded = Decimal()
        NSDecimalRound(&rounded, &exact, places, .bankers)
        return rounded
    }

    /// The nearest binary float, which is what the server's JSON shows.
    static func float(_ value: Decimal) -> Double {
        Double(value.description) ?? 0
    }

    /// Whether the text may stand as a number in JSON.
    static func isJSONNumber(_ text: String) -> Bool {
        isNumber(text) && !text.hasPrefix("+") && !text.hasPrefix(".")
    }

    /// Whether the text is `[+-]digits[.digits][e[+-]digits]`.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8[...]
        func skipSign() {
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        }
        func skipDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        skipSign()
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            skipSign()
            guard (1...3).contains(skipDigits()) else { return false }
        }
        return rest.isEmpty
    }
}
