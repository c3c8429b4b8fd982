public import Foundation

/// Reads documents one by one from what comes piece by piece: mongoexport's lines or list, FGO's own export (a list of
/// invoices), or one invoice.
///
/// A file whose first line is a whole object is one of lines: it is read line by line, so that its size does not matter.
/// Any other file is read whole.
public struct DocumentReader<Failure: Error> {
    /// A document, or why there is none.
    public typealias Reading = Result<RawDocument, FGOError>

    private enum State {
        case unopened
        case lines(first: Line?)
        case list(IndexingIterator<[Reading]>)
    }

    private var state = State.unopened
    private var lines: LineReader<Failure>

    /// How many bytes were read so far.
    public var byteCount: Int { lines.byteCount }

    /// A reader of what a function gives.
    ///
    /// - Parameter read: Gives the next bytes, UTF-8 with or without a byte order mark; nil, or none, at the end.
    public init(_ read: @escaping () throws(Failure) -> Data?) {
        lines = LineReader(read)
    }

    /// Reads one document, or why there is none.
    ///
    /// An error names the line, and the others go on.
    ///
    /// - Throws: What the function throws that gives the bytes.
    /// - Returns: nil at the end.
    public mutating func next() throws(Failure) -> Reading? {
        if case .unopened = state { try open() }
        switch state {
        case .unopened:
            return nil
        case .lines(let first):
            state = .lines(first: nil)
            let next = if let first { first } else { try lines.nextThatIsNotBlank() }
            guard let line = next else { return nil }
            return Result { () throws(FGOError) in try Self.document(in: line) }
        case .list(var list):
            let reading = list.next()
            state = .list(list)
            return reading
        }
    }

    /// Finds out what kind of file it is.
    private mutating func open() throws(Failure) {
        var contents = Data()
        while let line = try lines.next() {
            if !line.isBlank, line.isObject {
                state = .lines(first: line)
                return
            }
            contents += line.text + [UInt8(ascii: "\n")]
            if !line.isBlank { contents += try lines.rest() }
        }
        state = Self.state(of: contents)
        if case .lines = state { lines = LineReader(contents: contents) }
    }

    /// What a file is whose first line is no object.
    private static func state(of contents: Data) -> State {
        var lines = LineReader<Never>(contents: contents)
        guard let first = lines.nextThatIsNotBlank() else { return .list([].makeIterator()) }
        do throws(FGOError) {
            return .list(try documents(in: JSONValue(json: contents)).makeIterator())
        } catch {
            var line: Line? = first
            while let next = line {
                if next.isObject { return .lines(first: nil) }
                line = lines.nextThatIsNotBlank()
            }
            return .list([.failure(error)].makeIterator())
        }
    }

    private static func document(in line: Line) throws(FGOError) -> RawDocument {
        do {
            return try RawDocument(exported: JSONValue(json: line.text))
        } catch {
            throw FGOError(error.code, at: ["line \(line.number)"], error.description)
        }
    }

    private static func documents(in value: JSONValue) throws(FGOError) -> [Reading] {
        guard case .array(let elements) = value else { return [.success(try RawDocument(exported: value))] }
        if elements.isEmpty { return [] }
        guard elements.contains(where: RawDocument.isExported) else {
            return [.success(RawDocument(invoices: value))]
        }
        return elements.enumerated().map { index, element in
            Result { () throws(FGOError) in try RawDocument(exported: element, at: ([] as JSONPath)[index]) }
        }
    }
}

extension Line {
    /// Whether it alone is one JSON object, as in a file of lines.
    fileprivate var isObject: Bool {
        guard let value = try? JSONValue(json: text), case .object = value else { return false }
        return true
    }
}
