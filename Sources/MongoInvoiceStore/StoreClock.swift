import Foundation
import InvoiceSync
import Synchronization

/// The clock that leases, locks and waits go by: the database's own.
///
/// Each moment is an expression that the server works out where it compares or writes it, so that machines whose clocks
/// disagree share a store without harm.
final class StoreClock: Sendable {
    /// The moment of a command, as an expression.
    private let moment: @Sendable () -> BSONValue
    /// The clock of this process, by which a caller's dates were read.
    private let local: @Sendable () -> Date
    /// The date that was last translated.
    private let translation = Mutex<(date: Date, moment: Milliseconds)?>(nil)
    private let receipts = Mutex(ReceiptClock())

    private init(moment: @escaping @Sendable () -> BSONValue, local: @escaping @Sendable () -> Date) {
        self.moment = moment
        self.local = local
    }

    /// The database's clock.
    ///
    /// - Parameter local: The clock of this process.
    /// - Returns: The clock.
    static func database(local: @escaping @Sendable () -> Date = { Date() }) -> StoreClock {
        StoreClock(moment: { "$$NOW" }, local: local)
    }

    /// A clock that a test moves, in place of both.
    ///
    /// - Parameter now: What it shows.
    /// - Returns: The clock.
    static func manual(_ now: @escaping @Sendable () -> Date) -> StoreClock {
        StoreClock(moment: { .date(Milliseconds(now())) }, local: now)
    }

    /// Now.
    var now: BSONValue { moment() }

    /// So long after now.
    func after(_ duration: Duration) -> BSONValue {
        ["$toDate": ["$add": [["$toLong": now], .int64(Milliseconds(duration))]]]
    }

    /// The moment of receipt of the next document.
    ///
    /// - Parameter now: What this clock shows.
    /// - Returns: A moment that no other document of this process has.
    func receipt(at now: Milliseconds) -> ReceivedTime {
        receipts.withLock { $0.next(at: Date(milliseconds: now)) }
    }

    /// What the database's clock shows when that of this process shows a date.
    ///
    /// A date keeps its moment while no other is asked for: a run parts its own work from what was before by one date,
    /// however the clocks and the network behave meanwhile.
    ///
    /// - Parameters:
    ///   - date: The date.
    ///   - read: Has the server work an expression out; nil where there is nothing that a moment could be compared with.
    /// - Throws: What reading throws.
    /// - Returns: The moment.
    func moment(
        of date: Date,
        reading read: (BSONValue) throws(MongoFailure) -> BSONValue?
    ) throws(MongoFailure) -> BSONValue {
        if let known = translation.withLock({ $0?.date == date ? $0?.moment : nil }) { return .date(known) }
        let age = Milliseconds(local()) - Milliseconds(date)
        guard case .date(let now)? = try read(now) else { return .date(Milliseconds(date)) }
        translation.withLock { $0 = (date, now - age) }
        return .date(now - age)
    }
}
