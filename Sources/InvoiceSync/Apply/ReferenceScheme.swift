import Foundation
package import InvenTreeClient

/// How the references of new orders are shaped (<doc:OrderRules#References>).
///
/// Pure.
///
/// References are handed out, never left to the server: of two orders that it numbers at the same time one fails.
package enum ReferenceScheme: Hashable, Sendable {
    /// The server's pattern takes any text around fixed pieces: the reference follows from the invoice.
    case text(prefix: String, suffix: String)
    /// The server's pattern wants a number: the next free ones of its sequence.
    case number(prefix: String, width: Int, suffix: String, next: Int)
    /// The pattern is none that references can be made for: the server numbers, one order at a time.
    case server

    /// From this number on the server's numbering breaks for good.
    private static let bound = 2_147_483_647

    /// The longest pattern and reference that are understood; the server's fields for references hold 64 characters.
    private static let longest = 250

    /// Understands the server's rule.
    ///
    /// - Parameter rule: The pattern, such as `SO-{ref:04d}`, and the reference that the server would give next.
    package init(_ rule: ReferenceRule) {
        guard rule.pattern.unicodeScalars.count <= Self.longest else {
            self = .server
            return
        }
        let pieces = Piece.parse(rule.pattern)
        if let text = Self.text(pieces) {
            self = text
        } else if let number = rule.next.flatMap({ Self.number(pieces, next: $0) }) {
            self = number
        } else {
            self = .server
        }
    }

    /// The reference of an order, and the scheme for the order after it.
    ///
    /// - Parameter name: The invoice.
    /// - Returns: nil for the reference where the server is to number.
    package func reference(for name: InvoiceName) -> (reference: String?, rest: ReferenceScheme) {
        switch self {
        case .text(let prefix, let suffix):
            let limit = FieldLimit.orderReference - prefix.unicodeScalars.count - suffix.unicodeScalars.count
            let text = "\(name.serie ?? "")-\(name.numar ?? "")"
            return (prefix + AcceptableText.make(text, limit: max(limit, 10)) + suffix, self)
        case .number(let prefix, let width, let suffix, let next) where next < Self.bound:
            let digits = String(next)
            let padded = String(repeating: "0", count: max(0, width - digits.count)) + digits
            return (prefix + padded + suffix, .number(prefix: prefix, width: width, suffix: suffix, next: next + 1))
        case .number, .server:
            return (nil, .server)
        }
    }

    /// The reference that comes next, where references are numbers.
    package var next: String? {
        guard case .number = self else { return nil }
        return reference(for: InvoiceName(id: nil, serie: nil, numar: nil)).reference
    }

    /// The scheme after the server has said anew what comes next; numbers that were handed out are not given again.
    func advanced(to rule: ReferenceRule) -> ReferenceScheme {
        let fresh = ReferenceScheme(rule)
        guard case .number(let prefix, let width, let suffix, let next) = fresh, case .number(_, _, _, let mine) = self
        else { return fresh }
        return .number(prefix: prefix, width: width, suffix: suffix, next: max(next, mine))
    }

    private static func text(_ pieces: [Piece]) -> ReferenceScheme? {
        let fixed = pieces.map(\.fixedText)
        guard let index = pieces.firstIndex(of: .reference(format: "")),
            (fixed[..<index] + fixed[(index + 1)...]).allSatisfy({ $0 != nil })
        else { return nil }
        let prefix = fixed[..<index].compactMap { $0 }.joined()
        let suffix = fixed[(index + 1)...].compactMap { $0 }.joined()
        return .text(prefix: prefix, suffix: suffix)
    }

    private static func number(_ pieces: [Piece], next: String) -> ReferenceScheme? {
        let text = Array(next.unicodeScalars.prefix(longest + 1))
        guard text.count <= FieldLimit.orderReference,
            let digits = ReferenceMatch.digits(of: text, in: pieces),
            let number = Int(String(text[digits])), number < bound
        else { return nil }
        return .number(
            prefix: String(text[..<digits.lowerBound]),
            width: digits.count,
            suffix: String(text[digits.upperBound...]),
            next: number
        )
    }
}

/// A piece of the server's reference pattern.
private enum Piece: Hashable {
    case literal(String)
    case reference(format: String)
    case field(name: String, format: String)

    static func parse(_ pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
            let field = rest[rest.index(after: open)..<close].split(separator: ":", maxSplits: 1)
            let name = field.first.map(String.init) ?? ""
            let format = field.count > 1 ? String(field[1]) : ""
            pieces.append(name == "ref" ? .reference(format: format) : .field(name: name, format: format))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        return pieces
    }

    /// What stands for this piece in every reference; nil where that is not fixed (`?` and `#` are wild cards).
    var fixedText: String? {
        switch self {
        case .literal(let text): text.contains { $0 == "?" || $0 == "#" } ? nil : text
        case .field("?", let text): text
        case .field, .reference: nil
        }
    }

    var isReference: Bool {
        if case .reference = self { true } else { false }
    }
}

/// The place of the number in a reference, found in a time that the lengths of pattern and reference bound.
///
/// A field takes as little text as it can, the number as many digits. A place from which the rest of the pattern did not
/// fit is not tried again: a regular expression would, and so for ever where a pattern has many fields.
private struct ReferenceMatch {
    private let text: [Unicode.Scalar]
    private let pieces: [Piece]
    private var failed: Set<Int> = []
    private var digits: Range<Int>?

    static func digits(of text: [Unicode.Scalar], in pieces: [Piece]) -> Range<Int>? {
        guard pieces.count(where: \.isReference) == 1 else { return nil }
        var match = ReferenceMatch(text: text, pieces: pieces)
        return match.fits(0, at: 0) ? match.digits : nil
    }

    private init(text: [Unicode.Scalar], pieces: [Piece]) {
        (self.text, self.pieces) = (text, pieces)
    }

    /// A Boolean value that indicates whether the pieces from an index on fit all of the text from a position on.
    private mutating func fits(_ index: Int, at position: Int) -> Bool {
        guard index < pieces.count else { return position == text.count }
        let place = index * (text.count + 1) + position
        guard !failed.contains(place) else { return false }
        if fitsAnyEnd(of: index, from: position) { return true }
        failed.insert(place)
        return false
    }

    private mutating func fitsAnyEnd(of index: Int, from position: Int) -> Bool {
        switch pieces[index] {
        case .literal(let literal):
            return text[position...].starts(with: literal.unicodeScalars)
                && fits(index + 1, at: position + literal.unicodeScalars.count)
        case .field:
            for end in position...text.count where fits(index + 1, at: end) { return true }
            return false
        case .reference:
            let longest = text[position...].prefix { ("0"..."9").contains($0) }.count
            for end in stride(from: position + longest, to: position, by: -1) where fits(index + 1, at: end) {
                digits = position..<end
                return true
            }
            return false
        }
    }
}

extension String {
    fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}
