import HTTPTypes
import InvoiceSync
import Synchronization

/// Slows down who guesses tokens, by address.
///
/// The first failures are free, as people mistype. Each later one makes the address wait, twice as long as the one before, and
/// meanwhile its tokens are not even looked at.
final class SignInAttempts: Sendable {
    private struct Entry {
        var failures: Int
        var last: Duration
        var blockedUntil: Duration
    }

    /// The number of failures before an address waits.
    static let free = 10
    /// The longest wait.
    static let longest = Duration.seconds(60)
    /// The time after which failures are forgotten.
    static let memory = Duration.seconds(15 * 60)
    /// The number of addresses that are remembered; one more forgets the one that failed longest ago.
    static let limit = 4096

    private let elapsed: @Sendable () -> Duration
    private let onFailure: @Sendable (ClientAddress, String) async -> Void
    private let entries = Mutex<[ClientAddress: Entry]>([:])

    /// - Parameters:
    ///   - elapsed: The time since some fixed moment.
    ///   - onFailure: Is told of each failed attempt that was looked at: the address, and what was tried.
    init(
        elapsed: @escaping @Sendable () -> Duration,
        onFailure: @escaping @Sendable (ClientAddress, String) async -> Void
    ) {
        (self.elapsed, self.onFailure) = (elapsed, onFailure)
    }

    /// The number of addresses that are remembered.
    var count: Int { entries.withLock(\.count) }

    /// Refuses an attempt of an address that has to wait.
    func admit(_ client: ClientAddress) throws(APIError) {
        let now = elapsed()
        let until = entries.withLock { $0[client]?.blockedUntil } ?? now
        guard until > now else { return }
        let seconds = Int(((until - now) / .seconds(1)).rounded(.up))
        throw APIError(
            status: .tooManyRequests,
            code: "too_many",
            message: "too many wrong tokens from your address: wait \(seconds) s",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// Notes the outcome of an attempt.
    func note(isSuccess: Bool, _ client: ClientAddress, _ way: String) async {
        let now = elapsed()
        entries.withLock { entries in
            guard !isSuccess else {
                entries[client] = nil
                return
            }
            var entry = entries[client] ?? Entry(failures: 0, last: now, blockedUntil: now)
            if now - entry.last > Self.memory { entry.failures = 0 }
            entry.failures += 1
            entry.last = now
            let over = entry.failures - Self.free
            if over > 0 { entry.blockedUntil = now + min(Self.longest, .seconds(1 << min(over - 1, 6))) }
            if entries[client] == nil, entries.count >= Self.limit,
                let oldest = entries.min(by: { $0.value.last < $1.value.last })?.key
            {
                entries[oldest] = nil
            }
            entries[client] = entry
        }
        if !isSuccess { await onFailure(client, way) }
    }
}

extension HTTPField.Name {
    fileprivate static var retryAfter: Self { Self("Retry-After") ?? .age }
}
