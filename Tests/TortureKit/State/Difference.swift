/// Something that is not as it ought to be.
package struct Difference: Sendable, Hashable, Codable, CustomStringConvertible {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Something is there more often than it ought to be.
        case duplicate
        /// Something is not there.
        case missing
        /// Something is there that ought not to be.
        case unexpected
        /// Something is there with a wrong value.
        case wrong
        /// A document is held by nobody who lives.
        case held
        /// A document has no result.
        case unfinished
        /// A document is marked as partial or failed, for failures of the world.
        case marked
        /// A run ended in a way that it ought not to.
        case exit
    }

    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    package var description: String { "\(kind.rawValue): \(text)" }
}

extension [Difference] {
    /// How many there are of each kind.
    package var tally: [String: Int] {
        Dictionary(grouping: self, by: \.kind.rawValue).mapValues(\.count)
    }
}
