/// Many search terms as one regular expression, in which what several begin with stands once.
///
/// Pure.
///
/// A database tries an expression on every row: with the terms side by side it would follow each of them, in the tree it
/// follows one. That is several times cheaper from some 50 terms on.
struct PrefixTree {
    private var children: [String: PrefixTree] = [:]
    private var isEnd = false

    /// The expressions that match the whole of a text that is one of the terms.
    ///
    /// - Parameters:
    ///   - terms: The terms.
    ///   - tail: What may follow a term.
    ///   - maximum: How many of them one expression takes at most.
    /// - Returns: As few as that allows, of about equal size; none where there is no term.
    static func expressions(
        matching terms: Set<SearchTerm>,
        tail: String = SearchTerm.anyGap,
        maximum: Int = LookupCost.namesPerSearch
    ) -> [String] {
        let count = (terms.count + maximum - 1) / maximum
        guard count > 0 else { return [] }
        let sorted = terms.sorted { $0.pieces.lexicographicallyPrecedes($1.pieces) }
        let size = (terms.count + count - 1) / count
        return stride(from: 0, to: sorted.count, by: size).map { start in
            var tree = PrefixTree()
            for term in sorted[start..<min(start + size, sorted.count)] { tree.insert(term.pieces[...]) }
            return "^\(SearchTerm.anyGap)\(tree.expression)\(tail)$"
        }
    }

    private mutating func insert(_ pieces: ArraySlice<String>) {
        guard let piece = pieces.first else {
            isEnd = true
            return
        }
        children[piece, default: PrefixTree()].insert(pieces.dropFirst())
    }

    private var expression: String {
        let branches = children.sorted { $0.key < $1.key }.map { $0.key + $0.value.expression }
        switch branches.count {
        case 0: return ""
        case 1 where !isEnd: return branches[0]
        default: return "(?:\(branches.joined(separator: "|")))" + (isEnd ? "?" : "")
        }
    }
}
