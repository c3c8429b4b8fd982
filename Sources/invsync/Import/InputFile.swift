import Foundation

/// A file or standard input, read piece by piece; what gzip has packed is unpacked.
final class InputFile {
    enum Failure: Error, CustomStringConvertible {
        /// The system does not give the file, or not to its end, and why.
        case unreadable(String)
        /// The packed data in the file is cut short or damaged.
        case damaged(String)
        /// Standard input or a pipe has nothing at the moment.
        case waiting

        var description: String {
            switch self {
            case .unreadable(let reason), .damaged(let reason): reason
            case .waiting: "it has nothing at the moment"
            }
        }
    }

    private let handle: FileHandle
    private var gunzip: Gunzip?
    /// What was read and not handed out: packed data, and the first bytes, which tell whether it is.
    private var ahead = Data()
    private var isOpened = false
    private var isAtEnd = false

    /// How many bytes are read at once.
    private static let pieceBytes = 256 << 10
    /// How many milliseconds to wait for data before ``Failure/waiting``.
    private static let patience: Int32 = 200

    /// Opens a file.
    ///
    /// - Parameter path: The file's path, or `-` for standard input.
    /// - Throws: ``Failure/unreadable(_:)``.
    init(_ path: String) throws(Failure) {
        handle =
            path == "-" ? .standardInput : try Self.reporting { try FileHandle(forReadingFrom: URL(filePath: path)) }
        var status = stat()
        guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw .unreadable("is a directory")
        }
    }

    /// The next bytes; nil at the end.
    func next() throws(Failure) -> Data? {
        if !isOpened { try open() }
        guard let gunzip else {
            defer { ahead = Data() }
            return ahead.isEmpty ? try read() : ahead
        }
        while true {
            if ahead.isEmpty { ahead = try read() ?? Data() }
            let isOver = ahead.isEmpty
            let unpacked = try Self.reporting { try gunzip.unpack(&ahead) }
            if !unpacked.isEmpty { return unpacked }
            guard isOver else { continue }
            try Self.reporting { try gunzip.end() }
            return nil
        }
    }

    private func open() throws(Failure) {
        while ahead.count < 2, let piece = try read() { ahead += piece }
        isOpened = true
        if ahead.starts(with: [0x1F, 0x8B]) { gunzip = try Self.reporting { try Gunzip() } }
    }

    private func read() throws(Failure) -> Data? {
        if isAtEnd { return nil }
        var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
        if poll(&request, 1, Self.patience) == 0 { throw .waiting }
        // `FileHandle.read(upToCount:)` waits until so many bytes are there, also from a pipe.
        var piece = Data(count: Self.pieceBytes)
        let count = piece.withUnsafeMutableBytes { buffer in
            Foundation.read(handle.fileDescriptor, buffer.baseAddress, buffer.count)
        }
        if count < 0 {
            if errno == EINTR { throw .waiting }
            throw .unreadable(String(cString: strerror(errno)).lowercased())
        }
        isAtEnd = count == 0
        return isAtEnd ? nil : piece.prefix(count)
    }

    private static func reporting<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
        do {
            return try body()
        } catch let damage as Gunzip.Damage {
            throw .damaged(damage.reason)
        } catch {
            throw .unreadable(reason(of: error))
        }
    }

    /// Why the system refuses, in its own short words: Foundation's name the file once more.
    private static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let code = [error as NSError, underlying].compactMap { $0 }.first { $0.domain == NSPOSIXErrorDomain }?.code
        return code.map { String(cString: strerror(Int32($0))).lowercased() } ?? error.localizedDescription
    }
}
