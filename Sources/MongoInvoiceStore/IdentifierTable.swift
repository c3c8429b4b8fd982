import FGOModels
import Foundation
import Synchronization

/// What each `_id` is in the database, where its Extended JSON does not say all of it.
///
/// MongoDB tells `{a: 1, b: 2}` from `{b: 2, a: 1}` and one normal form of Unicode from another; a `DocumentID` does
/// not. A document that was read under such an `_id` has to be found again under the same one.
package final class IdentifierTable: Sendable {
    private let exact = Mutex<[DocumentID: BSONValue]>([:])

    package init() {}

    /// The `_id` to look for.
    func bson(_ id: DocumentID) -> BSONValue {
        exact.withLock { $0[id] } ?? id.bson
    }

    /// The filter for documents by their `_id`, each of which is a value and nothing else.
    ///
    /// - Parameter ids: The identifiers.
    /// - Returns: The filter.
    func filter(_ ids: some Collection<DocumentID>) -> BSONDocument {
        let values = ids.map(bson)
        // In a list a regular expression stands for all texts that it matches, and an operator is refused.
        let special = values.filter(\.hasMeaningInList)
        let plain: BSONDocument = ["_id": ["$in": .array(values.filter { !$0.hasMeaningInList })]]
        guard !special.isEmpty else { return plain }
        return ["$or": .array([.document(plain)] + special.map { ["_id": ["$eq": $0]] })]
    }

    /// The identifier of a document that was read.
    func identifier(_ value: BSONValue) -> DocumentID {
        let id = DocumentID(JSONValue(value))
        exact.withLock { $0[id] = id.bson.isSame(as: value) ? nil : value }
        return id
    }
}

extension DocumentID {
    /// The identifier as this store writes it: the same for equal identifiers.
    fileprivate var bson: BSONValue {
        if case .text(let text) = value { return .string(text.precomposedStringWithCanonicalMapping) }
        return BSONValue(value)
    }
}

extension BSONValue {
    /// Whether `$in` takes the value for more than itself.
    fileprivate var hasMeaningInList: Bool {
        switch self {
        case .regularExpression: true
        case .document(let document): document.fields.contains { $0.key.hasPrefix("$") }
        default: false
        }
    }

    /// Whether both have the same bytes, or are equal numbers, which MongoDB does not tell apart.
    fileprivate func isSame(as other: BSONValue) -> Bool {
        if let integer, let otherInteger = other.integer { return integer == otherInteger }
        guard let bytes = try? (["": self] as BSONDocument).bytes(),
            let otherBytes = try? (["": other] as BSONDocument).bytes()
        else { return false }
        return bytes == otherBytes
    }
}
