public import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualTime: Sendable {
    private let moment: Mutex<Date>

    /// A clock.
    ///
    /// - Parameter start: Where it stands; a whole second by default.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_750_000_000)) {
        moment = Mutex(start)
    }

    /// Where it stands.
    public var now: Date { moment.withLock(\.self) }

    /// Moves it.
    ///
    /// - Parameter duration: How far; backwards where it is negative.
    public func advance(by duration: Duration) {
        moment.withLock { $0 += duration / .seconds(1) }
    }
}
