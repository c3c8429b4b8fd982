import Foundation
import InvenTreeClient

/// How long ago the orders of invoices can have been made, so that older ones need not be looked at.
///
/// Pure.
///
/// An order is made when its invoice is synced, which is not before the invoice is written. The margin is for invoices
/// that bear a later day than that on which they were written, for dates that were corrected, and for time zones.
struct OrderAge {
    /// In days.
    static let margin = 31

    /// The day after which the orders of the dated invoices were made.
    let after: CalendarDate?
    /// The descriptions of orders that were made after that day, if at all.
    let dated: Set<String>
    /// Those of which that is not known: the invoice has no readable date, or had another one when it was synced before.
    let undated: Set<String>

    /// - Parameters:
    ///   - orders: The orders that are looked for.
    ///   - now: The time; what is dated later may stand on the server already.
    init(of orders: [DocumentWork.Order], now: Date) {
        let today = CalendarDate(at: now)
        let days = orders.map { order in !order.history.isKnown ? Self.earlier(today, order.draft.issueDate) : nil }
        let descriptions = orders.map(\.draft.description)
        undated = Set(zip(descriptions, days).compactMap { description, day in day == nil ? description : nil })
        dated = Set(descriptions).subtracting(undated)
        after = days.compactMap { $0 }.min()?.earlier(byDays: Self.margin + 1)
    }

    private static func earlier(_ first: CalendarDate?, _ second: CalendarDate?) -> CalendarDate? {
        guard let first, let second else { return nil }
        return min(first, second)
    }
}

extension CalendarDate {
    /// The day of a time, in UTC.
    fileprivate init?(at time: Date) {
        let fields = Self.calendar.dateComponents([.year, .month, .day], from: time)
        guard let year = fields.year, let month = fields.month, let day = fields.day else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day some days before; nil before the first year, where years are counted backwards.
    fileprivate func earlier(byDays days: Int) -> CalendarDate? {
        Self.calendar.date(from: DateComponents(year: year, month: month, day: day))
            .flatMap { Self.calendar.date(byAdding: .day, value: -days, to: $0) }
            .flatMap { CalendarDate(at: $0) }
            .flatMap { $0 < self ? $0 : nil }
    }

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
