package import FGOModels

/// A document as BSON and as JSON, for programs of this package that look at both forms.
package struct BSONForm: Sendable {
    /// The document in Extended JSON.
    package let json: JSONValue
    /// The document's bytes as this package writes them.
    package let bytes: [UInt8]

    /// Reads a document.
    ///
    /// - Parameter bytes: Any bytes.
    /// - Throws: `BSONError.malformed` where they are no document.
    package init(bytes: [UInt8]) throws {
        let document = try bytes.withUnsafeBytes { bytes throws(BSONError) in try BSONDocument(bytes: bytes) }
        json = JSONValue(document)
        self.bytes = try document.bytes()
    }

    /// The bytes of an object.
    ///
    /// - Parameter fields: The object, whose Extended JSON becomes the types that it stands for.
    /// - Returns: The bytes.
    /// - Throws: `BSONError.keyWithNUL` where a key cannot be one in BSON.
    package static func bytes(of fields: [String: JSONValue]) throws -> [UInt8] {
        try BSONDocument(object: fields).bytes()
    }
}
