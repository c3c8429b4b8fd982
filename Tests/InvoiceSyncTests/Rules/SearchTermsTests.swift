import Foundation
import Testing

@testable import InvoiceSync

/// What the server is asked for so that it finds every spelling of a name (sync.md section 3).
@Suite struct SearchTermsTests {
    @Test(arguments: [
        ("ACME Trading", "ACME Trading"), ("Brânză, \"Olt\"", "Br nz Olt"), ("Ștefan", "tefan"), ("S.R.L. 24", "24"),
    ])
    func wordsAreWhatAllSpellingsShare(name: String, words: String) {
        #expect(SearchTerms.words(of: name) == words)
    }

    @Test(arguments: ["Ăș", "...", "a b"])
    func thereAreNoWordsWhereSpellingsShareNothing(name: String) {
        #expect(SearchTerms.words(of: name) == nil)
    }

    @Test(arguments: Spelling.pairs)
    func expressionMatchesEverySpelling(_ spelling: Spelling) throws {
        let expression = try Regex(SearchTerms.expression(of: spelling.asked)).ignoresCase()
            .matchingSemantics(.unicodeScalar)
        #expect(spelling.held.wholeMatch(of: expression) != nil)
    }

    @Test(arguments: ["Bolt M8", "Bol", "1 Bolt", "Bo lt"])
    func expressionMatchesNoOtherName(other: String) throws {
        let expression = try Regex(SearchTerms.expression(of: "Bolt"))
        #expect(other.wholeMatch(of: expression) == nil)
    }

    @Test(arguments: ["*\u{FE0F}\u{20E3}", "(\u{301}", "a|b", "\\", "^$.[]{}()*+?", "[\u{327}x"])
    func marksStandForThemselves(name: String) throws {
        let expression = try NSRegularExpression(pattern: SearchTerms.expression(of: name))
        #expect(expression.firstMatch(in: name, range: NSRange(location: 0, length: name.utf16.count)) != nil)
    }

    @Test(arguments: ["ș", "Ǟ", "😀", "ệ", "~", "👨‍👩‍👧"])
    func expressionFitsARequestLine(character: String) throws {
        let expression = SearchTerms.expression(of: String(repeating: character, count: 100))
        #expect(expression.utf8.count * 3 < 4000)
        #expect(throws: Never.self) { try NSRegularExpression(pattern: expression) }
    }
}
