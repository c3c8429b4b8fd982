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
    /// Whether both have the same bytes, or are equal numbers, which MongoDB does not tell apart.
    fileprivate func isSame(as other: BSONValue) -> Bool {
        if let integer, let otherInteger = other.integer { return integer == otherInteger }
        guard let bytes = try? (["": self] as BSONDocument).bytes(),
            let otherBytes = try? (["": other] as BSONDocument).bytes()
        else { return false }
        return bytes == otherBytes
    }
}
