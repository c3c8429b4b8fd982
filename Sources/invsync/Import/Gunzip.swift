import CZlib
import Foundation

/// Unpacks data in the format of gzip (RFC 1952) piece by piece, with members one after another as in joined files.
final class Gunzip {
    /// Data that is no gzip, or damaged.
    struct Damage: Error {
        let reason: String
    }

    private let stream: UnsafeMutablePointer<z_stream>
    /// A Boolean value that indicates whether a member has begun and not ended.
    private var isInMember = false

    /// How many bytes are unpacked at once at most, so that a small piece cannot fill the memory.
    private static let pieceBytes = 256 << 10

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czlib_begin_gunzip(stream) == Z_OK else {
            stream.deallocate()
            throw Damage(reason: "there is no memory to unpack it")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Unpacks the next data.
    ///
    /// - Parameter packed: What is not unpacked yet; what this call unpacks is removed.
    /// - Throws: ``Damage``.
    /// - Returns: At most 256 KiB; none where more packed data is needed.
    func unpack(_ packed: inout Data) throws -> Data {
        // Some programs pad the end with zeros, as tapes did; gzip ignores them, too.
        if !isInMember { packed = packed.drop { $0 == 0 } }
        guard !packed.isEmpty else { return Data() }
        if !isInMember { isInMember = try beginMember(packed) }
        var unpacked = Data(count: Self.pieceBytes)
        let count = try inflate(&packed, into: &unpacked)
        return unpacked.prefix(count)
    }

    /// Checks that the data ends where it may.
    func end() throws {
        if isInMember { throw Damage(reason: "its gzip data is cut short") }
    }

    private func beginMember(_ packed: Data) throws -> Bool {
        guard packed.first == 0x1F, inflateReset(stream) == Z_OK else {
            throw Damage(reason: "something else follows its gzip data")
        }
        return true
    }

    private func inflate(_ packed: inout Data, into unpacked: inout Data) throws -> Int {
        let packedCount = packed.count
        let status = packed.withUnsafeMutableBytes { source in
            unpacked.withUnsafeMutableBytes { target in
                stream.pointee.next_in = source.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_in = UInt32(source.count)
                stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(target.count)
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw Damage(reason: "its gzip data is damaged")
        }
        if status == Z_STREAM_END { isInMember = false }
        packed = packed.dropFirst(packedCount - Int(stream.pointee.avail_in))
        return unpacked.count - Int(stream.pointee.avail_out)
    }
}
