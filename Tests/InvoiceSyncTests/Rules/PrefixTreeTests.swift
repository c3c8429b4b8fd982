import Foundation
import Testing

@testable import InvoiceSync

/// The expressions by which many names are found at once, in every spelling (SyncRules, “Equal names”).
@Suite struct PrefixTreeTests {
    private let gap = "(?:\\W|&#?\\w+;)+"
    private let entity = "&#?\\w+;?"

    @Test func whatNamesBeginWithStandsOnce() {
        #expect(expressions(["Bolt", "Bolt M8", "Bo", "Nut"]) == ["^\\W*(?:bo(?:lt(?:\(gap)m8)?)?|nut)\\W*$"])
        #expect(
            expressions(["a,b", "it's \"c\""]) == [
                "^\\W*(?:a[\\x2C]b|it(?:[\\x27]|\(entity))s\(gap)(?:[\\x22]|\(entity))c(?:[\\x22]|\(entity)))\\W*$"
            ]
        )
    }

    @Test(arguments: Spelling.pairs + Self.pairs)
    func everySpellingIsMatched(_ spelling: Spelling) throws {
        #expect(try matches(spelling.held, ["Another", spelling.asked, spelling.asked + " II"]))
    }

    private static let pairs = [
        Spelling(held: "Groß", asked: "GROSS"), Spelling(held: "GROSS", asked: "Groß"),
        Spelling(held: "ẞß", asked: "SSSS"), Spelling(held: "Masse ssss", asked: "maße ßß"),
        Spelling(held: "  Olt\u{202F}Srl ", asked: "olt\u{2007}SRL"),
    ]

    @Test func namesOfTheSameLettersAreToldApart() throws {
        var dice = SeededDice(state: 7)
        for _ in 1...60 {
            let names = Set((0...Int.random(in: 0...40, using: &dice)).map { _ in dice.name() })
            let asked = Set(names.filter { _ in Bool.random(using: &dice) })
            let folded = Set(asked.map { FoldedName($0) })
            for name in names {
                let held = dice.spelled(name)
                #expect(FoldedName(held) == FoldedName(name))
                #expect(try matches(held, asked) == folded.contains(FoldedName(name)), "\(held) among \(asked)")
            }
        }
    }

    @Test(arguments: [
        ("RO 123", "123"), ("123", "RO123"), ("ro\u{A0}12 3", "123"), (" 123 ", "123"), ("BG12", "bg 12"),
        ("C.U.I. RO-1.23", "123"), ("CIF: 12/3", "RO 123"), ("123", "C.I.F. 123"),
    ])
    func taxCodesAreMatchedWithAndWithoutPrefix(held: String, asked: String) throws {
        let tax = try #require(TaxIdentity(asked))
        #expect(try matches(held, terms: [SearchTerm(taxCode: tax), SearchTerm(name: "ACME")]))
        #expect(try !matches(held + "4", terms: [SearchTerm(taxCode: tax)]))
    }

    @Test(arguments: ["*\u{FE0F}\u{20E3}", "(\u{301}", "a|b", "\\", "^$.[]{}()*+?", "[\u{327}x", "\"'", ",", "a_b"])
    func marksStandForThemselves(name: String) throws {
        #expect(try matches(name, [name, "other"]))
        #expect(try !matches("x" + name, [name]))
    }

    @Test func noExpressionHoldsWhatPartsASearch() {
        let names = ["a b\tc", "\"d, e'", "f\u{A0}g\u{2007}h", "ș, ț", "12,5 \"x\""]
        let parting = CharacterSet(charactersIn: ",\"'").union(.whitespacesAndNewlines)
        #expect(expressions(names).allSatisfy { $0.rangeOfCharacter(from: parting) == nil })
    }

    @Test func manyNamesAreSplitEvenly() {
        let terms = Set((1...401).map { SearchTerm(name: "Part \($0)") })
        let expressions = PrefixTree.expressions(matching: terms, maximum: 200)
        #expect(expressions.count == 3)
        #expect(PrefixTree.expressions(matching: [], maximum: 200) == [])
        for number in 1...401 {
            let found = expressions.filter { (try? matches("part \(number)", expression: $0)) == true }
            #expect(found.count == 1)
        }
    }

    // MARK: Support

    private func expressions(_ names: some Collection<String>) -> [String] {
        PrefixTree.expressions(matching: Set(names.map { SearchTerm(name: $0) }))
    }

    private func matches(_ held: String, _ asked: some Collection<String>) throws -> Bool {
        try matches(held, terms: Set(asked.map { SearchTerm(name: $0) }))
    }

    private func matches(_ held: String, terms: Set<SearchTerm>) throws -> Bool {
        try PrefixTree.expressions(matching: terms).contains { try matches(held, expression: $0) }
    }

    private func matches(_ held: String, expression: String) throws -> Bool {
        let expression = try NSRegularExpression(pattern: expression, options: .caseInsensitive)
        return expression.firstMatch(in: held, range: NSRange(location: 0, length: held.utf16.count)) != nil
    }
}

/// Chance that repeats itself.
private struct SeededDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    /// A name of few letters, so that names begin alike.
    mutating func name() -> String {
        let words = (0...Int.random(in: 0...2, using: &self)).map { _ in
            String(
                (0...Int.random(in: 0...3, using: &self)).map { _ in "aăâșțîxz1".randomElement(using: &self) ?? "a" }
            )
        }
        return words.joined(separator: " ")
    }

    /// The same name in another spelling.
    mutating func spelled(_ name: String) -> String {
        var name = Bool.random(using: &self) ? name.uppercased() : name
        if Bool.random(using: &self) {
            name = name.replacing("ș", with: "ş").replacing("ț", with: "ţ").replacing("Ț", with: "Ţ")
        }
        if Bool.random(using: &self) { name = name.decomposedStringWithCanonicalMapping }
        return Bool.random(using: &self) ? " " + name.replacing(" ", with: " \u{A0}") : name
    }
}
