import FGOModels
import Foundation

/// A text is a number that writes back the digits of the text, or is refused with an error that names it.
enum NumberRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        let text = String(decoding: input, as: UTF8.self)
        let number = FGONumber.decimal(from: text)
        if let number {
            let written = number.description
            try require(FGONumber.decimal(from: written) == number, "“\(text)” is \(written), which reads otherwise")
            let digits = significantDigits(of: text)
            try require(significantDigits(of: written) == digits, "“\(text)” is \(written): other digits")
            try require((try? JSONValue(json: Data(written.utf8))) == .number(number), "\(written) is other JSON")
        }
        try checkField(text, number)
    }

    /// That an invoice's line reads the text the same, and an error names it.
    private static func checkField(_ text: String, _ number: Decimal?) throws(FuzzFault) {
        let line: JSONValue = ["nume_produs": "P", "cantitate": .text(text)]
        let fields: JSONValue = ["serie": "S", "numar": 1, "denumire_client": "C", "articole": [line]]
        let invoice = try require(try? Invoice(fields), "an invoice cannot be read for a quantity")
        switch try require(invoice.articole.first, "a line is lost") {
        case .line(let line):
            guard !text.allSatisfy(\.isWhitespace) else { return }
            try require(line.cantitate == number, "“\(text)” is \(line.cantitate) in a line")
        case .unreadable(let line):
            try require(number == nil, "“\(text)” is a number, but not in a line")
            guard !text.allSatisfy(\.isWhitespace) else { return }
            let beginning = String(text.unicodeScalars.prefix(40))
            try require(line.error.reason.contains(beginning), "\(line.error) does not name “\(beginning)”")
        }
    }

    /// The digits without zeros before and behind.
    private static func significantDigits(of text: String) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        let digits = text.utf8.filter { (zero...UInt8(ascii: "9")).contains($0) }.drop { $0 == zero }
        return Array(digits.reversed().drop { $0 == zero }.reversed())
    }
}
