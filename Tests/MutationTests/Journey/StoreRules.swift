import FGOModels
import Foundation

@testable import InvoiceSync
@testable import MongoInvoiceStore

/// That a document comes out of a store as it went in (SyncRules, “Fields of a document”).
enum StoreRules {
    /// Faults of `data` after a trip through JSON text, as the embedded store keeps it.
    static func faultsOfJSON(_ data: JSONValue) -> [String] {
        guard let again = try? JSONValue(json: Data(data.json.utf8)) else {
            return ["data cannot be read from its JSON"]
        }
        return Fingerprint(of: again) == Fingerprint(of: data) ? [] : ["data has another fingerprint after JSON"]
    }

    /// Faults of a document after a trip through MongoDB's bytes; none where BSON cannot hold it.
    static func faultsOfBSON(_ imported: ImportedDocument) -> [String] {
        let document = imported.document
        guard let bytes = try? imported.bson(BSONValue(document.id.value), at: 1).bytes() else { return [] }
        guard let bson = try? bytes.withUnsafeBytes({ try BSONDocument(bytes: $0) }) else {
            return ["the document cannot be read from its BSON"]
        }
        let stored = DocumentRecord(bson, IdentifierTable()).stored
        var faults: [String] = []
        if stored.status != imported.status { faults.append("sync_status is another after BSON") }
        if stored.attempts != imported.attempts { faults.append("sync_attempts is another after BSON") }
        if stored.fingerprint != imported.fingerprint { faults.append("sync_hash is another after BSON") }
        guard let data = document.data, let again = stored.document.data else {
            return faults + (stored.document.data == document.data ? [] : ["data is gone after BSON"])
        }
        let fingerprint = Fingerprint(of: again)
        if fingerprint != Fingerprint(of: JSONValue(BSONValue(data))) { faults.append("data changes in its bytes") }
        if fingerprint != Fingerprint(of: JSONValue(BSONValue(again))) { faults.append("data changes with each trip") }
        if !data.looksLikeExtendedJSON, fingerprint != Fingerprint(of: data) {
            faults.append("data has another fingerprint after BSON")
        }
        return faults
    }
}

extension JSONValue {
    /// Whether anything in it may stand for another type of BSON, so that it may come back in another form.
    fileprivate var looksLikeExtendedJSON: Bool {
        switch self {
        case .object(let fields):
            fields.contains { $0.hasPrefix("$") || $1.looksLikeExtendedJSON }
        case .array(let elements): elements.contains(where: \.looksLikeExtendedJSON)
        case .double(let number): !number.isFinite
        default: false
        }
    }
}
