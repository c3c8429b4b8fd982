public import Foundation

/// The documents in a file: mongoexport's lines or list, FGO's own export (a list of invoices), or one invoice.
///
/// A file of lines is read line by line, so that its size does not matter; any other file is read whole.
public struct DocumentFile: Sequence, Sendable {
    private let contents: Data

    /// A file's documents.
    ///
    /// - Parameter contents: The file's bytes, UTF-8, with or without a byte order mark.
    public init(contents: Data) {
        let mark = Data([0xEF, 0xBB, 0xBF])
        self.contents = contents.starts(with: mark) ? contents.dropFirst(mark.count) : contents
    }

    /// Reads one document, or why there is none, at each step.
    ///
    /// An error names the line, and the others go on.
    public func makeIterator() -> AnyIterator<Result<RawDocument, FGOError>> {
        guard let first = lines.first(where: { _ in true }) else { return AnyIterator([].makeIterator()) }
        if Self.isObject(first.line) { return documentsInLines() }
        do throws(FGOError) {
            return AnyIterator(try Self.documents(in: JSONValue(json: contents)).makeIterator())
        } catch {
            if lines.contains(where: { Self.isObject($0.line) }) { return documentsInLines() }
            return AnyIterator(CollectionOfOne(.failure(error)).makeIterator())
        }
    }

    /// The lines that are not blank, numbered from 1.
    private var lines: some Sequence<(number: Int, line: Data)> {
        contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).lazy
            .enumerated().map { (number: $0 + 1, line: $1) }
            .filter { !Self.isBlank($0.line) }
    }

    private func documentsInLines() -> AnyIterator<Result<RawDocument, FGOError>> {
        var remaining = lines.makeIterator()
        return AnyIterator {
            remaining.next().map { number, line in
                Result { () throws(FGOError) in try Self.document(in: line, number: number) }
            }
        }
    }

    private static func document(in line: Data, number: Int) throws(FGOError) -> RawDocument {
        do {
            return try RawDocument(exported: JSONValue(json: line))
        } catch {
            throw FGOError(error.code, at: ["line \(number)"], error.description)
        }
    }

    private static func documents(in value: JSONValue) throws(FGOError) -> [Result<RawDocument, FGOError>] {
        guard case .array(let elements) = value else { return [.success(try RawDocument(exported: value))] }
        if elements.isEmpty { return [] }
        guard elements.contains(where: RawDocument.isExported) else {
            return [.success(RawDocument(invoices: value))]
        }
        return elements.enumerated().map { index, element in
            Result { () throws(FGOError) in try RawDocument(exported: element, at: ([] as JSONPath)[index]) }
        }
    }

    private static func isBlank(_ line: Data) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// Whether a line alone is one JSON object, as in a file of lines.
    private static func isObject(_ line: Data) -> Bool {
        guard let value = try? JSONValue(json: line), case .object = value else { return false }
        return true
    }
}

extension RawDocument {
    /// A document as it was exported: `{_id, data, …}`, or a bare invoice.
    init(exported value: JSONValue, at path: JSONPath = []) throws(FGOError) {
        guard case .object(let fields) = value else {
            throw FGOError(.wrongType, at: path, "must be a document or an invoice (an object), is \(value.kind)")
        }
        guard Self.isExported(value) else {
            guard fields["serie"] != nil || fields["numar"] != nil || fields["articole"] != nil else {
                let reason = "is neither a document (it has no “data”) nor an invoice (it has no “serie” and “numar”)"
                throw FGOError(.dataMissing, at: path, reason)
            }
            self.init(invoices: value)
            return
        }
        var others = fields
        let id = others.removeValue(forKey: "_id")
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
    /// The identifier of content that came without one: the same content is the same document.
    init(naming content: JSONValue) {
        self.init(.text("import-\(Fingerprint(of: content))"))
    }
}
