import Foundation
import NIOCore

/// Bounds of what a client can hold without the admin token.
struct ConnectionLimits: Sendable {
    /// The number of connections at the same time.
    var connections = standardConnections
    /// The time from the opening of a connection to the end of the head of its first request.
    var head = TimeAmount.seconds(10)
    /// The time from the end of a head to the end of the request's body.
    var body = TimeAmount.seconds(10)
    /// The time for which a client that reads too slowly is waited for.
    var reading = TimeAmount.seconds(30)
    /// The time for which a connection stays open after a response to a request whose body was not read, so that the client
    /// reads the response before the connection breaks.
    var linger = TimeAmount.milliseconds(500)
    /// The number of bytes of such a body that are discarded meanwhile.
    var discarded = 256 << 10
    /// The number of event streams of one session, or of one token.
    var streams = 8

    /// A quarter of the process's file descriptors, at most 256: three quarters stay for the sync, the store and the system.
    ///
    /// Without a descriptor libdispatch ends the process, and curl and SQLite do no work.
    static var standardConnections: Int { max(8, min(256, descriptors / 4)) }

    /// The soft limit of file descriptors.
    private static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(.descriptors, &limit) == 0 else { return 256 }
        return Int(clamping: limit.rlim_cur)
    }
}

#if os(Linux)
extension __rlimit_resource_t {
    fileprivate static var descriptors: Self { Self(RLIMIT_NOFILE.rawValue) }
}
#else
extension Int32 {
    fileprivate static var descriptors: Self { RLIMIT_NOFILE }
}
#endif
