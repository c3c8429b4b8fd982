import Foundation

/// A line of a file, without what ends it.
struct Line {
    /// Which one it is, from 1.
    let number: Int
    let text: Data

    var isBlank: Bool { text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
}

/// The lines of what comes piece by piece; no more is kept of it than a piece and a line.
struct LineReader<Failure: Error> {
    private let read: () throws(Failure) -> Data?
    private var isAtEnd = false
    /// What was read; the lines before `start` are done with.
    private var buffer: [UInt8] = []
    private var start = 0
    private var number = 0
    /// How many bytes were read so far.
    private(set) var byteCount = 0

    /// - Parameter read: Gives the next bytes; nil, or none, at the end.
    init(_ read: @escaping () throws(Failure) -> Data?) {
        self.read = read
    }

    init(contents: Data) {
        var rest: Data? = contents
        self.init { () throws(Failure) in
            defer { rest = nil }
            return rest
        }
    }

    mutating func next() throws(Failure) -> Line? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return line(to: end)
            }
            searched = buffer.count - start
            guard try readMore() else { break }
        }
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return line(to: buffer.count)
    }

    mutating func nextThatIsNotBlank() throws(Failure) -> Line? {
        while let line = try next() {
            if !line.isBlank { return line }
        }
        return nil
    }

    /// All that follows.
    mutating func rest() throws(Failure) -> Data {
        while try readMore() {}
        defer { start = buffer.count }
        return Data(buffer[start...])
    }

    private mutating func line(to end: Int) -> Line {
        number += 1
        let text = Data(buffer[start..<end])
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return Line(number: number, text: number == 1 && text.starts(with: mark) ? text.dropFirst(mark.count) : text)
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
