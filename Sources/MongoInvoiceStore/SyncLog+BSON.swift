import FGOModels
import Foundation
import InvoiceSync

extension SyncLog {
    /// The log as `sync_log` holds it: the object of its JSON, with moments as ISO 8601 text as in the other stores, and
    /// at most 1 MiB in either form.
    ///
    /// - Throws: `SyncError` where a value has no JSON form.
    var bson: BSONValue {
        get throws(SyncError) {
            for log in [self, withoutLinesOfSuccesses] {
                let value = try log.plainBSON
                if value.byteCount <= 1 << 20 { return value }
            }
            return try withoutInvoices.plainBSON
        }
    }

    /// What is left where the document has no room for more.
    var withoutInvoices: SyncLog {
        var short = self
        short.invoices = []
        return short
    }

    /// JSON of 1 MiB may be more in BSON: the lines of successes, which are short numbers, are what makes the difference.
    private var withoutLinesOfSuccesses: SyncLog {
        var short = self
        for index in short.invoices.indices where [.ok, .skipped].contains(short.invoices[index].result) {
            short.invoices[index].addedLines = nil
            short.invoices[index].updatedLines = nil
            short.invoices[index].removedLines = nil
            short.invoices[index].formerLines = nil
        }
        return short
    }

    private var plainBSON: BSONValue {
        get throws(SyncError) {
            do {
                return try BSONValue(JSONValue(json: json()))
            } catch let error as SyncError {
                throw error
            } catch {
                throw SyncError(.storeUnavailable, "the log cannot be written as BSON: \(error)", cause: error)
            }
        }
    }
}

extension JSONValue {
    /// A `sync_log` of any program in plain JSON: moments as `SyncLog` writes them, numbers as numbers.
    init(log value: BSONValue) {
        switch value {
        case .document(let document):
            let fields = document.fields.map { ($0.key, JSONValue(log: $0.value)) }
            self = .object(Dictionary(fields) { _, last in last })
        case .array(let elements): self = .array(elements.map(JSONValue.init(log:)))
        case .date(let moment): self = .text(Date(milliseconds: moment).formatted(.iso8601))
        default: self = JSONValue(value).unwrapped
        }
    }
}

extension BSONValue {
    /// How long the value is where it stands; none is longer than what has no BSON form.
    fileprivate var byteCount: Int {
        (try? (["": self] as BSONDocument).bytes().count) ?? .max
    }
}
