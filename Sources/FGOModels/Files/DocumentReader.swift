public import Foundation

/// Reads documents one by one from what comes piece by piece: mongoexport's lines or list, FGO's own export (a list of
/// invoices), or one invoice; pretty-printed or not, one or many after another.
///
/// A list of invoices is one document; a list of more than 1 MiB becomes several. No more is kept in memory than that, a
/// piece and a value, so that the size of a file does not matter.
public struct DocumentReader<Failure: Error> {
    /// A document, or why there is none.
    public typealias Reading = Result<RawDocument, FGOError>

    /// Invoices of a list that came without a document around them.
    private struct Invoices {
        var elements: [(value: JSONValue, path: JSONPath)] = []
        var byteCount = 0
    }

    /// The bytes of a list of invoices from which on it becomes several documents.
    private static var mostBytes: Int { 1 << 20 }

    private var values: ValueReader<Failure>
    private var isOpen = false
    private var isAtEnd = false
    /// The invoices of the list that is being read; nil outside of lists, and in lists of documents.
    private var invoices: Invoices?
    private var isListOfDocuments = false
    /// What was read and not returned yet, the last first.
    private var ready: [Reading] = []
    /// A Boolean value that indicates whether a letter beyond ASCII was found that is UTF-8.
    private var hasUTF8 = false
    /// A Boolean value that indicates whether nothing was found yet, neither a value nor damage.
    private var isAtBeginning = true

    /// How many bytes were read so far.
    public var byteCount: Int { values.byteCount }

    /// A reader of the bytes that a function returns.
    ///
    /// - Parameter read: Returns the next bytes, UTF-8 with or without byte order marks; `nil`, or no bytes, at the end.
    public init(_ read: @escaping () throws(Failure) -> Data?) {
        values = ValueReader(read)
    }

    /// Reads one document, or the reason why there is none.
    ///
    /// An error names the line, and reading goes on behind it. An error with the code
    /// ``FGOError/Code/unsupportedFormat`` is about the whole file: it names the format and the remedy, and ends the reading.
    ///
    /// - Throws: What the function throws that returns the bytes. The reader may be used again after that.
    /// - Returns: The document or the reason; `nil` at the end.
    public mutating func next() throws(Failure) -> Reading? {
        if !isOpen { try open() }
        while ready.isEmpty, !isAtEnd {
            switch try values.next() {
            case .value(let value)?: take(value)
            case .endOfList?: endList()
            case .damage(let error, let beginning)?: take(error, beginning)
            case nil:
                endList()
                isAtEnd = true
            }
        }
        return ready.popLast()
    }

    private mutating func open() throws(Failure) {
        try values.fill(8)
        isOpen = true
        if let format = FileFormat(beginning: values.rest) { end(because: format) }
    }

    /// Ends the reading of a file in a format that cannot be read.
    private mutating func end(because format: FileFormat) {
        endList()
        isAtEnd = true
        ready.insert(.failure(FGOError(.unsupportedFormat, at: [], format.remedy)), at: 0)
    }

    private mutating func take(_ error: FGOError, _ beginning: Data) {
        if isAtBeginning, let format = FileFormat(damage: beginning) { return end(because: format) }
        isAtBeginning = false
        ready.append(.failure(error))
    }

    private mutating func take(_ value: ValueReader<Failure>.Value) {
        isAtBeginning = false
        switch value.json.withUnsafeBytes({ JSONValue.read($0) }) {
        case .failure(let error):
            ready.append(.failure(FGOError(error.code, at: value.path, error.description)))
        case .success(let (content, hasBrokenText)):
            if hasBrokenText, !hasUTF8, let format = FileFormat(encodingOf: value.json + values.rest) {
                return end(because: format)
            }
            hasUTF8 = hasUTF8 || (value.hasNonASCII && !hasBrokenText)
            value.isElement ? take(element: content, of: value) : take(whole: content, at: value.path)
        }
    }
}

// MARK: Documents

extension DocumentReader {
    private mutating func take(whole value: JSONValue, at path: JSONPath) {
        guard let elements = value.numberedElements, !elements.isEmpty else {
            return ready.append(Self.document(value, at: path))
        }
        // A list as PHP writes it.
        let documents = elements.map { Self.document($0.value, at: path / $0.key) }
        let isOfInvoices = zip(elements, documents).allSatisfy { element, document in
            !RawDocument.isExported(element.value) && (try? document.get()) != nil
        }
        ready = isOfInvoices ? [.success(RawDocument(invoices: value))] : documents.reversed()
    }

    private mutating func take(element: JSONValue, of value: ValueReader<Failure>.Value) {
        if !isListOfDocuments, RawDocument.isExported(element) {
            isListOfDocuments = true
            // In a list that holds documents, an invoice is one of its own.
            let former = invoices?.elements ?? []
            ready = former.reversed().map { Self.document($0.value, at: $0.path) }
            invoices = nil
        }
        let document = Self.document(element, at: value.path)
        guard !isListOfDocuments, case .success = document else { return ready.insert(document, at: 0) }
        var list = invoices ?? Invoices()
        list.elements.append((element, value.path))
        list.byteCount += value.json.count
        invoices = list
        if list.byteCount >= Self.mostBytes { makeDocument(of: list) }
    }

    private mutating func endList() {
        if let list = invoices, !list.elements.isEmpty { makeDocument(of: list) }
        invoices = nil
        isListOfDocuments = false
    }

    private mutating func makeDocument(of list: Invoices) {
        ready.insert(.success(RawDocument(invoices: .array(list.elements.map(\.value)))), at: 0)
        invoices = nil
    }

    private static func document(_ value: JSONValue, at path: JSONPath) -> Reading {
        Result { () throws(FGOError) in
            do throws(FGOError) {
                return try RawDocument(exported: value)
            } catch {
                throw FGOError(error.code, at: path, error.description)
            }
        }
    }
}
