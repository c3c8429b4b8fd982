/// The words of a `?search=`, each of which must occur in some field of a row.
struct SearchTerms {
    private enum Term {
        case text(ExactText)
        case pattern(TextPattern)
    }

    private let terms: [Term]

    /// Reads a search as the server does.
    ///
    /// White space and commas part words, quotes keep them together. With `search_whole` the server wraps every word
    /// in word boundaries and then looks for that text literally, so that nothing is ever found.
    ///
    /// - Throws: ``TextPattern/Invalid`` for a bad expression under `search_regex`.
    init(_ search: String, isRegex: Bool, isWhole: Bool) throws(TextPattern.Invalid) {
        var terms: [Term] = []
        for word in Self.split(search) {
            let word = isWhole ? "\\y" + word + "\\y" : word
            terms.append(isRegex ? .pattern(try TextPattern(word)) : .text(ExactText(folding: word)))
        }
        self.terms = terms
    }

    var isEmpty: Bool { terms.isEmpty }

    /// The word by which an index finds the fewest rows, or nil where all words are expressions.
    var indexed: ExactText? {
        terms.compactMap { term in
            if case .text(let text) = term { text } else { nil }
        }.max { $0.bytes.count < $1.bytes.count }
    }

    /// Whether every word occurs in one of the texts.
    ///
    /// - Parameters:
    ///   - folded: The same texts with their case folded, joined so that no word can span two.
    ///   - fields: The texts one by one, for expressions.
    /// - Returns: Whether the row is found.
    func match(folded: some Collection<ExactText>, fields: () -> [String]) -> Bool {
        terms.allSatisfy { term in
            switch term {
            case .text(let text): folded.contains { $0.contains(text) }
            case .pattern(let pattern): fields().contains(where: pattern.matches)
            }
        }
    }

    private static func split(_ search: String) -> [String] {
        var words: [String] = []
        var rest = Substring(search)
        while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
            rest = rest[start...]
            let token = quoted(rest) ?? rest.prefix { !$0.isWhitespace }
            rest = rest.dropFirst(token.count)
            words += parts(of: token)
        }
        return words.filter { !$0.isEmpty }
    }

    /// A token that begins with a quote and reaches to the next one of its kind.
    private static func quoted(_ text: Substring) -> Substring? {
        guard let quote = text.first, quote == "\"" || quote == "'",
            let end = text.dropFirst().firstIndex(of: quote)
        else { return nil }
        return text[...end]
    }

    private static func parts(of token: Substring) -> [String] {
        var token = token
        while token.first == "," { token = token.dropFirst() }
        while token.last == "," { token = token.dropLast() }
        if let first = token.first, first == "\"" || first == "'", token.last == first {
            return [String(token.dropFirst().dropLast()).trimmed]
        }
        return token.split(separator: ",").map { String($0).trimmed }
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
