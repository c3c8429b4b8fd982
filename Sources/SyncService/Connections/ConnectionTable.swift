import NIOCore
import Synchronization

/// The open connections, of which there are never more than the process can afford.
///
/// A new connection is always taken: when all places are in use, the connection goes whose client has been waited for the
/// longest. So clients that send nothing, or a byte now and then, keep nobody out.
final class ConnectionTable: Sendable {
    private struct Entry {
        let channel: any Channel
        /// The moment since which the service waits for the client; `nil` while it works on a request.
        var waitingSince: NIODeadline?
    }

    private let limit: Int
    private let open = Mutex<[ObjectIdentifier: Entry]>([:])

    /// - Parameter limit: The number of connections at the same time, at least 1.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a connection that has just been opened, and closes another one, or this one, if there are too many.
    func add(_ channel: any Channel, at now: NIODeadline = .now()) {
        let leaving: (any Channel)? = open.withLock { open in
            if open.count < limit {
                open[ObjectIdentifier(channel)] = Entry(channel: channel, waitingSince: now)
                return nil
            }
            let waiting = open.compactMap { id, entry in entry.waitingSince.map { (id, $0) } }
            guard let oldest = waiting.min(by: { $0.1 < $1.1 })?.0 else { return channel }
            open[ObjectIdentifier(channel)] = Entry(channel: channel, waitingSince: now)
            return open.removeValue(forKey: oldest)?.channel
        }
        leaving?.close(promise: nil)
    }

    /// Notes that the service works on a request of a connection, or waits for its client.
    func note(_ channel: any Channel, isBusy: Bool, at now: NIODeadline = .now()) {
        open.withLock { $0[ObjectIdentifier(channel)]?.waitingSince = isBusy ? nil : now }
    }

    /// Removes a connection that was closed.
    func remove(_ channel: any Channel) {
        open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
