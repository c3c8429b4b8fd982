import FGOModels
import Foundation
import InvoiceSync
import MongoInvoiceStore

/// A document that was read has bytes of its own, which read and write the same; as JSON it survives both forms.
enum BSONRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        guard let form = try? BSONForm(bytes: input) else { return }
        let again = try require(try? BSONForm(bytes: form.bytes), "what was written cannot be read")
        try require(again.bytes == form.bytes, "what was written is other bytes when written again")
        try require(again.json.json == form.json.json, "\(form.json.json) becomes \(again.json.json)")
        try JSONRules.roundTrip(form.json)
        try roundTrip(form.json)
        try claim(form.bytes)
    }

    /// That JSON which came from BSON has one form there, once what looks like Extended JSON has become what it looks like.
    private static func roundTrip(_ json: JSONValue) throws(FuzzFault) {
        guard let stored = try trip(json), let again = try trip(stored) else { return }
        try require(again.json == stored.json, "\(stored.json) comes back as \(again.json)")
    }

    /// An object after a trip through its bytes; nil where BSON cannot hold a text or a key of it.
    private static func trip(_ json: JSONValue) throws(FuzzFault) -> JSONValue? {
        guard case .object(let fields) = json else { throw FuzzFault(description: "a document is \(json.kind)") }
        guard let bytes = try? BSONForm.bytes(of: fields) else { return nil }
        return try require(try? BSONForm(bytes: bytes), "\(json.json) cannot be read from its BSON").json
    }

    private static func claim(_ bytes: [UInt8]) throws(FuzzFault) {
        let record = try? bytes.withUnsafeBytes { try DocumentRecord(bytes: $0, IdentifierTable()) }
        let claimed = try require(record, "a document is no record").claimed(by: "worker")
        guard let invoices = try? claimed.document.read() else { return }
        for case .unreadable(let invoice) in invoices {
            try require(!invoice.error.reason.isEmpty, "an invoice is unreadable for no reason")
        }
    }
}
