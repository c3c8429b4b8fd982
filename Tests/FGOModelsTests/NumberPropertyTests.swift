import FGOModels
import Foundation
import Testing

/// Random numbers in every accepted way of writing.
///
/// A million of them in all; `INVSYNC_NUMBERS` sets another count.
@Suite struct NumberPropertyTests {
    private static let shares = 8
    private static let count =
        ProcessInfo.processInfo.environment["INVSYNC_NUMBERS"].flatMap { Int($0) } ?? 1_000_000

    @Test(arguments: 0..<shares)
    func `a number reads as itself in every accepted way`(_ share: Int) {
        var writer = NumberWriter(seed: UInt64(share))
        var faults: [String] = []
        for _ in 0..<Self.count / Self.shares {
            let written = writer.next()
            let number = FGONumber.decimal(from: written.text)
            if number != written.number {
                faults.append("“\(written.text)” is \(written.number), not \(number as Any)")
            }
        }
        #expect(faults.isEmpty, "\(faults.count) faults: \(faults.prefix(5))")
        #expect(writer.ways == NumberWriter.allWays)
    }

    @Test(arguments: 0..<4)
    func `a text is read or refused as the grammar says, and every refusal names it`(_ share: Int) throws {
        let grammar = try Grammar()
        var random = Random(state: UInt64(share) + 100)
        let alphabet = ["1", "23", "456", "000", ".", ",", " ", "\u{A0}", "'", "’", "-", "−", "+", "e", "RON"]
        var counts = (read: 0, refused: 0)
        for _ in 0..<Self.count / 200 {
            let text = (0...random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
            guard !text.allSatisfy(\.isWhitespace) else { continue }
            let line: JSONValue = ["nume_produs": "P", "cantitate": .text(text)]
            let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "articole": [line, line]])
            for reading in invoice.articole {
                switch reading {
                case .line:
                    counts.read += 1
                    #expect(grammar.accepts(text), "“\(text)” was read")
                case .unreadable(let line):
                    counts.refused += 1
                    #expect(!grammar.accepts(text), "“\(text)” was refused")
                    #expect(line.error.path.hasSuffix("].cantitate"))
                    #expect(line.error.reason == "“\(text)” is not a number")
                }
            }
        }
        #expect(counts.read > 500 && counts.refused > 500)
    }
}

/// Numbers and texts that stand for them.
private struct NumberWriter {
    private static let separators = ["", " ", "\u{A0}", "\u{202F}", "'", "’", ".", ","]
    private static let marks = [".", ","]
    private static let signs = ["-", "−"]

    /// A separator of thousands and a decimal mark, by number.
    static let allWays = Set((0..<separators.count * marks.count).filter { separators[$0 / 2] != marks[$0 % 2] })

    /// The ways that were taken so far.
    private(set) var ways: Set<Int> = []
    private var random: Random

    init(seed: UInt64) {
        random = Random(state: seed)
    }

    mutating func next() -> (text: String, number: Decimal) {
        var way = random.below(Self.separators.count * 2)
        while !Self.allWays.contains(way) { way = random.below(Self.separators.count * 2) }
        ways.insert(way)
        let separator = Self.separators[way / 2]
        let (digitCount, fractionCount) = (1 + random.below(12), random.below(7))
        let whole = random.below(Self.powers[digitCount])
        let fraction = random.below(Self.powers[fractionCount])
        // One point alone would be the decimal mark.
        let isMark = separator == "." || separator == ","
        let needsFraction = isMark && (1_000..<1_000_000).contains(whole)
        let places = needsFraction ? max(fractionCount, 1) : fractionCount
        let isNegative = random.below(3) == 0
        var text = isNegative ? Self.signs[random.below(2)] : ""
        text += Self.grouped(whole, by: separator)
        if places > 0 {
            text += Self.marks[way % 2]
            let digits = String(fraction)
            for _ in digits.utf8.count..<max(places, digits.utf8.count) { text += "0" }
            text += digits
        }
        if random.below(10) == 0 { text = " \(text)\u{A0}" }
        let significand = Decimal(whole * Self.powers[places] + fraction)
        return (text, Decimal(sign: isNegative ? .minus : .plus, exponent: -places, significand: significand))
    }

    private static let powers = (0...18).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    private static func grouped(_ number: Int, by separator: String) -> String {
        if separator.isEmpty || number < 1000 { return String(number) }
        let rest = number % 1000
        return grouped(number / 1000, by: separator) + separator + (rest < 10 ? "00" : rest < 100 ? "0" : "")
            + String(rest)
    }
}

/// The rules for numbers once more, as regular expressions.
private struct Grammar {
    private let forms: [Regex<Substring>]

    init() throws {
        let sign = "^[-−]?"
        let thousands = [" \u{A0}\u{202F}", "'’"]
        forms =
            [
                try Regex("\(sign)(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)$"),
                try Regex("\(sign)[0-9]{1,3}(?:\\.[0-9]{3})+,[0-9]*$"),
                try Regex("\(sign)[0-9]{1,3}(?:,[0-9]{3})+\\.[0-9]*$"),
                try Regex("\(sign)[0-9]{1,3}(?:\\.[0-9]{3}){2,}$"), try Regex("\(sign)[0-9]{1,3}(?:,[0-9]{3}){2,}$"),
            ]
            + (try thousands.map { try Regex("\(sign)[0-9]{1,3}(?:[\($0)][0-9]{3})+(?:[.,][0-9]*)?$") })
    }

    func accepts(_ text: String) -> Bool {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return forms.contains { trimmed.firstMatch(of: $0) != nil }
    }
}

/// The same numbers in every run: SplitMix64.
private struct Random {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
