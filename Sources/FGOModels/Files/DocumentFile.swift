public import Foundation

/// The documents in a file that is in memory, as ``DocumentReader`` reads them.
public struct DocumentFile: Sequence, Sendable {
    private let contents: Data

    /// A file's documents.
    ///
    /// - Parameter contents: The file's bytes, UTF-8, with or without a byte order mark.
    public init(contents: Data) {
        self.contents = contents
    }

    /// Reads one document, or why there is none, at each step.
    ///
    /// An error names the line, and the others go on.
    public func makeIterator() -> AnyIterator<Result<RawDocument, FGOError>> {
        var rest: Data? = contents
        var reader = DocumentReader<Never> {
            defer { rest = nil }
            return rest
        }
        return AnyIterator { reader.next() }
    }
}

extension RawDocument {
    /// A document as it was exported: `{_id, data, …}`, or a bare invoice.
    init(exported value: JSONValue) throws(FGOError) {
        guard case .object(let fields) = value else {
            throw FGOError(.wrongType, at: [], "must be a document or an invoice (an object), is \(value.kind)")
        }
        guard Self.isExported(value) else {
            guard fields["serie"] != nil || fields["numar"] != nil || fields["articole"] != nil else {
                let reason = "is neither a document (it has no “data”) nor an invoice (it has no “serie” and “numar”)"
                throw FGOError(.dataMissing, at: [], reason)
            }
            self.init(invoices: value)
            return
        }
        var others = fields
        let id = others.removeValue(forKey: "_id")
        if let id { try DocumentID.check(id) }
        let data = others.removeValue(forKey: "data")
        self.init(
            id: id.map { DocumentID($0) } ?? DocumentID(naming: value),
            data: data,
            otherFields: others
        )
    }

    /// A document around invoices that came without one.
    init(invoices: JSONValue) {
        self.init(id: DocumentID(naming: invoices), data: invoices)
    }

    static func isExported(_ value: JSONValue) -> Bool {
        value["data"] != nil || value["_id"] != nil
    }
}

extension DocumentID {
    /// The objects of Extended JSON that stand for one value which may be an `_id`.
    private static let types: Set<String> = [
        "$oid", "$uuid", "$binary", "$date", "$timestamp", "$numberInt", "$numberLong", "$numberDouble",
        "$numberDecimal", "$symbol", "$code", "$scope", "$dbPointer", "$minKey", "$maxKey",
    ]

    /// Checks that an `_id` names one document: no list, no null, no pattern, and no operator of a query.
    fileprivate static func check(_ id: JSONValue) throws(FGOError) {
        let problem: String? =
            switch id {
            case .null, .array: id.kind
            case .object(let fields):
                fields.keys.sorted().first { $0.hasPrefix("$") && !types.contains($0) }.map { "an object with “\($0)”" }
            default: nil
            }
        guard let problem else { return }
        let rule = "must name one document (an ObjectId, a text, a number or the like)"
        throw FGOError(.wrongType, at: ["_id"], "\(rule), is \(problem)")
    }

    /// The identifier of content that came without one: the same content is the same document.
    init(naming content: JSONValue) {
        self.init(.text("import-\(Fingerprint(of: content))"))
    }
}
