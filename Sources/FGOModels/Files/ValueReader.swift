import Foundation

/// Splits what comes piece by piece into JSON values: those that stand one after another, and the elements of lists.
///
/// It keeps no more than a piece and one value. Byte order marks between values count as white space, as they stand
/// wherever files were joined. Where something is no JSON, it goes on with the next line that begins an object.
struct ValueReader<Failure: Error> {
    enum Item {
        case value(Value)
        case endOfList
        /// What is no JSON, and where; with how it begins.
        case damage(FGOError, beginning: Data)
    }

    /// A value with balanced brackets: an object, or an element of a list.
    struct Value {
        let json: Data
        let path: JSONPath
        let isElement: Bool
        /// A Boolean value that indicates whether it holds a byte beyond ASCII.
        let hasNonASCII: Bool
    }

    private enum Place {
        case outside
        case beginningOfList
        case behindElement
        case behindComma

        var isInList: Bool { self != .outside }
    }

    /// A search for the next line that begins an object.
    private struct Recovery {
        let reason: String
        let beginning: Data
        let firstLine: Int
        var lastLine: Int
        /// A Boolean value that indicates whether the beginning of a line is to be looked at.
        var isAtLine = false
        /// A Boolean value that indicates whether lines are indented, so that an object may begin with a line of its own.
        var hasIndentation = false

        var error: FGOError {
            let lines = firstLine == lastLine ? "line \(firstLine)" : "lines \(firstLine) to \(lastLine)"
            return FGOError(.notJSON, at: [lines], reason)
        }
    }

    private let read: () throws(Failure) -> Data?
    private var isAtEnd = false
    private var place = Place.outside
    /// How many elements of the list were read.
    private var elementCount = 0
    /// What was read; what stands before `start` is done with.
    private var buffer: [UInt8] = []
    private var start = 0
    /// The line of the byte at `start`, from 1.
    private var line = 1
    private var scanner = ValueScanner()
    /// How many bytes of the value at `start` were scanned.
    private var scanned = 0
    private var recovery: Recovery?
    /// How many bytes were read so far.
    private(set) var byteCount = 0

    /// - Parameter read: Returns the next bytes; nil, or no bytes, at the end.
    init(_ read: @escaping () throws(Failure) -> Data?) {
        self.read = read
    }

    /// The next value, or what stands in its place; nil at the end.
    ///
    /// After it has thrown it may be called again, and goes on where it was.
    mutating func next() throws(Failure) -> Item? {
        if recovery != nil { return try recover() }
        while scanned == 0 {
            try skipSpace()
            guard start < buffer.count else { return end() }
            switch (place, buffer[start]) {
            case (.outside, UInt8(ascii: "[")):
                (place, elementCount) = (.beginningOfList, 0)
                start += 1
            case (.beginningOfList, UInt8(ascii: "]")), (.behindElement, UInt8(ascii: "]")):
                place = .outside
                start += 1
                return .endOfList
            case (.behindElement, UInt8(ascii: ",")):
                place = .behindComma
                start += 1
            case (.behindElement, _):
                return try recover(from: "a comma is missing behind element \(elementCount) of the list")
            case (.outside, let byte) where byte != UInt8(ascii: "{"):
                return try recover(from: "is no document: one begins with {, a list of them with [")
            default:
                scanner = ValueScanner()
                return try value()
            }
        }
        return try value()
    }

    /// Scans the value at `start` to its end.
    private mutating func value() throws(Failure) -> Item? {
        while true {
            switch buffer.withUnsafeBufferPointer({ scanner.scan($0, from: start + scanned) }) {
            case .ended(let end):
                return .value(take(upTo: end))
            case .malformed(let index):
                return try recover(from: reason(upTo: index + 1))
            case .unfinished:
                scanned = buffer.count - start
                guard try readMore() else { return try recover(from: reason(upTo: buffer.count)) }
            }
        }
    }

    private mutating func take(upTo end: Int) -> Value {
        defer {
            line += scanner.lineBreaks
            start = end
            scanned = 0
        }
        guard place.isInList else { return value(at: ["line \(line)"], upTo: end) }
        elementCount += 1
        place = .behindElement
        return value(at: ["line \(line), element \(elementCount)"], upTo: end)
    }

    private func value(at path: JSONPath, upTo end: Int) -> Value {
        Value(
            json: Data(buffer[start..<end]),
            path: path,
            isElement: place.isInList,
            hasNonASCII: scanner.hasNonASCII
        )
    }

    /// The end of the file.
    private mutating func end() -> Item? {
        guard place.isInList else { return nil }
        place = .outside
        return .damage(FGOError(.notJSON, at: ["line \(line)"], "the list has no end (])"), beginning: Data())
    }
}

// MARK: Damage

extension ValueReader {
    /// Why the bytes of a value, up to the first that cannot be there, are no JSON.
    private func reason(upTo end: Int) -> String {
        let result = buffer.withUnsafeBytes { JSONValue.read(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        guard case .failure(let error) = result else { return "is not valid JSON" }
        return error.description
    }

    private mutating func recover(from reason: String) throws(Failure) -> Item? {
        let beginning = Data(buffer[start...].prefix(64 << 10))
        recovery = Recovery(reason: reason, beginning: beginning, firstLine: line, lastLine: line)
        scanned = 0
        return try recover()
    }

    /// Skips to the next line that begins an object, and names the lines up to there.
    private mutating func recover() throws(Failure) -> Item? {
        var isFound = false
        while !isFound {
            if recovery?.isAtLine == false {
                guard try skipLine() else { break }
                recovery?.isAtLine = true
            }
            isFound = try isAtObject()
            recovery?.isAtLine = false
        }
        place = isFound && place.isInList ? .behindComma : .outside
        defer { recovery = nil }
        return recovery.map { .damage($0.error, beginning: $0.beginning) }
    }

    /// Skips what is left of a line.
    ///
    /// - Returns: false where the file ends with it.
    private mutating func skipLine() throws(Failure) -> Bool {
        repeat {
            let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n"))
            let skipped = buffer[start..<(end ?? buffer.count)]
            if !skipped.allSatisfy(\.isSpace) { recovery?.lastLine = line }
            start = end.map { $0 + 1 } ?? buffer.count
            guard end == nil else {
                line += 1
                return true
            }
        } while try readMore()
        return false
    }

    /// Finds out whether an object begins with the line at `start`.
    private mutating func isAtObject() throws(Failure) -> Bool {
        try skipByteOrderMark()
        try fill(2)
        let first = buffer[start...].prefix(2)
        if first.first?.isSpace == true, first.first != UInt8(ascii: "\r") { recovery?.hasIndentation = true }
        guard first.first == UInt8(ascii: "{") else { return false }
        let isAlone = first.count < 2 || first.last == UInt8(ascii: "\n") || first.last == UInt8(ascii: "\r")
        return !isAlone || recovery?.hasIndentation == true
    }
}

// MARK: Bytes

extension ValueReader {
    /// What was read and is not done with.
    var rest: Data { Data(buffer[start...]) }

    /// Reads on until so many bytes are at hand, or all that there are.
    mutating func fill(_ count: Int) throws(Failure) {
        while buffer.count - start < count, try readMore() {}
    }

    private mutating func skipSpace() throws(Failure) {
        repeat {
            while start < buffer.count {
                if buffer[start] == UInt8(ascii: "\n") { line += 1 }
                if buffer[start].isSpace {
                    start += 1
                } else if try !skipByteOrderMark() {
                    return
                }
            }
        } while try readMore()
    }

    /// - Returns: Whether there was one.
    @discardableResult
    private mutating func skipByteOrderMark() throws(Failure) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        try fill(1)
        guard start < buffer.count, buffer[start] == mark[0] else { return false }
        try fill(mark.count)
        guard buffer[start...].starts(with: mark) else { return false }
        start += mark.count
        return true
    }

    /// Reads the next piece behind what is left of the last one.
    private mutating func readMore() throws(Failure) -> Bool {
        guard !isAtEnd, let piece = try read(), !piece.isEmpty else {
            isAtEnd = true
            return false
        }
        buffer.removeSubrange(..<start)
        start = 0
        buffer += piece
        byteCount += piece.count
        return true
    }
}

extension UInt8 {
    /// A Boolean value that indicates whether this is white space to JSON.
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
