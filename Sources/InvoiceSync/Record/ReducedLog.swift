import FGOModels
import Foundation

/// The log of a document that is older than logs are kept: its moment and its counts.
///
/// Pure.
enum ReducedLog {
    /// The text in place of the error of a document.
    static let error = "removed, as the log is older than retention.logs"

    private static let kept: Set<String> = ["timestamp", "total_invoices", "successful", "partial", "failed"]

    /// Reduces a log.
    ///
    /// A log that counts as failed by its error still does.
    ///
    /// - Parameters:
    ///   - log: A `sync_log`, also of another program.
    ///   - moment: Logs of the days before the day of this moment are reduced, in UTC.
    /// - Returns: The rest; `nil` if the log stays: it is younger, was reduced before, or has no moment that can be read.
    static func reduced(_ log: JSONValue, before moment: Date) -> JSONValue? {
        guard case .object(let fields) = log, let day = day(of: fields["timestamp"]) else { return nil }
        guard day < moment.formatted(.iso8601.year().month().day()) else { return nil }
        var rest = fields.filter { kept.contains($0.key) }
        rest["invoices"] = []
        if case .text? = fields["error"] { rest["error"] = .text(error) }
        return rest == fields ? nil : .object(rest)
    }

    /// The day in a moment that any program wrote: `2025-11-20T…`.
    private static func day(of timestamp: JSONValue?) -> String? {
        guard let day = timestamp?.plainText?.prefixMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/)?.output else { return nil }
        return String(day)
    }
}
