import Foundation

extension String {
    /// A Boolean value that indicates whether this means that there is no code, where one belongs (SyncRules, “Codes”).
    ///
    /// That is a text without any letter or digit, one of zeros alone, and the words that people write for “none”. One
    /// rule serves products and customers alike.
    var isNoCode: Bool {
        let signs = filter { $0.isLetter || $0.isNumber }
        return signs.allSatisfy { $0 == "0" } || Self.wordsForNone.contains(word)
    }

    /// The words that stand for no code, as ``word`` has them.
    private static let wordsForNone: Set<String> = ["null", "none", "n/a", "na", "nu are", "fara"]

    /// A word as a person reads it: in lower case, without accents, with single spaces.
    package var word: String {
        let plain = folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
