import Foundation

/// A TCP connection to a port of this machine, for what no HTTP client would send.
public final class RawConnection: Sendable {
    private let descriptor: Int32

    /// The system refused a connection.
    public struct Failure: Error {
        /// The system's error number.
        public let number: Int32
    }

    /// Connects.
    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard outcome == 0 else {
            let number = errno
            Foundation.close(descriptor)
            throw Failure(number: number)
        }
        // A peer that neither answers nor closes fails the test that waits for it.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        Foundation.close(descriptor)
    }

    /// Ends the connection; what waits for the peer sees its end.
    public func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Sends text as far as the peer takes it now.
    ///
    /// - Returns: Whether the connection still stands.
    @discardableResult
    public func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let count = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        return count >= 0 || errno == EAGAIN
    }

    /// Waits for the first bytes of a response.
    ///
    /// - Returns: Whether any came within 30 s.
    public func awaitResponse() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var byte: UInt8 = 0
                continuation.resume(returning: recv(descriptor, &byte, 1, 0) == 1)
            }
        }
    }

    /// All that the peer sends until it closes the connection, or `nil` if it does not within 30 s.
    ///
    /// A thread of its own waits, so that the server under test has the others.
    public func readToEnd() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.read()) }
        }
    }

    private func read() -> String? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                text += buffer[..<count]
            } else if count == 0 || errno == ECONNRESET {
                return String(decoding: text, as: UTF8.self)
            } else {
                return nil
            }
        }
    }
}
