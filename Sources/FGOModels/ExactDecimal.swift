package import Foundation

extension Decimal {
    /// The number that a literal (`-12.5`, `1E+3`) stands for; nil where it is none, or beyond a `Decimal`.
    package init?(literal: String) {
        guard let number = Decimal(short: literal.utf8) ?? Decimal(string: literal), !number.isNaN else { return nil }
        self = number
    }

    /// A literal of at most 18 digits and without an exponent, as nearly all are: Foundation's way takes much longer.
    private init?(short literal: String.UTF8View) {
        let minus = UInt8(ascii: "-")
        var significand = 0
        var digits = 0
        var pointAt: Int?
        for byte in literal.first == minus ? literal.dropFirst() : literal[...] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits < Decimal.shortDigits else { return nil }
                significand = significand * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
            case UInt8(ascii: ".") where pointAt == nil: pointAt = digits
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        let exponent = pointAt.map { $0 - digits } ?? 0
        self.init(isNegative: literal.first == minus, significand: significand, exponent: exponent)
    }

    /// The number `significand × 10^exponent`; zero has no sign.
    init(isNegative: Bool, significand: Int, exponent: Int) {
        let sign: FloatingPointSign = significand > 0 && isNegative ? .minus : .plus
        self.init(sign: sign, exponent: exponent, significand: Decimal(significand))
    }

    /// How many digits an `Int` surely holds.
    static let shortDigits = 18

    /// The number that a plain literal (`-12.5`, `1E+3`) stands for, or nil where the text is none or too long to be exact.
    init?(plain text: String) {
        let mantissa = text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        let digits = mantissa.count(where: \.isASCIIDigit)
        guard (1...Decimal.exactDigits).contains(digits),
            text.utf8.allSatisfy({ $0.isASCIIDigit || "+-.eE".utf8.contains($0) })
        else { return nil }
        self.init(literal: text)
    }

    /// How many digits a `Decimal` surely holds without rounding.
    static let exactDigits = 38
}

extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
